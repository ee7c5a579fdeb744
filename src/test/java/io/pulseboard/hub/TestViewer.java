package io.pulseboard.hub;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A viewer that keeps what it gets. Asks for everything unless told to be slow. */
final class TestViewer implements MultiSubscriber<Frame> {
    final List<TestMessage> messages = new ArrayList<>();
    final Map<String, Double> state = new TreeMap<>();
    boolean completed;

    @Nullable Throwable failure;

    private long atOnce = Long.MAX_VALUE;
    private Flow.@Nullable Subscription subscription;

    /** A viewer that takes only what it {@linkplain #take asks} for. */
    static TestViewer slow() {
        return asking(0);
    }

    /** A viewer that asks for so many as soon as it can. */
    static TestViewer asking(long count) {
        TestViewer viewer = new TestViewer();
        viewer.atOnce = count;
        return viewer;
    }

    @Override
    public void onSubscribe(Flow.Subscription frames) {
        subscription = frames;
        if (atOnce != 0) {
            frames.request(atOnce);
        }
    }

    void take(int count) {
        Objects.requireNonNull(subscription).request(count);
    }

    void leave() {
        Objects.requireNonNull(subscription).cancel();
    }

    @Override
    public void onItem(Frame frame) {
        TestMessage message = (TestMessage) frame.payload();
        messages.add(message);
        message.applyTo(state);
    }

    @Override
    public void onFailure(Throwable cause) {
        failure = cause;
    }

    @Override
    public void onCompletion() {
        completed = true;
    }

    List<String> types() {
        return messages.stream().map(TestMessage::type).toList();
    }

    TestMessage last() {
        return messages.get(messages.size() - 1);
    }
}
