package bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts Pulseboard several times and measures from the start of its process to readiness, to the first snapshot and to the first update. */
public final class StartUp {
    private static final String USAGE = """
            usage: bench/run startup [options]
              --runs N     (5)
              --port PORT  (8088)
              --jar FILE   (target/quarkus-app/quarkus-run.jar)
              --java FILE  the JVM's launcher   (java)
              --flag FLAG  for the JVM; may be repeated
            """;
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    private final Options options;
    private final int port;

    private StartUp(Options options) {
        this.options = options;
        this.port = options.number("--port", 8088);
    }

    /** Runs the measurement. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new StartUp(new Options(arguments, USAGE)).run();
    }

    private void run() throws IOException, InterruptedException {
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < options.number("--runs", 5); i++) {
            long[] once = once();
            all.add(once);
            System.out.printf(
                    "run %d: ready %d ms, first snapshot %d ms, first update %d ms%n",
                    i + 1, once[0], once[1], once[2]);
        }
        System.out.printf(
                "median: ready %d ms, first snapshot %d ms, first update %d ms%n",
                median(all, 0), median(all, 1), median(all, 2));
    }

    private static long median(List<long[]> all, int column) {
        long[] sorted = all.stream().mapToLong(times -> times[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private long[] once() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(options.text("--java", "java")));
        command.addAll(options.all("--flag"));
        command.addAll(List.of(
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.http.host=127.0.0.1",
                "-jar",
                options.text("--jar", "target/quarkus-app/quarkus-run.jar")));
        long start = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Pulseboard refuses to start with settings that it does not know, such as PULSEBOARD_BENCH_JAVA.
        builder.environment().keySet().removeIf(key -> key.startsWith("PULSEBOARD_"));
        Process process = builder.start();
        try {
            await(start, "/q/health/ready", " 200 ");
            long ready = since(start);
            long[] events = await(start, "/metrics/stream", "\"type\":\"snapshot\"", "\"type\":\"update\"");
            return new long[] {ready, events[0], events[1]};
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    // Asks again and again, until an answer holds all of the texts; says when each of them came.
    private long[] await(long start, String path, String... texts) throws IOException, InterruptedException {
        while (System.nanoTime() - start < LIMIT) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                socket.setSoTimeout(5000);
                socket.getOutputStream().write(request(path));
                long[] times = read(socket.getInputStream(), start, texts);
                if (times[texts.length - 1] > 0) {
                    return times;
                }
            } catch (java.net.ConnectException | java.net.SocketTimeoutException e) {
                // Not there yet.
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new IOException(path + " did not answer with " + Arrays.toString(texts));
    }

    private static long[] read(InputStream in, long start, String[] texts) throws IOException {
        long[] times = new long[texts.length];
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[65536];
        int count;
        while (times[texts.length - 1] == 0 && (count = in.read(buffer)) > 0) {
            answer.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            for (int i = 0; i < texts.length; i++) {
                if (times[i] == 0 && answer.indexOf(texts[i]) >= 0) {
                    times[i] = since(start);
                }
            }
        }
        return times;
    }

    private byte[] request(String path) {
        String head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n";
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    private static long since(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
