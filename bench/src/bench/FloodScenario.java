package bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Ever new series are thrown at the server, many more than it may hold, while viewers watch those that were there before. */
final class FloodScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario flood [options]
              --series N         different ones thrown at it                         (1000000)
              --max N            pulseboard.series.max                               (100000)
            """ + Setting.usage(100, 10, 0, 1000);

    private static final int PER_METRIC = 1000;
    private static final int PER_POST = 5000;
    private static final int SIZE = 250;

    private final Options options;
    private final Setting setting;

    FloodScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 100, 10, 0, 1000);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        int series = options.number("--series", 1_000_000);
        int most = options.number("--max", 100_000);
        try (PulseboardServer server = setting.pulseboard(
                        SIZE, "pulseboard.series.max=" + most, "pulseboard.ingest.max-samples-per-second=0");
                Fleet fleet = setting.fleet()) {
            server.feed();
            fleet.open(server.endpoint(Transport.SSE), setting.connections() / 2);
            fleet.open(server.endpoint(Transport.WS), setting.connections() - setting.connections() / 2);
            System.out.printf("%d of %d connections open%n", fleet.awaitOpen(), setting.connections());
            setting.warmUp(server);
            return measure(server, fleet, series, most);
        }
    }

    private boolean measure(PulseboardServer server, Fleet fleet, int series, int most)
            throws IOException, InterruptedException {
        server.collectGarbage();
        long empty = server.heapKilobytes();
        long start = System.nanoTime();
        Thread thrower = new Thread(() -> throwAt(server, series), "flood");
        thrower.start();
        Measurement measurement = null;
        boolean complete = true;
        while (thrower.isAlive()) {
            setting.betweenTicks();
            measurement = fleet.measure(5, server.usage());
            complete &= Verdict.complete("viewers of the series that were there before", measurement);
        }
        thrower.join();
        System.out.printf("%d series thrown in %.0f s%n", series, (System.nanoTime() - start) / 1e9);
        server.collectGarbage();
        String budget = String.valueOf(server.get("/metrics/budget?top=1"));
        System.out.println(budget);
        double held = Double.parseDouble(budget.replaceFirst("(?s).*?\"held\":(\\d+).*", "$1"));
        Verdict.atMost("series held", held, "series", most, most);
        System.out.printf(
                "heap in use after collection: %d MB, %d MB before%n", server.heapKilobytes() / 1024, empty / 1024);
        return complete && held <= most;
    }

    private static void throwAt(PulseboardServer server, int series) {
        try (Post post = server.post("/metrics")) {
            for (int from = 0; from < series; from += PER_POST) {
                StringBuilder lines = new StringBuilder(PER_POST * 80);
                for (int i = from; i < Math.min(series, from + PER_POST); i++) {
                    lines.append("{\"name\":\"flood_")
                            .append(i / PER_METRIC)
                            .append("\",\"labels\":{\"id\":\"")
                            .append(i)
                            .append("\",\"job\":\"job-")
                            .append(i % 7)
                            .append("\"},\"value\":1}\n");
                }
                post.sendAnyway(lines.toString().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the server did not bear it", e);
        }
    }
}
