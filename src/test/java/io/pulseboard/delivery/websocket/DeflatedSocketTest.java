package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.DeflatedSocketClient;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.LogTrap;
import io.pulseboard.delivery.RawSocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket as a client sees it that compresses. Whatever a client does, the log stays silent. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class DeflatedSocketTest {
    private static final String AGREED = "permessage-deflate; client_no_context_takeover";

    private final Hub hub;
    private final Board board;
    private final String name = Board.fresh();
    private LogTrap log = new LogTrap();

    @Inject
    DeflatedSocketTest(Hub hub) {
        this.hub = hub;
        this.board = new Board(hub);
    }

    @BeforeEach
    void listenToTheLog() {
        log.close();
        log = new LogTrap();
    }

    @AfterEach
    void theLogIsSilent() {
        log.close();
        assertThat(log.caught()).isEmpty();
    }

    private DeflatedSocketClient open() throws IOException {
        return DeflatedSocketClient.open(Board.socket("query", "{__name__=~\"" + name + ".*\"}"));
    }

    private static DeflatedSocketClient openQuiet() throws IOException {
        return DeflatedSocketClient.open(Board.socket("wait", "true"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Names that have much in common, as they do. */
    private void setMany(double value) {
        board.set(
                IntStream.range(0, 20)
                        .mapToObj(i -> SeriesKey.of(name, "instance", "10.0.0." + i + ":8080", "code", "200"))
                        .toList(),
                value);
    }

    private void showsWhatChanges(DeflatedSocketClient socket) throws IOException {
        assertThat(socket.next().type()).isEqualTo("snapshot");
        for (int value = 1; value <= 3; value++) {
            setMany(value);
            String key = name + "{code=\"200\",instance=\"10.0.0.19:8080\"}";
            int expected = value;
            StreamMessage message =
                    socket.until(update -> update.keys().contains(key) && update.value(key) == expected);
            assertThat(socket.wasCompressed()).isTrue();
            assertThat(socket.payloadBytes())
                    .isLessThan(message.json().toString().length() / 2);
        }
    }

    @Test
    void compressesWhatItStreams() throws IOException {
        try (DeflatedSocketClient socket = open()) {
            assertThat(socket.extension()).isEqualTo(AGREED);

            showsWhatChanges(socket);
        }
    }

    @Test
    void compressesOverTlsToo() throws IOException {
        URI uri = Board.address("https", Board.securePort(), "/metrics/ws", "query", "{__name__=~\"" + name + ".*\"}");
        try (DeflatedSocketClient socket = DeflatedSocketClient.openSecure(uri)) {
            assertThat(socket.extension()).isEqualTo(AGREED);

            showsWhatChanges(socket);
        }
    }

    @Test
    void refersToWhatTheClientHasInUpdatesThatFollowEachOther() throws IOException {
        try (DeflatedSocketClient socket = open();
                DeflatedSocketClient other = DeflatedSocketClient.open(
                        Board.socket("query", "{__name__=~\"" + name + ".*\"}"),
                        "permessage-deflate; server_no_context_takeover")) {
            assertThat(other.extension())
                    .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
            setMany(1);
            complete(socket, 1);
            complete(other, 1);

            setMany(2);

            complete(socket, 2);
            complete(other, 2);
            assertThat(socket.payloadBytes()).isLessThan(other.payloadBytes());
        }
    }

    private void complete(DeflatedSocketClient socket, double value) throws IOException {
        String key = name + "{code=\"200\",instance=\"10.0.0.19:8080\"}";
        socket.until(update -> update.keys().contains(key) && update.value(key) == value);
    }

    @Test
    void goesOnAfterWhatWasNotCompressed() throws IOException {
        try (DeflatedSocketClient socket = open()) {
            for (int value = 1; value <= 5; value++) {
                setMany(value);
                complete(socket, value);
                socket.send("{\"op\":\"ping\"}");
                socket.until("pong");
            }
        }
    }

    @Test
    void doesNotCompressWhatIsToldToOneClient() throws IOException {
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send("{\"op\":\"ping\"}");

            assertThat(socket.next().type()).isEqualTo("pong");
            assertThat(socket.wasCompressed()).isFalse();
        }
    }

    @Test
    void sendsAnnotationsAndHeartbeats() throws IOException {
        try (DeflatedSocketClient socket = open()) {
            assertThat(socket.next().type()).isEqualTo("snapshot");

            hub.annotate(1, "again and again and again and again", List.of("deploy"));

            socket.until("annotation");
            socket.until("heartbeat");
        }
    }

    @Test
    void agreesToNothingThatItCannotDo() throws IOException {
        try (DeflatedSocketClient socket = DeflatedSocketClient.open(
                Board.socket("query", name), "permessage-deflate; server_max_window_bits=10")) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.extension()).isEmpty();

            assertThat(socket.next().type()).isEqualTo("snapshot");
            assertThat(socket.wasCompressed()).isFalse();
        }
    }

    @Test
    void refusesAHandshakeWhoseExtensionsCannotBeRead() throws IOException {
        try (DeflatedSocketClient socket =
                DeflatedSocketClient.open(Board.socket("query", name), "permessage-deflate; =")) {
            assertThat(socket.status()).isEqualTo(400);
            assertThat(StreamMessage.parse(socket.body()).text("parameter")).isEqualTo("Sec-WebSocket-Extensions");
        }
    }

    @Test
    void takesCompressedAndPlainMessages() throws IOException {
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send("{\"op\":\"ping\",\"t\":\"€ and € and €\"}");
            socket.send(RawSocketClient.TEXT, ascii("{\"op\":\"ping\",\"t\":\"plain\"}"));
            socket.send("{\"op\":\"ping\",\"t\":\"again\"}");

            assertThat(socket.next().text("t")).isEqualTo("€ and € and €");
            assertThat(socket.next().text("t")).isEqualTo("plain");
            assertThat(socket.next().text("t")).isEqualTo("again");
        }
    }

    @Test
    void takesACompressedMessageInFragments() throws IOException {
        byte[] payload = DeflatedSocketClient.deflate(ascii("{\"op\":\"ping\",\"t\":\"in pieces\"}"));
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(0x41, Arrays.copyOf(payload, 7))
                    .send(0x00, Arrays.copyOfRange(payload, 7, 12))
                    .send(RawSocketClient.CONTINUATION, Arrays.copyOfRange(payload, 12, payload.length));

            assertThat(socket.next().text("t")).isEqualTo("in pieces");
        }
    }

    @Test
    void takesAMessageOfTheLargestSize() throws IOException {
        String ping = "{\"op\":\"ping\"}";
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(ping + " ".repeat(16_384 - ping.length()));

            assertThat(socket.next().type()).isEqualTo("pong");
        }
    }

    @Test
    void closesOnAMessageThatIsTooLargeOnceInflated() throws IOException {
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(" ".repeat(16_385));

            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void closesOnAPlainMessageThatIsTooLarge() throws IOException {
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(RawSocketClient.TEXT, ascii(" ".repeat(16_385)));

            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void closesOnDataThatCannotBeInflated() throws IOException {
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(DeflatedSocketClient.COMPRESSED_TEXT, ascii("{\"op\":\"ping\"}"));

            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void closesOnTextThatIsNotUtf8OnceInflated() throws IOException {
        byte[] broken = {'"', (byte) 0xc3, (byte) 0x28, '"'};
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(DeflatedSocketClient.COMPRESSED_TEXT, DeflatedSocketClient.deflate(broken));

            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void closesOnACompressedBinaryMessage() throws IOException {
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(0xc2, DeflatedSocketClient.deflate(new byte[] {1, 2, 3}));

            assertThat(socket.closeCode()).isEqualTo(1003);
        }
    }

    /** First bytes of frames: other reserved bits, a compressed ping, a compressed continuation of nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0xa1, 0x91, 0xe1, 0xc9, 0xc0, 0x80})
    void closesOnAFrameThatBreaksTheProtocol(int firstByte) throws IOException {
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(firstByte, DeflatedSocketClient.deflate(ascii("{\"op\":\"ping\"}")));

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void closesOnACompressedContinuation() throws IOException {
        byte[] payload = DeflatedSocketClient.deflate(ascii("{\"op\":\"ping\"}"));
        try (DeflatedSocketClient socket = openQuiet()) {
            socket.send(0x41, Arrays.copyOf(payload, 5)).send(0xc0, Arrays.copyOfRange(payload, 5, payload.length));

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void whoDidNotOfferItMayNotCompress() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("wait", "true"), "")) {
            socket.send(DeflatedSocketClient.COMPRESSED_TEXT, DeflatedSocketClient.deflate(ascii("{\"op\":\"ping\"}")));

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }
}
