package bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Samples of series that are known come over HTTP as fast as they are taken: from the request to the series table, with the ticks that
 * take them from there. One connection that stays open, one body at a time; bodies are made by another thread meanwhile.
 */
final class DoorsScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario doors [options]
              --doors NAMES      of remote-write, text, otlp and line                (all)
              --series N         one sample of each in every body                    (10000)
              --warmup SECONDS   between the first body and measuring                (20)
              --duration SECONDS that are measured, for each door                    (20)
              --tick MILLIS      of the server                                       (1000)
              --port PORT        of the server, on the loopback address              (18080)
            """;

    private static final int AHEAD = 4;
    private static final double MUST = 500_000;

    private final Options options;
    private final int series;

    DoorsScenario(String[] arguments) {
        options = new Options(arguments, USAGE);
        series = options.number("--series", 10_000);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        String all = Arrays.stream(Door.values()).map(DoorsScenario::name).collect(Collectors.joining(","));
        boolean complete = true;
        for (String name : options.list("--doors", all)) {
            complete &= measure(Door.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return complete;
    }

    private static String name(Door door) {
        return door.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Each door has a server of its own, which has no other series. */
    private boolean measure(Door door) throws IOException, InterruptedException {
        List<String> roomy = List.of("max", "max-per-metric", "max-per-source");
        String[] properties = roomy.stream()
                .map(key -> "pulseboard.series." + key + "=" + (2 * series + 1000))
                .toArray(String[]::new);
        String[] unlimited = Arrays.copyOf(properties, properties.length + 2);
        unlimited[properties.length] = "pulseboard.ingest.max-samples-per-second=0";
        unlimited[properties.length + 1] = "pulseboard.http.max-body=64M";
        BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>(AHEAD);
        Thread maker = new Thread(() -> make(door.maker(series), bodies), "bodies");
        maker.setDaemon(true);
        try (PulseboardServer server = PulseboardServer.start(
                        options.number("--port", 18080), 0, options.number("--tick", 1000), false, unlimited);
                Post post = server.post(door.path(), door.headers())) {
            maker.start();
            send(post, bodies, options.number("--warmup", 20));
            return measure(door, server, post, bodies);
        } finally {
            maker.interrupt();
            maker.join();
        }
    }

    private boolean measure(Door door, PulseboardServer server, Post post, BlockingQueue<byte[]> bodies)
            throws IOException, InterruptedException {
        double taken = server.own("pulseboard_samples_total");
        double cpu = server.usage().cpuSeconds();
        double own = ServerProcess.self().cpuSeconds();
        long start = System.nanoTime();
        Sent sent = send(post, bodies, options.number("--duration", 20));
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = server.usage().cpuSeconds() - cpu;
        own = ServerProcess.self().cpuSeconds() - own;
        taken = server.own("pulseboard_samples_total") - taken;
        System.out.printf(
                Locale.ROOT,
                "%s: %d bodies of %d samples, %d bytes each; %.0f samples per second, server %.2f cores, this program"
                        + " %.2f, %.0f %% of the time without a body to send%n",
                name(door),
                sent.bodies(),
                series,
                sent.bytes() / Math.max(1, sent.bodies()),
                taken / seconds,
                cpu / seconds,
                own / seconds,
                100 * sent.idleNanos() / 1e9 / seconds);
        Verdict.atLeast(name(door) + ", for each second of CPU time of the server", taken / cpu, "samples", MUST);
        // A push takes in the time of the push too, so there may be more.
        double lost = Math.max(0, (double) sent.bodies() * series - taken);
        boolean complete = lost == 0;
        System.out.printf(
                Locale.ROOT,
                "=> %s: %.0f samples sent and not taken (must 0): %s%n%n",
                name(door),
                lost,
                complete ? "as it must be" : "MISSED");
        return complete;
    }

    private static void make(Door.Maker maker, BlockingQueue<byte[]> bodies) {
        try {
            long last = 0;
            for (long turn = 0; !Thread.currentThread().isInterrupted(); turn++) {
                last = Math.max(last + 1, System.currentTimeMillis());
                bodies.put(maker.body(turn, last));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was sent, and for how long there was nothing to send. */
    private record Sent(long bodies, long bytes, long idleNanos) {}

    private static Sent send(Post post, BlockingQueue<byte[]> bodies, int seconds)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long count = 0;
        long bytes = 0;
        long idle = 0;
        while (System.nanoTime() < end) {
            long before = System.nanoTime();
            byte[] body = bodies.take();
            idle += System.nanoTime() - before;
            post.send(body);
            count++;
            bytes += body.length;
        }
        return new Sent(count, bytes, idle);
    }
}
