package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do what none should: each is closed with a reason that is counted, nothing is kept of it, and nobody else notices. What
 * it does not take, it does not get, and its silence does not count against those who listen.
 */
@QuarkusTest
@TestProfile(UnrulyClientsTest.Impatient.class)
class UnrulyClientsTest {
    private static final String PADDING = "z".repeat(2000);
    private static final int SMALLEST_BUFFER = 1;

    private final Hub hub;
    private final Board board;
    private final Meters meters;
    private final StreamAdmission admission;
    private final String name = Board.fresh();
    private LogTrap log = new LogTrap();
    private int round;

    @Inject
    UnrulyClientsTest(Hub hub, MeterRegistry registry, StreamAdmission admission) {
        this.hub = hub;
        this.board = new Board(hub);
        this.meters = new Meters(registry);
        this.admission = admission;
    }

    /** As the other streams, with little patience; not so little that a busy machine makes well-behaved clients look stalled. */
    public static class Impatient extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("pulseboard.stream.stall-timeout", "2s");
            return settings;
        }
    }

    @BeforeEach
    void listenToTheLog() {
        log.close();
        log = new LogTrap();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(admission.awaitEmpty(Inbox.PATIENCE)).isTrue();
        await().atMost(Inbox.PATIENCE)
                .until(() -> meters.value("pulseboard.viewers") == 0 && meters.value("pulseboard.feeds") == 0);
        hub.remove(samples().stream().map(Sample::key).toList());
        log.close();
        assertThat(log.caught()).isEmpty();
    }

    private double closed(String transport, String reason) {
        return meters.value("pulseboard.streams.closed", "transport", transport, "reason", reason);
    }

    private EventStreamClient view() {
        EventStreamClient stream = EventStreamClient.open(Board.stream("query", name));
        stream.inbox().next("snapshot");
        return stream;
    }

    private RawSocketClient socket() throws IOException {
        RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "");
        assertThat(socket.next().type()).isEqualTo("snapshot");
        return socket;
    }

    /** Half a megabyte and more. */
    private List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            SeriesKey key = SeriesKey.of(name, "i", Integer.toString(i), "padding", PADDING);
            samples.add(Sample.of(key, Board.gauge(), round, System.currentTimeMillis()));
        }
        return samples;
    }

    /** Changes all of them, and shows that somebody well-behaved gets it, and with nothing left out. */
    private void floodPast(Inbox healthy) {
        round++;
        board.append(samples());
        StreamMessage update = healthy.untilValue(name + "{i=\"299\",padding=\"" + PADDING + "\"}", round);
        assertThat(update.json().path("merged").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002 garbage\r\n\r\n",
                "GET /metrics/stream HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /metrics/job/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void anEventStreamEndsWhenMoreIsSent(String more) throws IOException {
        double before = closed("sse", "protocol_error");
        try (EventStreamClient stream = view()) {
            stream.send(more.getBytes(StandardCharsets.ISO_8859_1));

            stream.inbox().rest();

            await().atMost(Inbox.PATIENCE).until(() -> closed("sse", "protocol_error") == before + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void anEventStreamEndsWhenMoreCameWithItsRequest(int more) throws IOException {
        double before = closed("sse", "protocol_error");
        String request = "GET /metrics/stream?query=" + name + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Socket connection = new Socket("localhost", RestAssured.port)) {
            connection.setSoTimeout((int) Inbox.PATIENCE.toMillis());

            connection.getOutputStream().write(request.repeat(1 + more).getBytes(StandardCharsets.US_ASCII));

            await().atMost(Inbox.PATIENCE).until(() -> closed("sse", "protocol_error") == before + 1);
            await().atMost(Inbox.PATIENCE).until(() -> !ServerSide.isEstablished(connection.getLocalPort()));
        }
    }

    @Test
    void anEventStreamThatIsAskedForManyMoreThingsKeepsNoneOfThem() {
        try (EventStreamClient stream = view()) {
            byte[] request = "GET /q/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .repeat(1000)
                    .getBytes(StandardCharsets.US_ASCII);

            await().atMost(Inbox.PATIENCE).until(() -> isRefused(stream, request));
        }
    }

    private static boolean isRefused(EventStreamClient stream, byte[] bytes) {
        try {
            stream.send(bytes);
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** To the server, this is not to be told from a client that has gone: a browser never does it, and a proxy means the end by it. */
    @Test
    void anEventStreamEndsWhenTheClientEndsItsOutput() throws IOException {
        double before = closed("sse", "client_left");
        try (EventStreamClient stream = view()) {
            stream.endOutput();

            stream.inbox().rest();

            await().atMost(Inbox.PATIENCE).until(() -> closed("sse", "client_left") == before + 1);
        }
    }

    @Test
    void aWebSocketEndsWhenTheClientEndsItsOutput() throws IOException {
        double before = closed("websocket", "client_left");
        try (RawSocketClient socket = socket()) {
            socket.endOutput();

            assertThat(socket.isClosedByServer()).isTrue();
            await().atMost(Inbox.PATIENCE).until(() -> closed("websocket", "client_left") == before + 1);
        }
    }

    /** The first byte has reserved bits, so that the protocol is broken whatever follows. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aWebSocketEndsOnJunk(long seed) throws IOException {
        double before = closed("websocket", "protocol_error");
        byte[] junk = new byte[10_000];
        new Random(seed).nextBytes(junk);
        junk[0] |= 0x70;
        try (RawSocketClient socket = socket()) {
            socket.write(junk);

            assertThat(socket.closeCode()).isEqualTo(1002);
            await().atMost(Inbox.PATIENCE).until(() -> closed("websocket", "protocol_error") == before + 1);
        }
    }

    @Test
    void whoReadsNothingIsClosedAndOthersGetEverything() throws IOException {
        double sse = closed("sse", "stalled");
        double webSocket = closed("websocket", "stalled");
        Request request = Request.of(Board.stream("query", name)).receiveBuffer(SMALLEST_BUFFER);
        URI address = Board.socket("query", name);
        try (EventStreamClient healthy = view();
                SocketClient healthySocket = SocketClient.open(address);
                EventStreamClient stream = EventStreamClient.openWithoutReading(request);
                EventStreamClient old = EventStreamClient.openWithoutReading(request.version("HTTP/1.0"));
                RawSocketClient socket = new RawSocketClient(address, "/metrics/ws?query=" + name, "", 1)) {
            assertThat(stream.status()).isEqualTo(200);

            await().atMost(Inbox.PATIENCE.multipliedBy(2)).untilAsserted(() -> {
                floodPast(healthy.inbox());
                assertThat(closed("sse", "stalled") - sse).isEqualTo(2);
                assertThat(closed("websocket", "stalled") - webSocket).isEqualTo(1);
            });

            for (int port : new int[] {stream.localPort(), old.localPort(), socket.localPort()}) {
                await().atMost(Inbox.PATIENCE).until(() -> !ServerSide.isEstablished(port));
            }
            healthySocket.inbox().untilValue(name + "{i=\"299\",padding=\"" + PADDING + "\"}", round);
            floodPast(healthy.inbox());
        }
    }

    @Test
    void anHttp2StreamThatIsNotReadIsClosedAndOthersOfItsConnectionGoOn() {
        double before = closed("sse", "stalled");
        String target = "/metrics/stream?query=" + name;
        try (EventStreamClient witness = view();
                StalledHttp2Client client = new StalledHttp2Client()) {
            StalledHttp2Client.Stream healthy = client.openAndRead(target);
            StalledHttp2Client.Stream stalled = client.openWithoutReading(target);

            await().atMost(Inbox.PATIENCE.multipliedBy(2)).until(() -> {
                floodPast(witness.inbox());
                return closed("sse", "stalled") == before + 1;
            });

            assertThat(stalled.broken()).succeedsWithin(Inbox.PATIENCE);
            long read = healthy.bytesRead().get();
            floodPast(witness.inbox());
            await().atMost(Inbox.PATIENCE).until(() -> healthy.bytesRead().get() > read + 300L * PADDING.length());
            assertThat(healthy.broken()).isNotDone();
        }
    }

    @Test
    void whoComesBackInATightLoopLeavesNothing() throws IOException {
        double before = meters.value("pulseboard.streams.closed");
        Request request = Request.of(Board.stream("query", name));
        for (int i = 0; i < 150; i++) {
            EventStreamClient.openWithoutReading(request).close();
            new RawSocketClient(Board.socket("query", name), "").close();
        }

        await().atMost(Inbox.PATIENCE).until(() -> meters.value("pulseboard.streams.closed") == before + 300);
        assertThat(meters.value("pulseboard.viewers")).isZero();
        try (EventStreamClient stream = view()) {
            assertThat(stream.status()).isEqualTo(200);
        }
    }
}
