package io.pulseboard.hub;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.metric.Sample;
import io.pulseboard.query.Query;
import io.pulseboard.store.SeriesLimits;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A hub whose ticks a test turns by hand, for tests of what is above it. Epoch {@code k3}, a second per tick, one thread: the test's. */
public final class HandTurnedHub {
    /** The time before the first tick, milliseconds since the Unix epoch. */
    public static final long START = 1_763_799_998_000L;

    private final Hub hub;
    private long millis = START;

    /** A hub that holds nothing. */
    public HandTurnedHub() {
        this(1 << 24);
    }

    /** A hub that holds nothing, with so much heap for its resume window and what is measured by that. */
    public HandTurnedHub(long windowBytes) {
        HubSettings settings = new HubSettings(
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                windowBytes,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofSeconds(15),
                Duration.ofMinutes(1),
                100,
                Duration.ZERO,
                Duration.ofMinutes(5),
                100,
                new SeriesLimits(10_000, 40, 256, 4096, Duration.ofMinutes(10)));
        hub = new Hub(settings, "k3", Runnable::run, () -> Instant.ofEpochMilli(millis), new SimpleMeterRegistry());
    }

    /** The time of the next tick, milliseconds since the Unix epoch. */
    public long nextTickMillis() {
        return millis + 1000;
    }

    /** The hub itself. */
    public Hub hub() {
        return hub;
    }

    /** Takes in samples and ticks. */
    public void tick(Sample... samples) {
        List<AppendResult.Refusal> refused =
                hub.append("test", List.of(samples)).refused();
        if (!refused.isEmpty()) {
            throw new AssertionError(refused);
        }
        millis += 1000;
        hub.tick(millis, 0);
    }

    /** A viewer of everything. */
    public Viewer view(FrameEncoder encoder, @Nullable StreamPosition after) {
        return view(encoder, Query.ALL, after);
    }

    /** A viewer of what a query selects. */
    public Viewer view(FrameEncoder encoder, Query query, @Nullable StreamPosition after) {
        Viewer viewer = new Viewer();
        hub.subscribe(new Subscription(query, encoder, Duration.ZERO, after, "test", Runnable::run))
                .subscribe()
                .withSubscriber(viewer);
        return viewer;
    }

    /** Gets what it asks for. */
    public static final class Viewer implements MultiSubscriber<Frame> {
        private final List<Payload> payloads = new ArrayList<>();
        private Flow.@Nullable Subscription frames;

        /** Asks for so many messages more, and gives all that came so far. */
        public List<Payload> take(int count) {
            Objects.requireNonNull(frames).request(count);
            return List.copyOf(payloads);
        }

        /** Asks for one message more, and gives it. */
        public Payload next() {
            int before = payloads.size();
            List<Payload> all = take(1);
            if (all.size() != before + 1) {
                throw new AssertionError("no message after " + before);
            }
            return all.get(before);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            frames = subscription;
        }

        @Override
        public void onItem(Frame frame) {
            payloads.add(frame.payload());
        }

        @Override
        public void onFailure(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onCompletion() {}
    }
}
