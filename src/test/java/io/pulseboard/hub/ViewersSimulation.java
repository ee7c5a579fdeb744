package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.store.SeriesLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * A hub, its event loops and its clients, whose threads are queues that are worked off in an order that the seed decides: whatever
 * a scheduler may do between two tasks happens here sooner or later, and again with the same seed.
 */
final class ViewersSimulation {
    private static final int LOOPS = 4;
    private static final Duration STALE_RETENTION = Duration.ofSeconds(5);
    private static final MetricMetadata HISTOGRAM = new MetricMetadata(MetricType.HISTOGRAM, "", "");
    private static final String[] TRANSPORTS = {"sse", "websocket"};
    private static final FrameEncoder[] FORMATS = {new TestMessage.Encoder(), new TestMessage.Encoder()};
    private static final Query[] QUERIES = {
        TestHub.query(),
        TestHub.query("busy1"),
        TestHub.query("busy0", "busy2", "rare1"),
        TestHub.query("{__name__=~\"task.*\"}"),
        TestHub.query("{__name__=~\"rare.*\"}"),
        TestHub.query("latency0_count"),
        TestHub.query("latency1", "busy3"),
        TestHub.query("nothing"),
    };

    private final Shape shape;
    private final Random random;
    private final Tasks hubThread = new Tasks();
    private final List<Tasks> loops = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Hub hub;
    private final Reference reference = new Reference(STALE_RETENTION.toMillis());
    private final SimulatedClient.Tally tally = new SimulatedClient.Tally();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private long millis = TestHub.START;
    private long annotations;
    private boolean quiet;

    /**
     * How large a run is.
     *
     * @param clients how many clients there are
     * @param ticks how many ticks it takes
     * @param steps how many things happen between two ticks
     */
    record Shape(int clients, int ticks, int steps) {}

    /** A thread that does one task when told to. The end of a drain comes in from a timer's thread. */
    private static final class Tasks implements Executor {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        boolean runOne() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }
    }

    ViewersSimulation(long seed, Shape shape) {
        this.shape = shape;
        this.random = new Random(seed);
        for (int i = 0; i < LOOPS; i++) {
            loops.add(new Tasks());
        }
        // A window of a few ticks, and sometimes of fewer, so that some come back too late; and so small that what is
        // missed
        // comes in pieces of one or two messages.
        long windowBytes = random.nextBoolean() ? 12_000 : 1500;
        hub = new Hub(settings(windowBytes), "k3", hubThread, () -> Instant.ofEpochMilli(millis), registry);
        for (int i = 0; i < shape.clients(); i++) {
            clients.add(new SimulatedClient(reference, tally));
        }
    }

    private static HubSettings settings(long windowBytes) {
        return new HubSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                windowBytes,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                Duration.ofSeconds(4),
                Duration.ofDays(1),
                1000,
                Duration.ZERO,
                STALE_RETENTION,
                100,
                new SeriesLimits(1000, 10, 64, 256, Duration.ofMinutes(10)));
    }

    /** Does it all; fails at the first thing that a client ought not to see. */
    SimulatedClient.Tally run() {
        for (int tick = 0; tick < shape.ticks(); tick++) {
            for (int step = 0; step < shape.steps(); step++) {
                step();
            }
            change();
            tick();
        }
        settle();
        countsAgree();
        drain();
        return tally;
    }

    private void step() {
        switch (random.nextInt(16)) {
            case 0, 1 -> act(clients.get(random.nextInt(clients.size())));
            case 2, 3, 4, 5 -> hubThread.runOne();
            case 6 -> rest();
            default -> loops.get(random.nextInt(LOOPS)).runOne();
        }
    }

    /** Now and then a thread catches up, or there is something to note. */
    private void rest() {
        if (random.nextInt(shape.steps()) == 0) {
            hub.annotate(millis, String.valueOf(annotations++), List.of());
        }
        if (random.nextInt(200) == 0) {
            Tasks thread = random.nextInt(3) == 0 ? hubThread : loops.get(random.nextInt(LOOPS));
            while (thread.runOne()) {
                // Until nothing is left.
            }
        }
    }

    private void act(SimulatedClient client) {
        SimulatedClient.Wanted last = client.last();
        if (last == null) {
            client.connect(hub, anything());
        } else if (!client.connected()) {
            client.connect(hub, random.nextInt(10) == 0 ? anything() : sameOn(last));
        } else {
            switch (random.nextInt(12)) {
                case 0, 1 -> client.disconnect();
                case 2, 3 -> {
                    client.disconnect();
                    client.connect(hub, sameOn(last));
                }
                case 4 -> {
                    client.disconnect();
                    client.connect(hub, anything());
                }
                default -> client.take(1 + random.nextInt(3));
            }
        }
    }

    private SimulatedClient.Wanted anything() {
        int every = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
        return wanted(QUERIES[random.nextInt(QUERIES.length)], every);
    }

    /** The same series on whatever transport, in whatever format. */
    private SimulatedClient.Wanted sameOn(SimulatedClient.Wanted last) {
        return wanted(last.query(), random.nextInt(8) == 0 ? 1 + random.nextInt(4) : last.everyTicks());
    }

    private SimulatedClient.Wanted wanted(Query query, int every) {
        SimulatedClient.Pace[] paces = SimulatedClient.Pace.values();
        return new SimulatedClient.Wanted(
                query,
                FORMATS[random.nextInt(FORMATS.length)],
                every,
                TRANSPORTS[random.nextInt(TRANSPORTS.length)],
                loops.get(random.nextInt(LOOPS)),
                paces[random.nextInt(paces.length)]);
    }

    /** What sources say between two ticks. */
    private void change() {
        if (random.nextInt(15) == 0) {
            quiet = !quiet;
        }
        for (int i = quiet ? 0 : random.nextInt(5); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> set("busy" + random.nextInt(5));
                case 3, 4 -> comeOrGo("task" + random.nextInt(6));
                case 5 -> observe("latency" + random.nextInt(2));
                case 6 -> comeOrGo("busy" + random.nextInt(5));
                default -> {
                    if (random.nextInt(8) == 0) {
                        set("rare" + random.nextInt(3));
                    }
                }
            }
        }
    }

    private void set(String name) {
        int value = random.nextInt(5);
        reference.set(name, value, null);
        append(Sample.of(SeriesKey.of(name), TestHub.GAUGE, value, millis));
    }

    private void comeOrGo(String name) {
        switch (random.nextInt(6)) {
            case 0 -> {
                reference.remove(name);
                hub.remove(List.of(SeriesKey.of(name)));
            }
            case 1 -> {
                reference.stale(name);
                append(Sample.stale(SeriesKey.of(name), MetricMetadata.UNKNOWN, millis));
            }
            default -> set(name);
        }
    }

    /** A histogram, now and then with other buckets than before. */
    private void observe(String name) {
        double bound = random.nextInt(6) == 0 ? 2 : 1;
        double few = random.nextInt(3);
        HistogramValue value = new HistogramValue(
                new double[] {bound, Double.POSITIVE_INFINITY},
                new double[] {few, few + random.nextInt(2)},
                few,
                false);
        reference.set(name, Double.NaN, value);
        append(Sample.of(SeriesKey.of(name), HISTOGRAM, value, millis));
    }

    private void append(Sample sample) {
        assertThat(hub.append("simulation", List.of(sample)).refused()).isEmpty();
    }

    /** Has the hub's thread tick when it gets there, and the reference with it. */
    private void tick() {
        millis += 1000;
        long at = millis;
        hubThread.execute(() -> {
            hub.tick(at, 0);
            reference.tick(at);
            double age = registry.get("pulseboard.window.seconds").gauge().value();
            tally.oldestInWindow.add(reference.newest() - (long) age);
        });
        if (random.nextInt(10) == 0) {
            hub.capture(Query.ALL).subscribe().with(this::compare);
        }
    }

    private void compare(StateView view) {
        TestMessage snapshot = (TestMessage) FORMATS[0].snapshot(view).get(0);
        long[] state = Reference.emptyState();
        snapshot.values().forEach((key, value) -> state[reference.place(key)] = Reference.bits(value));
        assertThat(reference.describe(state))
                .as("what the hub holds at %s", view.position())
                .isEqualTo(reference.describe(reference.state(view.position().seq())));
    }

    /** Lets everybody take everything. */
    private void settle() {
        for (int tick = 0; tick < 8; tick++) {
            clients.forEach(client -> client.take(Long.MAX_VALUE));
            workOff();
            tick();
        }
        workOff();
        clients.forEach(SimulatedClient::isUpToDate);
    }

    private void workOff() {
        boolean any;
        do {
            any = hubThread.runOne();
            for (Tasks loop : loops) {
                any |= loop.runOne();
            }
        } while (any);
    }

    /** Per client this was held at every message; here all together, and against what the hub has counted. */
    private void countsAgree() {
        assertThat(tally.updates + tally.mergedUpdates)
                .as("sent = delivered + merged")
                .isEqualTo(tally.owed);
        assertThat(counted("pulseboard.frames.delivered")).as("delivered").isEqualTo(tally.frames);
        assertThat(counted("pulseboard.frames.merged"))
                .as("merged, also for those who left before they got it")
                .isGreaterThanOrEqualTo(tally.mergedUpdates);
        assertThat(viewers())
                .isEqualTo(clients.stream().filter(SimulatedClient::connected).count());
    }

    private long counted(String name) {
        return (long) registry.find(name).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    private long viewers() {
        return (long) registry.find("pulseboard.viewers").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    /** Says goodbye to all who are there. */
    private void drain() {
        long there = viewers();
        CompletableFuture<Void> done = hub.drain(Duration.ZERO).subscribeAsCompletionStage();
        while (!done.isDone()) {
            workOff();
            Thread.onSpinWait();
        }
        workOff();
        assertThat(tally.byes).isEqualTo(there);
        assertThat(viewers()).isZero();
        assertThat(registry.get("pulseboard.feeds").gauge().value()).isZero();
    }
}
