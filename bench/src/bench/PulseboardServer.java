package bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A packaged Pulseboard, and who pushes to it between two ticks, so that each tick carries one update. */
final class PulseboardServer extends Server {
    private static final String TOKEN = "bench";
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^-]+)-(\\d+)\"");

    private final long tick;
    private final int size;
    private String path;
    private LongFunction<String> samples;
    private Post pusher;
    private Ticker ticker;

    private PulseboardServer(int port, int size, long tick, List<String> command) throws IOException {
        super("pulseboard", port, command);
        this.tick = tick;
        this.size = size;
    }

    /**
     * Starts one. The launcher is PULSEBOARD_BENCH_JAVA (default: java), JAVA_OPTS are its flags.
     *
     * @param size bytes of an update message
     * @param tick in milliseconds
     * @param sources whether the server's own sources, the host and the process, stay on
     * @param properties further ones, each {@code name=value}, and flags of the JVM, each with its dash
     */
    static PulseboardServer start(int port, int size, long tick, boolean sources, String... properties)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher()));
        String flags = System.getenv().getOrDefault("JAVA_OPTS", "").trim();
        if (!flags.isEmpty()) {
            command.addAll(List.of(flags.split("\\s+")));
        }
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dpulseboard.tick=" + tick + "ms");
        command.add("-Dpulseboard.ingest.token=" + TOKEN);
        command.add("-Dpulseboard.host.enabled=" + sources);
        command.add("-Dpulseboard.process.enabled=" + sources);
        for (String property : properties) {
            command.add(property.startsWith("-") ? property : "-D" + property);
        }
        command.add("-jar");
        command.add(jar().toString());
        PulseboardServer server = new PulseboardServer(port, size, tick, command);
        server.awaitReady();
        return server;
    }

    /** The JVM's launcher. */
    static String launcher() {
        return System.getenv().getOrDefault("PULSEBOARD_BENCH_JAVA", "java");
    }

    private static Path jar() throws IOException {
        Path jar = Path.of(System.getProperty("bench.jar", "target/quarkus-app/quarkus-run.jar"));
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing: ./mvnw -q -Dmaven.test.skip package");
        }
        return jar;
    }

    @Override
    boolean ready() throws IOException {
        return get("/q/health/ready") != null;
    }

    @Override
    Endpoint endpoint(Transport transport) {
        return endpoint(transport, Payload.query(Payload.GROUP));
    }

    /** The stream of some queries. */
    Endpoint endpoint(Transport transport, String... queries) {
        String path = transport == Transport.SSE ? "/metrics/stream" : "/metrics/ws";
        return new Endpoint(transport, address(), path + parameters(queries), true);
    }

    /** What a URL says of queries. */
    static String parameters(String... queries) {
        return Arrays.stream(queries)
                .map(query -> "query=" + Load.encode(query))
                .collect(Collectors.joining("&", "?", ""));
    }

    @Override
    void feed() throws IOException, InterruptedException {
        Payload payload = payload(Payload.GROUP, size);
        feed("/metrics", payload::samples);
    }

    /** Series whose update message will have about that size. */
    Payload payload(String group, int bytes) throws IOException {
        return Payload.of(group, bytes, positionLength());
    }

    /** Pushes what the function makes of the number of the tick, in the middle between two ticks. */
    void feed(String path, LongFunction<String> samples) throws IOException, InterruptedException {
        this.path = path;
        this.samples = samples;
        pusher = post();
        ticker = Ticker.start(
                tick, tick / 2, round -> pusher.send(samples.apply(round).getBytes(StandardCharsets.UTF_8)));
        TimeUnit.MILLISECONDS.sleep(2 * tick + 100);
    }

    private Post post() throws IOException {
        return post(path);
    }

    /** A connection for pushing JSON. */
    Post post(String path) throws IOException {
        return post(path, "Content-Type: application/json\r\n");
    }

    /** A connection for pushing anything, with these header lines, each ended by CR LF. */
    Post post(String path, String headers) throws IOException {
        return new Post(address(), path, "Authorization: Bearer " + TOKEN + "\r\n" + headers);
    }

    /** The sum of a metric's values on {@code /q/metrics}, over all labels; 0 if there are none. */
    double own(String metric) throws IOException {
        Pattern line = Pattern.compile("(?m)^" + metric + "(?:\\{[^}]*})? (\\S+)");
        return line.matcher(String.valueOf(get("/q/metrics")))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    /**
     * Goes on pushing what {@link #feed} pushes, up to a hundred times a second and for a tenth of the time at most. What a JVM does once
     * a second it interprets and compiles for an hour; a server that runs for days has that behind it.
     */
    void warmUp(long millis) throws InterruptedException {
        if (ticker == null) {
            TimeUnit.MILLISECONDS.sleep(millis);
            return;
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try (Post warmer = post()) {
            for (long round = 0; System.nanoTime() < end; round++) {
                long start = System.nanoTime();
                warmer.send(samples.apply(round).getBytes(StandardCharsets.UTF_8));
                TimeUnit.NANOSECONDS.sleep(
                        Math.max(TimeUnit.MILLISECONDS.toNanos(10), 9 * (System.nanoTime() - start)));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the server did not take what warms it up", e);
        }
    }

    /** Ends what {@link #feed} began. */
    void starve() throws IOException {
        if (ticker != null) {
            ticker.close();
            pusher.close();
            ticker = null;
        }
    }

    /** Has the JVM collect its garbage, so that what is resident afterwards is held. */
    void collectGarbage() throws IOException, InterruptedException {
        jcmd("GC.run");
        jcmd("GC.run");
    }

    /** What is used of the heap, in kilobytes; live objects after {@link #collectGarbage}. */
    long heapKilobytes() throws IOException, InterruptedException {
        Matcher matcher = HEAP_USED.matcher(jcmd("GC.heap_info"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Asks the JVM with jcmd, from the JDK of the launcher if it has one. */
    String jcmd(String... arguments) throws IOException, InterruptedException {
        File beside = new File(new File(launcher()).getParentFile(), "jcmd");
        List<String> command = new ArrayList<>(
                List.of(beside.canExecute() ? beside.toString() : "jcmd", Long.toString(usage().pid())));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd failed: " + output);
        }
        return output;
    }

    /** What the server answers, null unless it is 200. */
    String get(String path) throws IOException {
        String url = "http://127.0.0.1:" + address().getPort() + path;
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        if (connection.getResponseCode() != 200) {
            return null;
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // As long as it will be in half a minute.
    private int positionLength() throws IOException {
        Matcher matcher = ID.matcher(String.valueOf(get("/metrics/latest")));
        if (!matcher.find()) {
            throw new IOException("no position in /metrics/latest");
        }
        long sequence = Long.parseLong(matcher.group(2)) + 30_000 / tick;
        return matcher.group(1).length() + 1 + Long.toString(sequence).length();
    }

    @Override
    public void close() {
        try {
            starve();
        } catch (IOException e) {
            // The server ends anyway.
        }
        super.close();
    }
}
