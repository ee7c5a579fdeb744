package bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** A target to scrape: so many series, in groups of twenty, all of which differ at every scrape. */
public final class Target {
    private static final String USAGE = """
            usage: bench/run target [options]
              --port PORT  on the loopback address  (9200)
              --series N   in groups of 20          (10000)
            Serves bench_value{group="0",series="0"} and so on at /metrics.
            """;
    private static final int GROUP = 20;

    private final int series;
    private final AtomicLong scrapes = new AtomicLong();

    private Target(int series) {
        this.series = series;
    }

    /** Serves until the process is ended. */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments, USAGE);
        int series = options.number("--series", 10_000);
        int port = options.number("--port", 9200);
        start(port, series);
        System.out.printf("serving %d series at http://127.0.0.1:%d/metrics%n", series, port);
    }

    /** Serves so many series until the server is stopped. */
    static HttpServer start(int port, int series) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/metrics", new Target(series)::answer);
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = render(scrapes.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String render(long scrape) {
        StringBuilder text = new StringBuilder(series * 48);
        text.append("# HELP bench_value A value that differs at every scrape.\n# TYPE bench_value gauge\n");
        for (int i = 0; i < series; i++) {
            text.append("bench_value{group=\"")
                    .append(i / GROUP)
                    .append("\",series=\"")
                    .append(i)
                    .append("\"} ");
            text.append((scrape * 7919 + i * 31L) % 1_000_000 / 100.0).append('\n');
        }
        return text.toString();
    }
}
