package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.delivery.EventStreamClient.Request;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the access log says of streams: one line each, when they end, with as many bytes as the client got of the body. Without
 * heartbeats, so that what was sent is what was read.
 */
class AccessLogIT {
    @TempDir
    Path directory;

    private final String name = Board.fresh();
    private PackagedServer server;
    private AccessLog log;

    /** The ways in which an event stream is carried. */
    private enum Carrier {
        HTTP_1_1,
        HTTP_1_0,
        HTTPS,
        HTTP_2,
        H2C;

        EventStreamClient open(Request request, int securePort) {
            return switch (this) {
                case HTTP_1_1 -> EventStreamClient.open(request);
                case HTTP_1_0 -> EventStreamClient.open(request.version("HTTP/1.0"));
                case HTTPS ->
                    EventStreamClient.open(request.to("https", securePort), client(HttpClient.Version.HTTP_1_1));
                case HTTP_2 ->
                    EventStreamClient.open(request.to("https", securePort), client(HttpClient.Version.HTTP_2));
                case H2C -> EventStreamClient.open(request, client(HttpClient.Version.HTTP_2));
            };
        }

        private static HttpClient client(HttpClient.Version version) {
            return HttpClient.newBuilder()
                    .version(version)
                    .sslContext(TestCertificate.get().trusting())
                    .build();
        }
    }

    @BeforeEach
    void start() {
        server = new PackagedServer(
                directory,
                "-Dpulseboard.stream.heartbeat=1h",
                "-Dquarkus.http.access-log.enabled=true",
                "-Dquarkus.http.access-log.pattern=" + AccessLog.PATTERN);
        log = new AccessLog(server::output);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** One stream for each carrier, each with a query of its own, a snapshot and three updates read. */
    private List<EventStreamClient> viewEachWay() {
        List<EventStreamClient> streams = new ArrayList<>();
        for (Carrier carrier : Carrier.values()) {
            EventStreamClient stream =
                    carrier.open(Request.of(server.stream("query", name + carrier)), server.securePort());
            stream.inbox().next("snapshot");
            for (int value = 1; value <= 3; value++) {
                server.push(name + carrier + "{padding=\"" + "x".repeat(3000) + "\"} " + value);
                stream.inbox().next("update");
            }
            streams.add(stream);
        }
        return streams;
    }

    private void saysWhatWasRead(Carrier carrier, EventStreamClient stream) {
        String target = "/metrics/stream?query=" + name + carrier;
        log.await(target + " ");
        assertThat(log.of(target + " ")).singleElement().satisfies(line -> {
            assertThat(stream.bodyBytes()).isGreaterThan(9000);
            assertThat(line.status()).isEqualTo(200);
            assertThat(line.bytes()).as("%s", carrier).isEqualTo(stream.bodyBytes());
            assertThat(line.longBytes()).isEqualTo(line.bytes());
            assertThat(line.shortBytes()).isEqualTo(Long.toString(line.bytes()));
        });
    }

    @Test
    void saysHowMuchOfAnEventStreamAClientGotWhoLeft() {
        List<EventStreamClient> streams = viewEachWay();
        assertThat(log.of(name)).isEmpty();

        streams.forEach(EventStreamClient::close);

        for (Carrier carrier : Carrier.values()) {
            saysWhatWasRead(carrier, streams.get(carrier.ordinal()));
        }
    }

    @Test
    void saysHowMuchOfAnEventStreamAClientGotUntilTheServerStopped() {
        List<EventStreamClient> streams = viewEachWay();

        server.terminate();

        for (EventStreamClient stream : streams) {
            stream.inbox().next("bye");
            assertThat(stream.inbox().rest()).isEmpty();
        }
        server.awaitEnd();
        for (Carrier carrier : Carrier.values()) {
            saysWhatWasRead(carrier, streams.get(carrier.ordinal()));
        }
    }

    @Test
    void saysHowLongARefusalWas() {
        int length;
        try (EventStreamClient refused = EventStreamClient.open(server.stream("every", "soon", "mark", name))) {
            length = refused.text().length();
        }

        AccessLog.Line line = log.await(name);

        assertThat(line.status()).isEqualTo(400);
        assertThat(line.bytes()).isEqualTo(length);
    }

    @Test
    void saysThatAWebSocketWasOpenedWhenItIsClosed() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(server.socket("query", name), "")) {
            socket.next();
            server.push(name + " 1");
            socket.next();
            assertThat(log.of(name)).isEmpty();
        }

        AccessLog.Line line = log.await(name);

        assertThat(line.request()).isEqualTo("GET /metrics/ws?query=" + name);
        assertThat(line.status()).isEqualTo(101);
        // What follows would be behind a second line for the socket.
        assertThat(server.get("/metrics/latest?query=" + name)).isEqualTo(200);
        log.await("/metrics/latest?query=" + name);
        assertThat(log.of("/metrics/ws?query=" + name)).hasSize(1);
    }

    @Test
    void saysThatAWebSocketWasOpenedWhenTheServerStops() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(server.socket("query", name), "")) {
            socket.next();

            server.terminate();

            assertThat(socket.next().type()).isEqualTo("bye");
            assertThat(log.await("/metrics/ws?query=" + name).status()).isEqualTo(101);
        }
    }
}
