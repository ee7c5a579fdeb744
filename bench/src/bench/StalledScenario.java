package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Some viewers stop reading. Shown is whether the others notice (p99, in turns with runs where none stops), what a viewer that
 * stopped costs beyond one that reads, and that it gets everything, merged, once it reads again.
 *
 * <p>The kernel takes megabytes for a viewer before the server can see that it has stopped. So that this takes seconds, those that are
 * going to stop watch further series, the ballast, which change only until their sockets are full.
 */
final class StalledScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario stalled [options]
              --runs N           pairs of runs, of which the medians are taken       (5)
              --transports LIST  of sse,ws                                           (both)
              --size BYTES       of an update message                                (4096)
              --share PERCENT    of the viewers that stop                            (5)
              --ballast BYTES    of what those get per tick until they are full      (262144)
              --stall SECONDS    until they are                                      (25)
            """ + Setting.usage(10_000, 20, 20, 1000);

    private static final int RECEIVE_BUFFER = 4096;
    private static final String BALLAST = "ballast";
    // They are to stay until they are measured.
    private static final String NO_TIMEOUT = "pulseboard.stream.stall-timeout=1h";
    private static final int MEMORY_SECONDS = 30;
    // For the difference of two memory figures: what the ballast left behind goes soon, and free heap is given back.
    private static final String[] SHORT_MEMORY = {
        "-XX:MinHeapFreeRatio=5",
        "-XX:MaxHeapFreeRatio=10",
        NO_TIMEOUT,
        "pulseboard.ring.window=" + MEMORY_SECONDS + "s",
        "pulseboard.history.fine=" + MEMORY_SECONDS + "s",
        "pulseboard.history.coarse=" + MEMORY_SECONDS + "s"
    };

    private final Options options;
    private final Setting setting;
    private final int stalled;
    private boolean complete = true;

    StalledScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 10_000, 20, 20, 1000);
        stalled = setting.connections() * options.number("--share", 5) / 100;
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        for (String name : options.list("--transports", "sse,ws")) {
            Transport transport = Transport.of(name);
            List<Double> without = new ArrayList<>();
            List<Double> with = new ArrayList<>();
            for (int i = 0; i < options.number("--runs", 5); i++) {
                without.add(p99(transport, 0));
                with.add(p99(transport, stalled));
            }
            Verdict.atMost("p99 of the others, " + name, median(with) / median(without), "x", 1.25, 1.1);
            Verdict.atMost("memory per stalled client, " + name, kilobytesPerStalled(transport), "KB", 64, 16);
        }
        return complete;
    }

    private static double median(List<Double> values) {
        return Comparison.median(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private double p99(Transport transport, int stopping) throws IOException, InterruptedException {
        try (Stage stage = new Stage(transport, setting.connections(), stopping, NO_TIMEOUT)) {
            if (stopping > 0) {
                stage.stall();
            }
            setting.warmUp(stage.server);
            Measurement others = stage.fleet.measure(setting.duration(), stage.server.usage());
            System.out.printf("%s, %d of %d stalled: %s%n", transport, stopping, setting.connections(), others.cost());
            System.out.println("  " + others.coverage());
            complete &= Verdict.complete("the others", others);
            if (stopping > 0) {
                stage.readAgain();
            }
            return others.latency(0.99);
        }
    }

    // Of fewer viewers half stop, so that what they cost shows beside what a JVM's memory wavers by. The ballast flows
    // before either
    // figure, and has left the resume window and the history again.
    private double kilobytesPerStalled(Transport transport) throws IOException, InterruptedException {
        try (Stage stage = new Stage(transport, 2 * stalled, stalled, SHORT_MEMORY)) {
            stage.ballast();
            TimeUnit.SECONDS.sleep(MEMORY_SECONDS + 5);
            long before = stage.settledKilobytes();
            long heapBefore = stage.server.heapKilobytes();
            stage.stall();
            TimeUnit.SECONDS.sleep(MEMORY_SECONDS + 5);
            long after = stage.settledKilobytes();
            long heap = stage.server.heapKilobytes() - heapBefore;
            System.out.printf(
                    "%s, %d of %d stalled: %.1f MB, before %.1f MB; live heap per stalled client %.2f KB%n",
                    transport, stalled, 2 * stalled, after / 1024.0, before / 1024.0, (double) heap / stalled);
            stage.readAgain();
            return (double) (after - before) / stalled;
        }
    }

    /** A server, and viewers of which some are going to stop. */
    private final class Stage implements AutoCloseable {
        private final PulseboardServer server;
        private final Fleet fleet = setting.fleet();
        private volatile boolean ballast;

        Stage(Transport transport, int viewers, int stopping, String... properties)
                throws IOException, InterruptedException {
            int size = options.number("--size", 4096);
            server = setting.pulseboard(size, properties);
            Payload payload = server.payload(Payload.GROUP, size);
            Payload further = server.payload(BALLAST, options.number("--ballast", 262_144));
            server.feed("/metrics", round -> payload.samples(round) + (ballast ? further.samples(round) : ""));
            Endpoint both = server.endpoint(transport, Payload.query(Payload.GROUP), Payload.query(BALLAST));
            fleet.open(both.withReceiveBuffer(RECEIVE_BUFFER), stopping);
            fleet.open(server.endpoint(transport), viewers - stopping);
            complete &= fleet.awaitOpen() == viewers;
            TimeUnit.MILLISECONDS.sleep(2 * setting.tick());
        }

        void stall() throws InterruptedException {
            reading(false);
            ballast();
        }

        void ballast() throws InterruptedException {
            ballast = true;
            TimeUnit.SECONDS.sleep(options.number("--stall", 25));
            ballast = false;
        }

        // What waited in the sockets comes first, then one merged update, then all goes on as for the others.
        void readAgain() throws InterruptedException {
            setting.betweenTicks();
            Measurement again = fleet.measure(Math.max(3, 5 * setting.tick() / 1000.0), null, () -> reading(true));
            System.out.println("  reading again: " + again.coverage());
            complete &= Verdict.complete("those that stopped, when they read again", again);
            System.out.printf("  %d of %d got a merged update%n", again.mergedClients(), stalled);
            if (again.mergedClients() < stalled) {
                System.out.println("  the sockets of the others were not full: more --stall or --ballast");
            }
        }

        long settledKilobytes() throws IOException, InterruptedException {
            server.collectGarbage();
            TimeUnit.SECONDS.sleep(1);
            return server.usage().residentKilobytes();
        }

        private void reading(boolean on) {
            fleet.forEach(
                    client -> client.endpoint().receiveBuffer() > 0,
                    client -> fleet.loop(client).reading(client, on));
        }

        @Override
        public void close() {
            fleet.close();
            server.close();
        }
    }
}
