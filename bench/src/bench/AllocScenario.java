package bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JVM allocates for each event that a client is sent: the difference between a run with all viewers and one with a tenth of
 * them, so that what a tick costs anyway is out of it. Read from {@code jcmd Thread.print -e}, which counts by thread, from a hundred
 * megabytes on in whole ones; of a thread that ends meanwhile nothing is counted.
 */
final class AllocScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario alloc [options]
              --transports LIST  of sse,ws                                           (both)
              --size BYTES       of an update message                                (250)
            """ + Setting.usage(10_000, 20, 30, 1000);

    private static final Pattern ALLOCATED = Pattern.compile("\" #(\\d+) .* allocated=(\\d+)([BKMG]) ");

    private final Options options;
    private final Setting setting;
    private boolean complete = true;

    AllocScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 10_000, 20, 30, 1000);
    }

    /** Bytes allocated while so many events were delivered. */
    private record Allocation(double bytes, long events) {}

    @Override
    public boolean run() throws IOException, InterruptedException {
        for (String name : options.list("--transports", "sse,ws")) {
            Transport transport = Transport.of(name);
            try (PulseboardServer server = setting.pulseboard(options.number("--size", 250))) {
                server.feed();
                Allocation all = measure(server, transport, setting.connections());
                Allocation few = measure(server, transport, setting.connections() / 10);
                double each = (all.bytes() - few.bytes()) / (all.events() - few.events());
                Verdict.atMost("allocated per event and client, " + name, each, "B", 128, 0);
            }
        }
        return complete;
    }

    private Allocation measure(PulseboardServer server, Transport transport, int connections)
            throws IOException, InterruptedException {
        try (Fleet fleet = setting.fleet()) {
            fleet.open(server.endpoint(transport), connections);
            complete &= fleet.awaitOpen() == connections;
            setting.warmUp(server);
            long start = awaitQuiet();
            Map<String, Double> before = allocated(server);
            Measurement measurement = fleet.measure(setting.duration(), server.usage());
            long ticks = Math.round((double) (awaitQuiet() - start) / setting.tick());
            double bytes = growth(before, allocated(server));
            System.out.printf("%s, %d viewers: %.1f MB in %d ticks%n", transport, connections, bytes / 1e6, ticks);
            complete &= Verdict.complete(connections + " viewers", measurement);
            return new Allocation(bytes, ticks * connections);
        }
    }

    // A tick has been sent and the next is far: the JVM is asked before that, so that a whole number of ticks lies
    // between.
    private long awaitQuiet() {
        Ticker.await(setting.tick(), setting.tick() * 3 / 10);
        return System.currentTimeMillis();
    }

    private static Map<String, Double> allocated(PulseboardServer server) throws IOException, InterruptedException {
        Matcher matcher = ALLOCATED.matcher(server.jcmd("Thread.print", "-e"));
        Map<String, Double> byThread = new HashMap<>();
        while (matcher.find()) {
            int unit = "BKMG".indexOf(matcher.group(3));
            byThread.put(matcher.group(1), Long.parseLong(matcher.group(2)) * Math.pow(1024, unit));
        }
        return byThread;
    }

    private static double growth(Map<String, Double> before, Map<String, Double> after) {
        return after.entrySet().stream()
                .mapToDouble(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0.0))
                .sum();
    }
}
