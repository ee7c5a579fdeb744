package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Viewers that join, stall, leave and come back at random, on a hub whose threads are queues that are worked off in random order.
 * Whatever happens, with every message that carries a position a viewer's state must be exactly the state at that position, and
 * no message may follow on something that the viewer has not seen. A failure names its seed, which makes the run again.
 */
class ViewersSimulationTest {
    private static final int STEPS = 30_000;
    private static final int LOOPS = 3;
    private static final String[] SERIES = {"a", "b", "c", "d", "e", "f"};
    private static final String[][] QUERIES = {{}, {"a"}, {"b", "c"}, {"{__name__=~\"[d-f]\"}"}};

    /** A thread that does one task when told to. */
    private static final class Queue implements Executor {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runOne() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        }
    }

    private final Queue hubThread = new Queue();
    private final List<Queue> loops = new ArrayList<>();
    private final Map<Long, Map<String, Double>> truth = new HashMap<>();
    private final Map<String, Double> visible = new TreeMap<>();
    private final List<Client> clients = new ArrayList<>();
    private TestHub test = new TestHub();
    private Random random = new Random(0);
    private long seen;
    private int gaps;
    private int merges;
    private int replays;

    /** One browser: it keeps its position and its state over reconnections. */
    private final class Client implements MultiSubscriber<Frame> {
        private final String[] query = QUERIES[random.nextInt(QUERIES.length)];
        private final int every = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1;
        private final Map<String, Double> state = new TreeMap<>();
        private @Nullable StreamPosition position;
        private Flow.@Nullable Subscription subscription;
        private boolean first;

        void connect() {
            first = true;
            Executor loop = loops.get(random.nextInt(LOOPS));
            Subscription wanted = new Subscription(
                    TestHub.query(query), test.encoder, Duration.ofSeconds(every), position, "test", loop);
            test.hub.subscribe(wanted).subscribe().withSubscriber(this);
        }

        void disconnect() {
            if (subscription != null) {
                subscription.cancel();
                subscription = null;
            }
        }

        void take() {
            if (subscription != null) {
                subscription.request(1 + random.nextInt(3));
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription frames) {
            subscription = frames;
        }

        @Override
        public void onItem(Frame frame) {
            TestMessage message = (TestMessage) frame.payload();
            check(message);
            first = false;
        }

        private void check(TestMessage message) {
            switch (message.type()) {
                case "gap" -> {
                    assertThat(first).as("a gap comes first").isTrue();
                    gaps++;
                    position = null;
                }
                case "snapshot" -> {
                    assertThat(position)
                            .as("a snapshot only for who has no position")
                            .isNull();
                    arrive(message);
                }
                case "update" -> {
                    StreamPosition before = Objects.requireNonNull(position);
                    assertThat(message.afterSeq()).as("hole before %s", message).isLessThanOrEqualTo(before.seq());
                    assertThat(message.id().seq()).as("order").isGreaterThan(before.seq());
                    replays += first ? 1 : 0;
                    merges += message.merged() > 0 ? 1 : 0;
                    arrive(message);
                }
                case "heartbeat" -> {
                    assertThat(message.id().seq())
                            .isGreaterThan(Objects.requireNonNull(position).seq());
                    arrive(message);
                }
                default -> throw new AssertionError(message);
            }
        }

        private void arrive(TestMessage message) {
            message.applyTo(state);
            position = message.id();
            Map<String, Double> expected = new TreeMap<>();
            Objects.requireNonNull(truth.get(position.seq())).forEach((key, value) -> {
                if (!TestHub.query(query).select(SeriesKey.of(key), null).isNone()) {
                    expected.put(key, value);
                }
            });
            assertThat(comparable(state))
                    .as("state at %s of %s every %d after %s", position, List.of(query), every, message)
                    .isEqualTo(comparable(expected));
        }

        @Override
        public void onFailure(Throwable failure) {
            // Too far behind: it comes back, and is told of a gap.
            assertThat(failure).isInstanceOf(StreamClosedException.class);
            subscription = null;
        }

        @Override
        public void onCompletion() {
            throw new AssertionError("nobody ends streams here");
        }
    }

    private static Map<String, String> comparable(Map<String, Double> state) {
        Map<String, String> texts = new TreeMap<>();
        state.forEach((key, value) -> texts.put(key, SpecialValues.isStale(value) ? "stale" : value.toString()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void whatEveryViewerSeesIsTheTruthAtItsPosition(long seed) {
        random = new Random(seed);
        for (int i = 0; i < LOOPS; i++) {
            loops.add(new Queue());
        }
        // A window of a few ticks, so that many come back too late.
        test = new TestHub(hubThread, Runnable::run, TestHub.settings(Duration.ofSeconds(20), 1 << 20));
        truth.put(0L, Map.of());
        for (int i = 0; i < 40; i++) {
            clients.add(new Client());
        }
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        assertThat(List.of(gaps > 20, merges > 20, replays > 20))
                .as("gaps %d merges %d replays %d of seed %d", gaps, merges, replays, seed)
                .containsOnly(true);
    }

    private void step() {
        Client client = clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> client.take();
            case 3 -> {
                if (client.subscription == null) {
                    client.connect();
                } else if (random.nextInt(4) == 0) {
                    client.disconnect();
                }
            }
            case 4 -> change();
            case 5 -> tick();
            case 6, 7, 8, 9, 10, 11 -> hubThread.runOne();
            default -> loops.get(random.nextInt(LOOPS)).runOne();
        }
    }

    private void change() {
        String name = SERIES[random.nextInt(SERIES.length)];
        int kind = random.nextInt(12);
        if (kind == 0) {
            test.hub.remove(List.of(SeriesKey.of(name)));
        } else if (kind == 1) {
            test.append(Sample.stale(SeriesKey.of(name), MetricMetadata.UNKNOWN, test.millis()));
        } else {
            test.set(name, random.nextInt(5));
        }
    }

    /** Ticks at once, with nothing else between the change and the look at the result. */
    private void tick() {
        while (!hubThread.tasks.isEmpty()) {
            hubThread.runOne();
        }
        test.tick();
        hubThread.runOne();
        seen++;
        visible.clear();
        TestMessage snapshot = truthNow();
        snapshot.applyTo(visible);
        truth.put(seen, new TreeMap<>(visible));
    }

    /** What the table holds, read by another way than that of the viewers. */
    private TestMessage truthNow() {
        List<StateView> answer = new ArrayList<>();
        test.hub.capture(TestHub.query()).subscribe().with(answer::add);
        hubThread.runOne();
        assertThat(answer.get(0).position().seq()).isEqualTo(seen);
        return (TestMessage) test.encoder.snapshot(answer.get(0)).get(0);
    }
}
