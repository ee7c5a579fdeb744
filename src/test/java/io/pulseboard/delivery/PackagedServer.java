package io.pulseboard.delivery;

import io.pulseboard.operations.Artefact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the build leaves, started as an operator would: all of it in one class loader, which a {@code @QuarkusTest} does not have. */
final class PackagedServer implements AutoCloseable {
    private final Artefact program;
    private final int port;
    private final int securePort;

    /** Starts it with quick ticks, nothing to show but what is pushed, TLS, and these options; waits until it listens. */
    PackagedServer(Path directory, String... options) {
        TestCertificate certificate = TestCertificate.get();
        List<String> settings = new ArrayList<>(List.of(
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
        settings.addAll(List.of(options));
        program = Artefact.start(directory, Map.of(), settings);
        try {
            port = program.awaitPort("http");
            securePort = program.awaitPort("https");
        } catch (RuntimeException | AssertionError notThere) {
            program.close();
            throw notThere;
        }
    }

    /** All that it has printed so far. */
    String output() {
        return program.output();
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
        program.terminate();
    }

    /** Waits until it has ended. */
    void awaitEnd() {
        program.awaitEnd();
    }

    @Override
    public void close() {
        program.close();
    }
}
