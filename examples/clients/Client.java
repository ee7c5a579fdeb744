import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints a stream, taken up again where it was lost; JDK 17 or newer, and nothing else:
 *
 * <pre>java Client.java [sse|websocket] [query] [server]</pre>
 *
 * The JDK reads no JSON, so messages are printed as they are; in a program of yours a JSON library would read them.
 */
final class Client {
    /** The server's heartbeat, 15 s, and how late it may be. */
    private static final Duration SILENCE = Duration.ofSeconds(15 + 6);

    private static final int LONGEST_WAIT_MILLIS = 30_000;

    /** What carries a position. An annotation's id is none, and a snapshot in several parts counts once the last is there. */
    private static final Pattern POSITION =
            Pattern.compile("\\{\"type\":\"(?:snapshot|update|heartbeat)\",\"id\":\"([^\"]+)\""
                    + "(?:,\"after\":\"[^\"]+\")?,\"ts\":\\d+(?:,\"part\":(\\d+),\"parts\":(\\d+))?.*");

    private static final Pattern BYE =
            Pattern.compile("\\{\"type\":\"bye\".*\"reconnect\":(true|false)(?:,\"retry\":(\\d+))?.*");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(SILENCE).build();
    private final String query;
    private final URI server;
    private String after;
    private int attempt;
    private long waitMillis;

    private Client(String query, URI server) {
        this.query = URLEncoder.encode(query, StandardCharsets.UTF_8);
        this.server = server;
    }

    public static void main(String... arguments) throws InterruptedException {
        boolean webSocket = arguments.length > 0 && arguments[0].equals("websocket");
        String query = arguments.length > 1 ? arguments[1] : "node_memory_MemAvailable_bytes";
        URI server = URI.create(arguments.length > 2 ? arguments[2] : "http://localhost:8080");
        new Client(query, server).run(webSocket);
    }

    private void run(boolean webSocket) throws InterruptedException {
        while (true) {
            // Full jitter: a random time up to 1, 2, 4, ... 30 s, so that all who lost one server do not come back in
            // the same moment.
            waitMillis = ThreadLocalRandom.current()
                    .nextLong(Math.min(LONGEST_WAIT_MILLIS, 1000L << Math.min(attempt++, 5)));
            try {
                if (webSocket) {
                    listenToSocket();
                } else {
                    listenToEvents();
                }
            } catch (IOException lost) {
                System.err.println("lost: " + lost.getMessage());
            }
            Thread.sleep(waitMillis);
        }
    }

    private void hear(String message) {
        attempt = 0;
        System.out.println(message);
        if (message.startsWith("{\"type\":\"error\"")) {
            System.exit(1);
        }
        Matcher bye = BYE.matcher(message);
        if (bye.matches()) {
            if (bye.group(1).equals("false")) {
                System.exit(1);
            }
            waitMillis = bye.group(2) == null ? waitMillis : Long.parseLong(bye.group(2));
        }
    }

    private static void refused(int status, Object why) throws IOException {
        System.err.println("refused: " + status + " " + why);
        if (status < 500 && status != 408 && status != 429) { // asking again would not help
            System.exit(1);
        }
        throw new IOException("the server answers " + status);
    }

    // ---- Server-Sent Events: lines

    private void listenToEvents() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/metrics/stream?query=" + query))
                .header("Accept", "text/event-stream");
        if (after != null) {
            request.header("Last-Event-ID", after);
        }
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            refused(response.statusCode(), new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        try (Watchdog watchdog = new Watchdog(response.body());
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                watchdog.heard();
                if (line.startsWith("id:")) {
                    after = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    hear(line.substring(5).strip());
                }
            }
        }
    }

    /** Closes a body that has been silent for too long, which ends who reads it: HttpClient has no timeout for that. */
    private static final class Watchdog implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final InputStream body;
        private ScheduledFuture<?> bark;

        private Watchdog(InputStream body) {
            this.body = body;
            heard();
        }

        private void heard() {
            if (bark != null) {
                bark.cancel(false);
            }
            bark = timer.schedule(this::bark, SILENCE.toSeconds(), TimeUnit.SECONDS);
        }

        private void bark() {
            try {
                body.close();
            } catch (IOException alreadyLost) {
                // That is what was wanted.
            }
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }

    // ---- WebSocket

    private void listenToSocket() throws IOException, InterruptedException {
        String parameters = "?query=" + query + (after == null ? "" : "&after=" + after);
        String scheme = server.getScheme().replace("http", "ws");
        Listener listener = new Listener();
        WebSocket socket;
        try {
            socket = http.newWebSocketBuilder()
                    .subprotocols("pulseboard.json.v1")
                    .buildAsync(
                            URI.create(scheme + "://" + server.getAuthority() + "/metrics/ws" + parameters), listener)
                    .join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refusal) {
                refused(
                        refusal.getResponse().statusCode(),
                        refusal.getResponse().body());
            }
            throw new IOException(failure.getCause());
        }
        try {
            // No message and no heartbeat for so long: the connection is dead, whatever the system thinks.
            String message = listener.heard.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
            while (message != null && !message.equals(Listener.END)) {
                hear(message);
                Matcher position = POSITION.matcher(message);
                if (position.matches() && Objects.equals(position.group(2), position.group(3))) {
                    after = position.group(1);
                }
                message = listener.heard.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            socket.abort();
        }
    }

    /** Puts whole messages together; HttpClient answers pings by itself. */
    private static final class Listener implements WebSocket.Listener {
        private static final String END = "";

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add(END);
        }
    }
}
