package bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Bytes that a frame of twenty series of the host takes on the wire, plain and compressed; every viewer inflates and checks. */
final class CompressScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario compress [options]
            """ + Setting.usage(100, 5, 30, 1000);

    // Three and four series where there is a "steal" or "iowait", twenty in all on most machines.
    private static final String[] QUERIES = {
        "host_cpu_seconds_total{mode=~\"user|system|idle\"}",
        "node_cpu_seconds_total{cpu=\"0\",mode=~\"user|system|idle|steal\"}",
        "{__name__=~\"node_load1|node_load5|node_load15\"}",
        "{__name__=~\"node_intr_total|node_context_switches_total|node_forks_total\"}",
        "{__name__=~\"node_memory_MemFree_bytes|node_memory_MemAvailable_bytes|node_vmstat_pgfault\"}",
        "{__name__=~\"node_network_(receive|transmit)_(bytes|packets)_total\",device=\"lo\"}"
    };
    private static final Pattern VALUE = Pattern.compile("\":[0-9]");

    private final Setting setting;
    private boolean complete = true;

    CompressScenario(String[] arguments) throws IOException, InterruptedException {
        setting = Setting.of(new Options(arguments, USAGE), 100, 5, 30, 1000);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        try (PulseboardServer server = PulseboardServer.start(setting.port(), 250, setting.tick(), true)) {
            TimeUnit.SECONDS.sleep(12);
            String snapshot = String.valueOf(server.get("/metrics/latest" + PulseboardServer.parameters(QUERIES)));
            // One match is "ts".
            System.out.printf("series: %d%n", VALUE.matcher(snapshot).results().count() - 1);
            for (Transport transport : Transport.values()) {
                double plain = bytes(server, transport, 0);
                double compressed = bytes(server, transport, 1);
                Verdict.atMost("bytes per event compressed, " + transport, compressed / plain, "x plain", 0.42, 0.35);
            }
        }
        return complete;
    }

    private double bytes(PulseboardServer server, Transport transport, int compressed) throws InterruptedException {
        try (Fleet fleet = new Fleet(setting.threads(), setting.ramp(), compressed)) {
            fleet.open(server.endpoint(transport, QUERIES), setting.connections());
            complete &= fleet.awaitOpen() == setting.connections();
            setting.warmUp(server);
            Measurement measurement = fleet.measure(setting.duration(), server.usage());
            System.out.printf("%s, %s: %s%n", transport, compressed > 0 ? "compressed" : "plain", measurement.cost());
            complete &= Verdict.complete(transport.toString(), measurement);
            return measurement.tally().updates() == 0
                    ? Double.NaN
                    : measurement.tally().bytesPerUpdate();
        }
    }
}
