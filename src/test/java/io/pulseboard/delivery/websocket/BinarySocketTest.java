package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pulseboard.delivery.BinaryMessages;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.Cbor;
import io.pulseboard.delivery.DeflatedSocketClient;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.LogTrap;
import io.pulseboard.delivery.RawSocketClient;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket as a client sees it that speaks CBOR. Whatever a client does, the log stays silent. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class BinarySocketTest {
    private static final String OFFER = "Sec-WebSocket-Protocol";
    private static final HexFormat HEX = HexFormat.of();

    private final Board board;
    private final String name = Board.fresh();
    private LogTrap log = new LogTrap();

    @Inject
    BinarySocketTest(Hub hub) {
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

    private static SocketClient open(Map<String, String> headers, String... parameters) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(OFFER, BinaryMessages.PROTOCOL);
        return SocketClient.open(Board.socket(parameters), null, all);
    }

    private static SocketClient open(String... parameters) {
        return open(Map.of(), parameters);
    }

    private static RawSocketClient openRaw(String... parameters) throws IOException {
        return new RawSocketClient(Board.socket(parameters), OFFER + ": " + BinaryMessages.PROTOCOL + "\r\n");
    }

    private void streams(SocketClient socket, double value) {
        board.set(name, value);
        socket.inbox().untilValue(name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pulseboard.cbor.v1 | pulseboard.cbor.v1",
                "pulseboard.cbor.v1, pulseboard.json.v1 | pulseboard.cbor.v1",
                "pulseboard.json.v1, pulseboard.cbor.v1 | pulseboard.json.v1",
                "graphql-ws, pulseboard.cbor.v9, pulseboard.cbor.v1, pulseboard.json.v1 | pulseboard.cbor.v1",
                "pulseboard.cbor.v9 | ''",
                "PULSEBOARD.CBOR.V1 | ''"
            })
    void theFirstThatIsKnownIsSpoken(String offered, String agreed) throws IOException {
        String header = OFFER + ": " + offered + "\r\n";
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), header)) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header(OFFER)).isEqualTo(agreed);
            speaks(socket, agreed);
        }
    }

    @Test
    void whatIsOfferedInSeveralFieldsCountsInTheirOrder() throws IOException {
        String header =
                OFFER + ": graphql-ws\r\n" + OFFER + ": pulseboard.cbor.v1\r\n" + OFFER + ": pulseboard.json.v1\r\n";
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), header)) {
            assertThat(socket.header(OFFER)).isEqualTo("pulseboard.cbor.v1");
            speaks(socket, "pulseboard.cbor.v1");
        }
    }

    private static void speaks(RawSocketClient socket, String agreed) throws IOException {
        if (agreed.equals(BinaryMessages.PROTOCOL)) {
            assertThat(BinaryMessages.read(socket.nextBinary()).type()).isEqualTo("snapshot");
        } else {
            assertThat(socket.next().type()).isEqualTo("snapshot");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "compact"})
    void theFormatIsCompact(String format) {
        try (SocketClient socket = open("query", name, "format", format)) {
            assertThat(socket.inbox().next("snapshot").json().has("n")).isTrue();
            streams(socket, 1);

            socket.send("{\"op\":\"subscribe\",\"query\":\"" + name + "\",\"every\":\"600ms\"}");

            StreamMessage subscribed = socket.inbox().until("subscribed");
            assertThat(subscribed.text("format")).isEqualTo("compact");
            assertThat(subscribed.text("every")).isEqualTo("600ms");
            assertThat(socket.inbox().next("snapshot").value(name)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", "xml"})
    void anotherFormatIsRefusedInTheUrlAndInASubscribe(String format) {
        try (SocketClient socket = open("query", name, "format", format)) {
            for (int i = 0; i < 2; i++) {
                StreamMessage error = socket.inbox().next("error");

                assertThat(error.text("code")).isEqualTo("bad_parameter");
                assertThat(error.text("parameter")).isEqualTo("format");
                assertThat(error.text("message")).contains("'" + format + "'").contains("CBOR");
                assertThat(error.text("expected")).isEqualTo("compact");
                socket.send("{\"op\":\"subscribe\",\"query\":\"" + name + "\",\"format\":\"" + format + "\"}");
            }
            socket.send("{\"op\":\"subscribe\",\"query\":\"" + name + "\"}");
            socket.inbox().until("subscribed");
            socket.inbox().next("snapshot");
            streams(socket, 1);
        }
    }

    @Test
    void operationsDoWhatTheyDoInJson() {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");
            socket.send("{\"op\":\"pause\"}").send("{\"op\":\"resume\"}");
            streams(socket, 1);
            String position = socket.inbox().position();
            streams(socket, 2);
            socket.send("{\"op\":\"set-interval\",\"every\":\"400ms\"}");
            assertThat(socket.inbox().until("subscribed").text("every")).isEqualTo("400ms");
            socket.inbox().goingOnFrom(position);

            socket.send("{\"op\":\"resume\",\"after\":\"" + position + "\"}");

            socket.inbox().untilValue(name, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "\"größe\"", "null", "1.5", "-1e300", "0.1", "true", "9007199254740993"})
    void aPingGivesItsMarkBack(String mark) {
        long before = System.currentTimeMillis();
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"ping\",\"t\":" + mark + "}");

            StreamMessage pong = socket.inbox().next("pong");

            assertThat(pong.json().path("t"))
                    .isEqualTo(StreamMessage.parse("{\"type\":\"\",\"t\":" + mark + "}")
                            .json()
                            .path("t"));
            assertThat(pong.json().path("ts").asLong()).isBetween(before, System.currentTimeMillis());
        }
    }

    /** What JSON can not say. */
    @Test
    void aPingGivesBackWhatIsNoNumber() throws IOException {
        JsonNode ping = JsonNodeFactory.instance.objectNode().put("op", "ping").put("t", Double.NaN);
        try (RawSocketClient socket = openRaw("wait", "true")) {
            socket.send(RawSocketClient.BINARY, Cbor.encode(ping));

            assertThat(HEX.formatHex(socket.nextBinary())).startsWith("a3" + "6174" + "f97e00" + "627473");
        }
    }

    @Test
    void annotationsGoToEverybodyInTheirOwnEncoding() {
        Map<String, String> token = Map.of("Authorization", "Bearer " + LiveStreams.TOKEN);
        try (SocketClient author = open(token, "wait", "true");
                SocketClient binary = open("query", name);
                SocketClient text = SocketClient.open(Board.socket("query", name))) {
            binary.inbox().next("snapshot");
            text.inbox().next("snapshot");

            author.send("{\"op\":\"annotate\",\"text\":\"deployed \\\"v2\\\" – ü\",\"tags\":[\"shop\"]}");

            StreamMessage note = binary.inbox().until("annotation");
            assertThat(note.text("text")).isEqualTo("deployed \"v2\" – ü");
            assertThat(note.json().path("ts").asLong())
                    .isEqualTo(
                            text.inbox().until("annotation").json().path("ts").asLong());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"op\":\"dance\"} | bad_message | op",
                "{\"query\":\"up\"} | bad_message | op",
                "{\"op\":7} | bad_message | op",
                "{\"op\":\"subscribe\",\"query\":7} | bad_message | query",
                "{\"op\":\"subscribe\",\"query\":\"up[5m]\"} | bad_query | query",
                "{\"op\":\"subscribe\",\"every\":5.5} | bad_message | every",
                "{\"op\":\"subscribe\",\"after\":\"then\"} | bad_parameter | after",
                "{\"op\":\"ping\",\"t\":{}} | bad_message | t",
                "{\"op\":\"annotate\",\"text\":\"x\",\"tags\":[1]} | bad_message | tags",
            })
    void saysWhatIsWrongWithAMessageAndGoesOn(String message, String code, String parameter) {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");

            socket.send(message);

            StreamMessage error = socket.inbox().until("error");
            assertThat(error.text("code")).isEqualTo(code);
            assertThat(error.text("parameter")).isEqualTo(parameter);
            assertThat(error.text("expected")).isNotEmpty();
            streams(socket, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, the end in the middle of an item",
        "83010203, -1, not an object",
        "17, -1, not an object",
        "f6, -1, not an object",
        "a1626f706470696e, 4, a length of 4 where 3 bytes are left",
        "bb1000000000000000626f70, 0, a length of 1152921504606846976",
        "a1626f709b1000000000000000, 4, a length of 1152921504606846976",
        "a1626f707b1000000000000000, 4, a length of 1152921504606846976",
        "a1626f70818181818181818180, 11, nested deeper than 8",
        "a2626f706470696e67626f706470696e67, 9, a key that was there before",
        "a2626f706470696e676174c11a514b67b0, 11, a tag",
        "a2626f706470696e6761744101, 11, a byte string",
        "a2626f706470696e6761741bffffffffffffffff, 11, an integer beyond 64 bits",
        "a10164737562, 1, a key that is no text",
        "a1626f7062c328, 4, text that is not UTF-8",
        "a1626f706470696e6700, 9, 1 bytes more"
    })
    void saysWhereTheCborIsBrokenAndGoesOn(String hex, int position, String what) {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");

            socket.sendBinary(HEX.parseHex(hex));

            StreamMessage error = socket.inbox().until("error");
            assertThat(error.text("code")).isEqualTo("bad_message");
            assertThat(error.text("message")).contains(what);
            assertThat(error.json().path("position").asInt(-1)).isEqualTo(position);
            assertThat(error.text("expected")).isNotEmpty();
            streams(socket, 1);
        }
    }

    @Test
    void aTextMessageIsClosedOnWithTheReason() throws IOException {
        try (RawSocketClient socket = openRaw("wait", "true")) {
            socket.send(RawSocketClient.TEXT, "{\"op\":\"ping\"}".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.closeCode()).isEqualTo(1003);
            assertThat(socket.closeWords())
                    .isEqualTo("unsupported_data: pulseboard.cbor.v1 has binary messages of CBOR");
        }
    }

    @Test
    void aBinaryMessageIsClosedOnWithTheReasonWhereJsonIsSpoken() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("wait", "true"), "")) {
            socket.send(RawSocketClient.BINARY, BinaryMessages.write("{\"op\":\"ping\"}"));

            assertThat(socket.closeCode()).isEqualTo(1003);
            assertThat(socket.closeWords()).isEqualTo("unsupported_data: pulseboard.json.v1 has text messages of JSON");
        }
    }

    @Test
    void aFloodOfBrokenCborIsClosed() {
        try (SocketClient socket = open("wait", "true")) {
            for (int i = 0; i < 500; i++) {
                // No JSON, so it goes out as it is: text in pieces that are none.
                socket.sendCarelessly("\u007f\u007f");
            }

            assertThat(socket.closeCode()).isEqualTo(1008);
            assertThat(socket.inbox().rest()).hasSizeBetween(100, 200).allMatch(message -> message.is("error"));
        }
    }

    @Test
    void aMessageOfTheLargestSizeIsTaken() throws IOException {
        byte[] ping = HEX.parseHex("a2626f706470696e676174793fee");
        byte[] message = Arrays.copyOf(ping, 16_384 - 2);
        Arrays.fill(message, ping.length, message.length, (byte) 'x');
        // The text's length in two bytes, just as long as what is left.
        int length = message.length - ping.length;
        message[ping.length - 2] = (byte) (length >> 8);
        message[ping.length - 1] = (byte) length;
        try (RawSocketClient socket = openRaw("wait", "true")) {
            socket.send(RawSocketClient.BINARY, message);

            assertThat(BinaryMessages.read(socket.nextBinary()).text("t")).hasSize(length);
        }
    }

    @Test
    void fragmentsArePutTogether() throws IOException {
        byte[] ping = BinaryMessages.write("{\"op\":\"ping\",\"t\":\"€\"}");
        try (RawSocketClient socket = openRaw("wait", "true")) {
            socket.send(0x02, Arrays.copyOf(ping, 5))
                    .send(RawSocketClient.CONTINUATION, Arrays.copyOfRange(ping, 5, ping.length));

            assertThat(BinaryMessages.read(socket.nextBinary()).text("t")).isEqualTo("€");
        }
    }

    @Test
    void saysThatThereIsAGapAndSendsHeartbeats() {
        board.set(name, 1);
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"subscribe\",\"query\":\"" + name + "\",\"after\":\"0other-12\"}");

            socket.inbox().next("subscribed");
            assertThat(socket.inbox().next("gap").text("from")).isEqualTo("0other-12");
            socket.inbox().next("snapshot");
            // The first tick with the value may still be to come.
            socket.inbox().until("heartbeat");
        }
    }

    private void setMany(double value) {
        board.set(
                IntStream.range(0, 20)
                        .mapToObj(i -> SeriesKey.of(name, "instance", "10.0.0." + i + ":8080", "code", "200"))
                        .toList(),
                value);
    }

    @Test
    void compressesWhatItStreamsAndTakesWhatIsCompressed() throws IOException {
        String key = name + "{code=\"200\",instance=\"10.0.0.19:8080\"}";
        setMany(0);
        try (DeflatedSocketClient socket = DeflatedSocketClient.openBinary(Board.socket("query", name))) {
            assertThat(socket.extension()).isEqualTo("permessage-deflate; client_no_context_takeover");
            socket.until(message -> message.keys().contains(key));
            assertThat(socket.wasCompressed()).isTrue();
            for (int value = 1; value <= 4; value++) {
                setMany(value / 3.0);
                double expected = value / 3.0;
                socket.until(update -> update.keys().contains(key) && update.value(key) == expected);
                assertThat(socket.wasCompressed()).isTrue();

                byte[] ping = BinaryMessages.write("{\"op\":\"ping\",\"t\":\"again and again and again\"}");
                socket.send(DeflatedSocketClient.COMPRESSED_BINARY, DeflatedSocketClient.deflate(ping));

                assertThat(socket.until("pong").text("t")).isEqualTo("again and again and again");
                assertThat(socket.wasCompressed()).isFalse();
            }
        }
    }
}
