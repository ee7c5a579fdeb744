package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.SeriesKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final String[] SERIES = {"a", "b", "c", "d", "e", "f"};
    private static final String[][] QUERIES = {{}, {"a"}, {"b", "c"}, {"{__name__=~\"[d-f]\"}"}};
    private static final int WINDOW_SECONDS = 20;

    /** The viewers of this format stay all the time, on feeds of their own. */
    private final FrameEncoder witnessed = new TestMessage.Encoder();

    /**
     * Whoever comes back, to a feed that was retired or to one that is there, with whatever interval, gets the very updates that
     * somebody got who was there all the time.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aReplayIsWhatWasSent(long seed) {
        Random random = new Random(seed);
        TestHub test = new TestHub(
                Runnable::run, Runnable::run, TestHub.settings(Duration.ofSeconds(WINDOW_SECONDS), 1 << 20));
        List<TestViewer> witnesses = new ArrayList<>();
        for (int i = 0; i < 4 * QUERIES.length; i++) {
            TestViewer witness = new TestViewer();
            test.hub
                    .subscribe(subscription(test, witnessed, i, null))
                    .subscribe()
                    .withSubscriber(witness);
            witnesses.add(witness);
        }
        int replayed = 0;
        for (int step = 0; step < 200; step++) {
            change(test, random);
            test.tick();
            int which = random.nextInt(witnesses.size());
            int every = 1 + which / QUERIES.length;
            long now = test.hub.position().seq();
            long after = (now - random.nextInt(WINDOW_SECONDS + 4)) / every * every;
            TestViewer viewer = new TestViewer();
            test.hub
                    .subscribe(subscription(test, test.encoder, which, test.at(Math.max(0, after))))
                    .subscribe()
                    .withSubscriber(viewer);
            if (!viewer.types().contains("gap")) {
                check(viewer, witnesses.get(which), Math.max(0, after), seed);
                replayed += viewer.messages.size();
            }
            if (random.nextBoolean()) {
                viewer.leave();
            }
        }
        assertThat(replayed).as("updates replayed, seed %d", seed).isGreaterThan(100);
    }

    private Subscription subscription(TestHub test, FrameEncoder encoder, int which, @Nullable StreamPosition after) {
        Duration every = Duration.ofSeconds(1 + which / QUERIES.length);
        return new Subscription(
                TestHub.query(QUERIES[which % QUERIES.length]), encoder, every, after, "test", Runnable::run);
    }

    private static void change(TestHub test, Random random) {
        for (int i = random.nextInt(3); i > 0; i--) {
            String name = SERIES[Math.min(random.nextInt(SERIES.length), random.nextInt(SERIES.length))];
            if (random.nextInt(12) == 0) {
                test.hub.remove(List.of(SeriesKey.of(name)));
            } else {
                test.set(name, random.nextInt(5));
            }
        }
    }

    private static void check(TestViewer viewer, TestViewer witness, long after, long seed) {
        List<TestMessage> sent = witness.messages.stream()
                .filter(message ->
                        message.type().equals("update") && message.id().seq() > after)
                .toList();
        assertThat(viewer.messages)
                .as("after %d, seed %d", after, seed)
                .extracting(message -> message.id() + " " + message.values())
                .isEqualTo(sent.stream()
                        .map(message -> message.id() + " " + message.values())
                        .toList());
        long before = after;
        for (TestMessage message : viewer.messages) {
            assertThat(message.afterSeq()).as("hole, seed %d", seed).isLessThanOrEqualTo(before);
            before = message.id().seq();
        }
    }

    private final TestHub test = new TestHub();

    private Feed feed(String... selectors) {
        Subscription wanted = test.subscription(Duration.ZERO, null, selectors);
        return Objects.requireNonNull(test.hub.feed(new FeedKey(wanted.query(), wanted.encoder(), 1)));
    }

    @Test
    void whoComesBackFromTheSamePositionInTheSameTickSharesTheList() {
        for (int i = 0; i < 10; i++) {
            test.set("a", i);
            test.tick();
        }
        test.view(null, "a");

        assertThat(feed("a").replay(4)).hasSize(6).isSameAs(feed("a").replay(4));
        assertThat(feed("a").replay(7))
                .hasSize(3)
                .containsExactlyElementsOf(feed("a").replay(4).subList(3, 6));
        assertThat(feed("a").replay(10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"150, 1", "199, 1", "200, 2", "50, 1"})
    void aPieceIsNoLargerThanItsBoundUnlessItIsOneMessage(int bound, int messages) {
        // A message with one value has 100 bytes, and a piece a 64th of the window's.
        TestHub small =
                new TestHub(Runnable::run, Runnable::run, TestHub.settings(Duration.ofSeconds(60), 64L * bound));
        for (int i = 0; i < 5; i++) {
            small.set("a", i);
            small.tick();
        }
        small.view(null, "a");
        Subscription wanted = small.subscription(Duration.ZERO, null, "a");
        Feed feed = Objects.requireNonNull(small.hub.feed(new FeedKey(wanted.query(), wanted.encoder(), 1)));

        assertThat(feed.replay(1)).hasSize(messages);
    }

    @Test
    void framesAreEncodedOnceHoweverManyTicksGoBy() {
        test.view(null, "a");
        for (int i = 0; i < 5; i++) {
            test.set("a", i);
            test.tick();
        }
        List<Frame> first = feed("a").replay(1);
        test.tick();

        List<Frame> again = feed("a").replay(1);

        assertThat(again).hasSameSizeAs(first);
        for (int i = 0; i < first.size(); i++) {
            assertThat(again.get(i)).isSameAs(first.get(i));
        }
    }

    @Test
    void theMessagesKeptByAllFeedsTogetherStayWithinOneBound() {
        // Half of it for messages: six with one value.
        TestHub small = new TestHub(Runnable::run, Runnable::run, TestHub.settings(Duration.ofSeconds(60), 8_500));
        for (String name : SERIES) {
            small.view(null, name);
        }
        List<Double> bytes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (String name : SERIES) {
                small.set(name, i);
            }
            small.tick();
            bytes.add(small.registry.get("pulseboard.kept.frames.bytes").gauge().value());
        }

        assertThat(bytes).allSatisfy(value -> assertThat(value).isBetween(1.0, 4_250.0));
        assertThat(small.view(small.at(17), "a").messages)
                .extracting(m -> m.id().seq())
                .containsExactly(18L, 19L, 20L);
    }

    @Test
    void aFeedThatNobodyReadsKeepsNoMessages() {
        TestViewer viewer = test.view(null, "a");
        test.set("a", 1);
        test.tick();

        viewer.leave();

        assertThat(test.registry.get("pulseboard.kept.frames.bytes").gauge().value())
                .isZero();
    }
}
