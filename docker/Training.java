import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The run from which the image's cache of classes is made (JEP 483, 514, 515): starts the program as the image will, does for some seconds what
 * viewers and senders do, and ends it as a container is ended, whereupon the JVM writes the cache. Run by the Dockerfile with the JDK of the
 * build; a step that does not go as it should fails the build, as the cache would lack its classes.
 */
public final class Training {
    private static final Path CACHE = Path.of("/app/pulseboard.aot");
    private static final String TOKEN = "training";
    private static final int PORT = 18080;
    private static final int VIEWERS = 30;
    private static final Duration LENGTH = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** How many messages each kind of viewer got. */
    private final ConcurrentHashMap<String, AtomicLong> received = new ConcurrentHashMap<>();

    private final List<AutoCloseable> open = new ArrayList<>();

    public static void main(String... args) throws Exception {
        // The collector that a container of ordinary size gets: only with it objects are stored as they lie in the heap, and the others read them all the same.
        Process server = new ProcessBuilder(
                        "/app/java/bin/java",
                        "@/app/java.options",
                        "-XX:+UseG1GC",
                        "-XX:AOTCacheOutput=" + CACHE,
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + PORT,
                        "-Dpulseboard.ingest.token=" + TOKEN,
                        "-jar",
                        "/app/quarkus-run.jar")
                .directory(Path.of("/app").toFile())
                .inheritIO()
                .start();
        try {
            new Training().run(server);
        } finally {
            server.destroyForcibly();
        }
        System.out.println("training: " + Files.size(CACHE) / 1_000_000 + " MB in " + CACHE);
        System.exit(0);
    }

    private void run(Process server) throws Exception {
        awaitReady(server);
        for (String path : List.of("/", "/compare", "/doctor")) {
            String page = get(path, 200);
            if (!page.contains("<html")) {
                throw new IllegalStateException(path + " is no page");
            }
        }
        for (int i = 0; i < VIEWERS; i++) {
            watch("sse", "/metrics/stream", false);
            watch("sse-gzip", "/metrics/stream?format=compact", true);
            watch("sse-query", "/metrics/stream?query=host_load1&query=training_orders{region=~\"e.*\"}", false);
            connect("websocket", "");
            connect("websocket-cbor", "pulseboard.cbor.v1");
        }
        long end = System.nanoTime() + LENGTH.toNanos();
        for (int round = 1; System.nanoTime() < end; round++) {
            send(round);
            read();
            Thread.sleep(100);
        }
        for (AutoCloseable viewer : open) {
            viewer.close();
        }
        for (String kind : List.of("sse", "sse-gzip", "sse-query", "websocket", "websocket-cbor")) {
            long count = received.getOrDefault(kind, new AtomicLong()).get();
            System.out.println("training: " + kind + " got " + count);
            if (count < VIEWERS) {
                throw new IllegalStateException(kind + " got next to nothing");
            }
        }
        server.destroy();
        if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(CACHE)) {
            throw new IllegalStateException("the cache was not written");
        }
    }

    private static void awaitReady(Process server) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (send(request("/q/health/ready")).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Not listening.
            }
            if (!server.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the program did not start");
            }
            Thread.sleep(50);
        }
    }

    /** One sample or more over each protocol. */
    private static void send(int round) throws Exception {
        post("/metrics/job/training/instance/1", "text/plain", exposition(round), 200);
        post("/metrics", "application/json", "[{\"name\":\"training_json\",\"value\":" + round + "}]", 200);
        post("/write?precision=ms", "text/plain", "training,region=eu value=" + round, 204);
        post("/v1/metrics", "application/json", otlp(round), 200);
        post("/metrics/annotations", "application/json", "{\"text\":\"round " + round + "\"}", -1);
    }

    private static String exposition(int round) {
        StringBuilder text = new StringBuilder("# TYPE training_orders counter\n# HELP training_orders Orders.\n");
        for (int i = 0; i < 200; i++) {
            text.append("training_orders{region=\"eu\",shop=\"").append(i).append("\"} ").append(round * i).append('\n');
        }
        text.append("# TYPE training_seconds histogram\n");
        for (String bound : List.of("0.1", "1", "+Inf")) {
            text.append("training_seconds_bucket{le=\"").append(bound).append("\"} ").append(round).append('\n');
        }
        return text.append("training_seconds_sum 1.5\ntraining_seconds_count ").append(round).append('\n').toString();
    }

    private static String otlp(int round) {
        return """
                {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"training"}}]},
                "scopeMetrics":[{"metrics":[{"name":"training.otlp","unit":"s","gauge":{"dataPoints":[
                {"timeUnixNano":"%d","asDouble":%d}]}}]}]}]}"""
                .formatted(System.currentTimeMillis() * 1_000_000, round);
    }

    /** What pages and scrapers ask for. */
    private static void read() throws Exception {
        for (String path : List.of("/metrics", "/metrics/latest", "/metrics/series", "/metrics/budget", "/metrics/annotations",
                "/metrics/history?query=host_load1", "/q/metrics", "/q/health", "/client.js", "/dashboards")) {
            get(path, 200);
        }
        get("/metrics/latest?query=%7B", 400);
        get("/nothing-here", 404);
    }

    private void watch(String kind, String target, boolean gzip) {
        HttpRequest.Builder request = request(target);
        if (gzip) {
            request.header("Accept-Encoding", "gzip");
        }
        CompletableFuture<HttpResponse<InputStream>> response = HTTP.sendAsync(request.build(), BodyHandlers.ofInputStream());
        Thread reader = new Thread(() -> {
            try (InputStream in = response.get().body()) {
                byte[] piece = new byte[8192];
                while (in.read(piece) >= 0) {
                    count(kind);
                }
            } catch (Exception closed) {
                // By us.
            }
        });
        reader.setDaemon(true);
        reader.start();
        open.add(() -> response.get().body().close());
    }

    private void connect(String kind, String protocol) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        WebSocket socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + PORT + "/metrics/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        count(kind);
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
                        count(kind);
                        from.request(1);
                        return null;
                    }
                })
                .join();
        if (protocol.isEmpty()) {
            socket.sendText("{\"op\":\"ping\"}", true).join();
            socket.sendText("{\"op\":\"set-interval\",\"every\":\"1s\"}", true).join();
        }
        open.add(() -> socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(closedAlready -> socket).join());
    }

    private void count(String kind) {
        received.computeIfAbsent(kind, k -> new AtomicLong()).incrementAndGet();
    }

    private static HttpRequest.Builder request(String target) {
        String escaped = target.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + escaped)).timeout(PATIENCE);
    }

    private static String get(String target, int expected) throws Exception {
        return checked(send(request(target)), target, expected);
    }

    private static void post(String target, String type, String body, int expected) throws Exception {
        HttpRequest.Builder request = request(target)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        checked(send(request), target, expected);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String checked(HttpResponse<String> response, String target, int expected) {
        if (expected >= 0 && response.statusCode() != expected) {
            throw new IllegalStateException(target + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
