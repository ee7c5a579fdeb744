package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a connection costs that nothing is sent to: resident memory with so many of them, less that of the empty server. Before either
 * figure a JVM collects its garbage; before the first, a twentieth of the viewers come and go, so that code and buffers are there.
 */
final class IdleScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario idle [options]
              --servers LIST     of nchan,pulseboard                                 (both)
              --transports LIST  of sse,ws                                           (both)
              --runs N           rounds, of which the medians are taken              (1)
            """ + Setting.usage(10_000, 5, 10, 1000);

    private static final int SIZE = 250;

    private final Options options;
    private final Setting setting;
    private boolean complete = true;

    IdleScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 10_000, 5, 10, 1000);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        for (String server : options.list("--servers", NchanServer.available() ? "nchan,pulseboard" : "pulseboard")) {
            for (String transport : options.list("--transports", "sse,ws")) {
                List<Double> figures = new ArrayList<>();
                for (int i = 0; i < options.number("--runs", 1); i++) {
                    figures.add(kilobytesPerConnection(server, Transport.of(transport)));
                }
                double median = Comparison.median(
                        figures.stream().mapToDouble(Double::doubleValue).toArray());
                if (server.equals("pulseboard")) {
                    Verdict.atMost("memory per idle connection, " + transport, median, "KB", 9, 6);
                }
            }
        }
        return complete;
    }

    private double kilobytesPerConnection(String name, Transport transport) throws IOException, InterruptedException {
        try (Server server = setting.start(name, SIZE)) {
            connect(server, transport, setting.connections() / 20, 0);
            TimeUnit.SECONDS.sleep(setting.warmup());
            return connect(server, transport, setting.connections(), settled(server));
        }
    }

    private double connect(Server server, Transport transport, int count, long empty)
            throws IOException, InterruptedException {
        try (Fleet fleet = setting.fleet()) {
            fleet.open(server.endpoint(transport), count);
            fleet.awaitOpen();
            TimeUnit.SECONDS.sleep(setting.duration());
            int open = fleet.count(Client::open);
            complete &= open == count;
            long before = server.usage().residentKilobytes();
            double each = (double) (settled(server) - empty) / count;
            if (empty > 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%s %s: %d of %d connections open, empty %.1f MB, with them %.1f MB (%.1f MB before collecting garbage), %.2f KB each%s%n",
                        server.name(),
                        transport,
                        open,
                        count,
                        empty / 1024.0,
                        empty / 1024.0 + each * count / 1024,
                        before / 1024.0,
                        each,
                        heap(server));
            }
            return each;
        }
    }

    private static String heap(Server server) throws IOException, InterruptedException {
        return server instanceof PulseboardServer
                ? "; live heap %.1f MB".formatted(((PulseboardServer) server).heapKilobytes() / 1024.0)
                : "";
    }

    private static long settled(Server server) throws IOException, InterruptedException {
        if (server instanceof PulseboardServer) {
            ((PulseboardServer) server).collectGarbage();
        }
        TimeUnit.SECONDS.sleep(1);
        return server.usage().residentKilobytes();
    }
}
