package io.pulseboard.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** What the build leaves, started as an operator would: all of it in one class loader, which a {@code @QuarkusTest} does not have. */
final class PackagedServer implements AutoCloseable {
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Pattern LISTENING =
            Pattern.compile("Listening on: http://[^:]+:([0-9]+) and https://[^:]+:([0-9]+)");

    private final Process process;
    private final Path output;
    private final int port;
    private final int securePort;

    /** Starts it with quick ticks, nothing to show but what is pushed, TLS, and these options; waits until it listens. */
    PackagedServer(Path directory, String... options) {
        output = directory.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        TestCertificate certificate = TestCertificate.get();
        command.addAll(List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-Dquarkus.http.ssl-port=0",
                "-Dquarkus.tls.key-store.pem.0.cert=" + certificate.certificate(),
                "-Dquarkus.tls.key-store.pem.0.key=" + certificate.key(),
                "-Dpulseboard.tick=" + LiveStreams.TICK_MILLIS + "ms",
                "-Dpulseboard.host.enabled=false",
                "-Dpulseboard.process.enabled=false",
                "-Dpulseboard.drain=500ms",
                "-Dpulseboard.ingest.token=" + LiveStreams.TOKEN));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", JAR.toString()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("PULSEBOARD_") || name.startsWith("QUARKUS_"));
            process = builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Matcher ports = listening();
        port = Integer.parseInt(ports.group(1));
        securePort = Integer.parseInt(ports.group(2));
    }

    private Matcher listening() {
        Awaitility.await()
                .atMost(Inbox.PATIENCE.multipliedBy(3))
                .until(() -> !process.isAlive() || LISTENING.matcher(output()).find());
        Matcher ports = LISTENING.matcher(output());
        if (!ports.find()) {
            throw new AssertionError("it does not listen: " + output());
        }
        return ports;
    }

    /** All that it has printed so far. */
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The event stream with these parameters, names and values in turn. */
    URI stream(String... parameters) {
        return Board.address("http", port, "/metrics/stream", parameters);
    }

    /** The WebSocket with these parameters, names and values in turn. */
    URI socket(String... parameters) {
        return Board.address("ws", port, "/metrics/ws", parameters);
    }

    /** The port for TLS. */
    int securePort() {
        return securePort;
    }

    /** The status with which a path is answered. */
    int get(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)));
    }

    /** The body with which a path is answered. */
    String text(String path) {
        return send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Pushes a line of the text exposition format. */
    void push(String line) {
        int status = send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics/job/test"))
                .header("Authorization", "Bearer " + LiveStreams.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(line + "\n")));
        if (status / 100 != 2) {
            throw new AssertionError("pushed " + line + ", got " + status);
        }
    }

    private static int send(HttpRequest.Builder request) {
        return send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return HttpClient.newHttpClient().send(request.build(), body);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Asks it to end, as an orchestrator does. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended. */
    void awaitEnd() {
        try {
            if (!process.waitFor(Inbox.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it has not ended: " + output());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
