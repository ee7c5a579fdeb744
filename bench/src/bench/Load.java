package bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Opens viewers on a running Pulseboard, counts every event and checks every client's coverage. Ends with status 1 if a client
 * failed, lost or doubled something.
 */
public final class Load {
    private static final String USAGE = """
            usage: bench/run load [options]
              --url URL          the server                        (http://127.0.0.1:8080)
              --sse N            viewers over Server-Sent Events   (1000)
              --ws N             viewers over WebSocket            (1000)
              --query SELECTOR   what they watch; may be repeated  (everything)
              --every DURATION   the smallest interval             (the tick)
              --format FORMAT    named or compact                  (named)
              --compress         ask for gzip and permessage-deflate: one viewer of 100 inflates and checks, the others count
              --warmup SECONDS   after all are connected           (30)
              --duration SECONDS that are measured                 (30)
              --ramp N           connections opened per second     (1000)
              --threads N        threads of this client            (1)
              --pid PID          the server's process: its CPU time and memory are reported
            """;

    private final Options options;
    private final InetSocketAddress address;

    private Load(Options options) {
        this.options = options;
        URI url = URI.create(options.text("--url", "http://127.0.0.1:8080"));
        this.address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
    }

    /** Runs the load that the arguments describe. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(new Load(new Options(arguments, USAGE)).run() ? 0 : 1);
    }

    private boolean run() throws InterruptedException {
        int sse = options.number("--sse", 1000);
        int ws = options.number("--ws", 1000);
        System.out.printf("descriptor limit of this client: %s%n", ServerProcess.descriptorLimit());
        try (Fleet fleet = new Fleet(
                options.number("--threads", 1),
                options.number("--ramp", 1000),
                options.on("--compress") ? Fleet.SAMPLE : 0)) {
            fleet.open(new Endpoint(Transport.SSE, address, "/metrics/stream" + parameters(), true), sse);
            fleet.open(new Endpoint(Transport.WS, address, "/metrics/ws" + parameters(), true), ws);
            int open = fleet.awaitOpen();
            System.out.printf("connected: %d of %d%n", open, sse + ws);
            TimeUnit.SECONDS.sleep(options.number("--warmup", 30));
            int pid = options.number("--pid", 0);
            Measurement result =
                    fleet.measure(options.number("--duration", 30), pid == 0 ? null : new ServerProcess(pid));
            System.out.printf("messages: %s%n", result.tally().types());
            System.out.println("cost: " + result.cost());
            System.out.println("coverage: " + result.coverage());
            return open == sse + ws && result.complete();
        }
    }

    private String parameters() {
        List<String> pairs = new ArrayList<>();
        options.all("--query").forEach(query -> pairs.add("query=" + encode(query)));
        options.all("--every").forEach(every -> pairs.add("every=" + encode(every)));
        pairs.add("format=" + encode(options.text("--format", "named")));
        return "?" + String.join("&", pairs);
    }

    /** A query parameter's value as a URL takes it. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
