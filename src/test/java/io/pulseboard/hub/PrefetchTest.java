package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefetchTest {
    private static final int GROUP = EventLoopWalk.PREFETCHED_AT_ONCE;

    private final TestHub test = new TestHub();
    private final List<String> seen = new ArrayList<>();

    private final class Watcher implements MultiSubscriber<Frame>, Prefetch {
        private final int number;

        Watcher(int number) {
            this.number = number;
        }

        @Override
        public int prefetch() {
            seen.add("fetched " + number);
            return number;
        }

        @Override
        public void onSubscribe(Flow.Subscription frames) {
            frames.request(Long.MAX_VALUE);
        }

        @Override
        public void onItem(Frame frame) {
            seen.add("told " + number);
        }

        @Override
        public void onFailure(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onCompletion() {}
    }

    private void subscribe(int count) {
        for (int i = 0; i < count; i++) {
            test.hub
                    .subscribe(test.subscription(Duration.ZERO, null, "a"))
                    .subscribe()
                    .withSubscriber(new Watcher(i));
        }
        seen.clear();
    }

    private void update() {
        test.set("a", 1);
        test.tick();
    }

    @Test
    void allOfAGroupAreFetchedBeforeTheFirstOfThemIsTold() {
        subscribe(2 * GROUP);

        update();

        List<String> expected = new ArrayList<>();
        for (int last = 2 * GROUP - 1; last > 0; last -= GROUP) {
            IntStream.range(0, GROUP).map(back(last)).forEach(i -> expected.add("fetched " + i));
            IntStream.range(0, GROUP).map(back(last)).forEach(i -> expected.add("told " + i));
        }
        assertThat(seen).isEqualTo(expected);
    }

    private static IntUnaryOperator back(int last) {
        return i -> last - i;
    }

    /** Also those that are no full group, and beyond what is told in one turn of the loop. */
    @ParameterizedTest
    @ValueSource(ints = {1, GROUP - 1, GROUP + 1, EventLoopWalk.SUBSCRIBERS_AT_ONCE + GROUP / 2})
    void eachIsToldOnceAndFetchedAtMostOnce(int count) {
        subscribe(count);

        update();

        for (int i = 0; i < count; i++) {
            assertThat(seen.stream().filter(("told " + i)::equals)).hasSize(1);
        }
        assertThat(seen.stream().filter(what -> what.startsWith("fetched"))).doesNotHaveDuplicates();
    }

    @Test
    void whoIsNoSuchSubscriberIsToldAllTheSame() {
        subscribe(GROUP - 1);
        TestViewer plain = test.view(null, "a");

        update();

        assertThat(plain.types()).endsWith("update");
        assertThat(seen.stream().filter(what -> what.startsWith("fetched"))).hasSize(GROUP - 1);
    }
}
