package bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A target with very many series is scraped every second while viewers watch some of them. */
final class IngestScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario ingest [options]
              --series N         of the target, all of which change                  (100000)
              --target-port PORT of the target, on the loopback address              (19200)
            """ + Setting.usage(1000, 20, 30, 1000);

    private static final int QUERIES = 100;
    private static final int SIZE = 250;
    private static final Pattern LAG = Pattern.compile("(?m)^pulseboard_tick_lag_seconds_max (\\S+)");
    private static final Pattern TAKEN = Pattern.compile("(?m)^pulseboard_samples_total\\{source=\"scrape\",?} (\\S+)");

    private final Options options;
    private final Setting setting;

    IngestScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 1000, 20, 30, 1000);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        int series = options.number("--series", 100_000);
        int port = options.number("--target-port", 19_200);
        HttpServer target = Target.start(port, series);
        try (PulseboardServer server = setting.pulseboard(
                SIZE,
                "pulseboard.scrape.targets.bench.url=http://127.0.0.1:" + port + "/metrics",
                "pulseboard.scrape.every=1s",
                "pulseboard.scrape.max-samples=" + series,
                "pulseboard.series.max=" + 2 * series,
                "pulseboard.series.max-per-metric=" + 2 * series,
                "pulseboard.series.max-per-source=" + 2 * series)) {
            return measure(server, series);
        } finally {
            target.stop(0);
        }
    }

    private boolean measure(PulseboardServer server, int series) throws IOException, InterruptedException {
        // Until it has all of the series, whose history and identities are made then.
        TimeUnit.SECONDS.sleep(setting.warmup());
        try (Fleet fleet = setting.fleet()) {
            for (int i = 0; i < QUERIES; i++) {
                String query = "bench_value{group=\"" + i * (series / 20 / QUERIES) + "\"}";
                fleet.open(
                        server.endpoint(i % 2 == 0 ? Transport.SSE : Transport.WS, query),
                        setting.connections() / QUERIES);
            }
            System.out.printf("%d of %d connections open%n", fleet.awaitOpen(), setting.connections());
            setting.warmUp(server);
            double before = number(server, TAKEN);
            long start = System.nanoTime();
            Measurement measurement = fleet.measure(setting.duration(), server.usage());
            double taken = number(server, TAKEN) - before;
            double perSecond = taken / ((System.nanoTime() - start) / 1e9);
            System.out.println(measurement.cost());
            System.out.println("  " + measurement.coverage());
            System.out.printf("samples taken in: %.0f per second%n", perSecond);
            Verdict.atMost(
                    "longest lag of a tick, of the last minutes", 1000 * number(server, LAG), "ms", setting.tick(), 50);
            Verdict.atMost("cores of the server", measurement.serverCores(), "cores", Double.POSITIVE_INFINITY, 1);
            return Verdict.complete("viewers", measurement) && perSecond > 0.95 * series;
        }
    }

    private static double number(PulseboardServer server, Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(String.valueOf(server.get("/q/metrics")));
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }
}
