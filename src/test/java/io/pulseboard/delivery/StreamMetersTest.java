package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of streams, by the framework and by ourselves. */
@QuarkusTest
@TestProfile(ObservedStreams.class)
class StreamMetersTest {
    private static final String BYTES = "http.server.bytes.written";
    private static final String ACTIVE = "http.server.active.requests";
    private static final String[] SENT = {"uri", "/metrics/ws", "direction", "OUTBOUND"};

    private final Board board;
    private final Meters meters;
    private final StreamAdmission admission;
    private final String name = Board.fresh();

    @Inject
    StreamMetersTest(Hub hub, MeterRegistry registry, StreamAdmission admission) {
        this.board = new Board(hub);
        this.meters = new Meters(registry);
        this.admission = admission;
    }

    @BeforeEach
    void nobodyIsThere() {
        assertThat(admission.awaitEmpty(Inbox.PATIENCE)).isTrue();
        moves(0, ACTIVE);
    }

    private void update(EventStreamClient stream) {
        stream.inbox().next("snapshot");
        for (int value = 1; value <= 2; value++) {
            board.set(name, value, "padding", "x".repeat(4000));
            stream.inbox().next("update");
        }
    }

    private void update(RawSocketClient socket) throws IOException {
        socket.next();
        for (int value = 1; value <= 2; value++) {
            board.set(name, value, "padding", "x".repeat(4000));
            assertThat(socket.next().type()).isEqualTo("update");
        }
    }

    private void moves(double expected, String meter, String... tags) {
        await().atMost(Inbox.PATIENCE)
                .untilAsserted(() -> assertThat(meters.value(meter, tags))
                        .as("%s %s", meter, String.join(" ", tags))
                        .isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0", "HTTP/2"})
    void theFrameworkCountsTheBodyOfAnEventStream(String version) {
        double before = meters.total(BYTES);
        Request request = Request.of(Board.stream("query", name));
        EventStreamClient stream = version.equals("HTTP/2")
                ? EventStreamClient.open(request, HttpClient.newHttpClient())
                : EventStreamClient.open(request.version(version));
        update(stream);

        stream.close();

        await().atMost(Inbox.PATIENCE)
                .untilAsserted(() -> assertThat(meters.total(BYTES) - before).isEqualTo(stream.bodyBytes()));
    }

    @Test
    void theFrameworkCountsTheMessagesOfAWebSocket() throws IOException {
        double before = meters.total(BYTES);
        RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "");
        update(socket);

        socket.close();

        await().atMost(Inbox.PATIENCE)
                .untilAsserted(() -> assertThat(meters.total(BYTES) - before).isEqualTo(socket.payloadBytes()));
    }

    @Test
    void theFrameworkCountsAnEventStreamAsARequestThatIsActive() {
        double before = meters.value("http.server.requests", "uri", "/metrics/stream");
        try (EventStreamClient stream = EventStreamClient.open(Board.stream("query", name))) {
            update(stream);

            assertThat(meters.value(ACTIVE)).isEqualTo(1);
        }
        moves(0, ACTIVE);
        moves(before + 1, "http.server.requests", "uri", "/metrics/stream");
    }

    @Test
    void theFrameworkCountsAWebSocketAsAConnection() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "")) {
            update(socket);

            assertThat(meters.active("http.server.websocket.connections")).isEqualTo(1);
        }
        await().atMost(Inbox.PATIENCE).until(() -> meters.active("http.server.websocket.connections") == 0);
    }

    @Test
    void theFrameworkCountsMessagesOfWebSocketsIfItIsToldTo() throws IOException {
        double bytes = meters.value("quarkus.websockets.server.bytes", SENT);
        double messages = meters.value("quarkus.websockets.server.count", SENT);
        double opened = meters.value("quarkus.websockets.server.connections.opened", "uri", "/metrics/ws");
        double closed = meters.value("quarkus.websockets.server.connections.closed", "uri", "/metrics/ws");
        RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "");
        update(socket);

        socket.close();

        moves(opened + 1, "quarkus.websockets.server.connections.opened", "uri", "/metrics/ws");
        moves(closed + 1, "quarkus.websockets.server.connections.closed", "uri", "/metrics/ws");
        assertThat(meters.value("quarkus.websockets.server.count", SENT)).isEqualTo(messages + 3);
        assertThat(meters.value("quarkus.websockets.server.bytes", SENT)).isEqualTo(bytes + socket.payloadBytes());
    }

    @Test
    void weCountTheViewersAndMessagesOfEventStreams() {
        double delivered = meters.value("pulseboard.frames.delivered", "transport", "sse");
        double left = meters.value("pulseboard.streams.closed", "transport", "sse", "reason", "client_left");
        try (EventStreamClient stream = EventStreamClient.open(Board.stream("query", name))) {
            update(stream);

            assertThat(meters.value("pulseboard.viewers", "transport", "sse")).isEqualTo(1);
            assertThat(meters.value("pulseboard.frames.delivered", "transport", "sse"))
                    .isEqualTo(delivered + 3);
        }
        moves(0, "pulseboard.viewers", "transport", "sse");
        moves(left + 1, "pulseboard.streams.closed", "transport", "sse", "reason", "client_left");
        moves(0, "pulseboard.feeds");
    }

    @Test
    void weCountTheViewersAndMessagesOfWebSockets() throws IOException {
        double delivered = meters.value("pulseboard.frames.delivered", "transport", "websocket");
        double left = meters.value("pulseboard.streams.closed", "transport", "websocket", "reason", "client_left");
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "")) {
            update(socket);

            assertThat(meters.value("pulseboard.viewers", "transport", "websocket"))
                    .isEqualTo(1);
            assertThat(meters.value("pulseboard.frames.delivered", "transport", "websocket"))
                    .isEqualTo(delivered + 3);
        }
        moves(0, "pulseboard.viewers", "transport", "websocket");
        moves(left + 1, "pulseboard.streams.closed", "transport", "websocket", "reason", "client_left");
        moves(0, "pulseboard.feeds");
    }
}
