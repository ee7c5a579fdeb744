package bench;

import java.io.IOException;

/** Many different subscriptions: each query matches ten of the changing series and has a few viewers. */
final class QueriesScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario queries [options]
              --queries N        different ones, each of 10 series that all change   (1000)
              --viewers N        of each query, over SSE and WebSocket in turns      (10)
            """ + Setting.usage(0, 20, 30, 1000);

    private static final int SERIES_PER_QUERY = 10;
    private static final int SIZE = 250;

    private final Options options;
    private final Setting setting;

    QueriesScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 0, 20, 30, 1000);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        int queries = options.number("--queries", 1000);
        try (PulseboardServer server = setting.pulseboard(SIZE)) {
            server.feed("/metrics/job/bench", round -> samples(round, queries));
            Measurement measurement = watch(server, queries, options.number("--viewers", 10));
            System.out.println(measurement.cost());
            System.out.println("  " + measurement.coverage());
            Measurement.Clock clock = new Measurement.Clock(server.usage());
            Thread.sleep(10_000);
            Measurement.Usage pushes = clock.stop();
            double ingest = pushes.serverCpu() / pushes.seconds();
            System.out.printf("taking in %d samples per tick, without viewers: %.3f cores%n", queries * 10, ingest);
            Verdict.atMost("cores, with taking in the samples", measurement.serverCores(), "cores", 1, 0.3);
            Verdict.atMost("cores, without", measurement.serverCores() - ingest, "cores", 1, 0.3);
            return Verdict.complete(queries + " queries", measurement);
        }
    }

    private Measurement watch(PulseboardServer server, int queries, int viewers)
            throws IOException, InterruptedException {
        try (Fleet fleet = setting.fleet()) {
            for (int i = 0; i < queries; i++) {
                String query = "bench_value{group=\"" + i + "\"}";
                fleet.open(server.endpoint(Transport.SSE, query), viewers / 2);
                fleet.open(server.endpoint(Transport.WS, query), viewers - viewers / 2);
            }
            System.out.printf("%d of %d connections open%n", fleet.awaitOpen(), queries * viewers);
            setting.warmUp(server);
            return fleet.measure(setting.duration(), server.usage());
        }
    }

    private static String samples(long round, int queries) {
        StringBuilder text = new StringBuilder(queries * SERIES_PER_QUERY * 48).append("# TYPE bench_value gauge\n");
        for (int i = 0; i < queries * SERIES_PER_QUERY; i++) {
            text.append("bench_value{group=\"").append(i / SERIES_PER_QUERY);
            text.append("\",series=\"").append(i).append("\"} ");
            text.append((round * 7919 + i * 31L) % 1_000_000 / 100.0).append('\n');
        }
        return text.toString();
    }
}
