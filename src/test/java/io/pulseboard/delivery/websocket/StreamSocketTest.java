package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.Coverage;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.LogTrap;
import io.pulseboard.delivery.RawSocketClient;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.StreamPosition;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket as a client sees it. Whatever a client does, the log stays silent. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class StreamSocketTest {
    private final Hub hub;
    private final Board board;
    private final String name = Board.fresh();
    private LogTrap log = new LogTrap();

    @Inject
    StreamSocketTest(Hub hub) {
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

    private static SocketClient open(String... parameters) {
        return SocketClient.open(Board.socket(parameters));
    }

    private static String subscribe(String query) {
        return "{\"op\":\"subscribe\",\"query\":\"" + query + "\"}";
    }

    /** Shows that the server has taken in what was sent before. */
    private static StreamMessage ping(SocketClient socket) {
        socket.send("{\"op\":\"ping\",\"t\":\"mark\"}");
        return socket.inbox().until("pong");
    }

    /** Sets values one after the other, each in a tick of its own. */
    private void oneAfterTheOther(double... values) {
        try (EventStreamClient witness = EventStreamClient.open(Board.stream("query", name))) {
            witness.inbox().next("snapshot");
            for (double value : values) {
                board.set(name, value);
                witness.inbox().untilValue(name, value);
            }
        }
    }

    /** Shows that the connection is alive and its stream too. */
    private void streams(SocketClient socket, double value) {
        board.set(name, value);
        socket.inbox().untilValue(name, value);
    }

    @Test
    void streamsEverythingIfOpenedBare() {
        board.set(name, 3);
        try (SocketClient socket = open()) {
            assertThat(socket.inbox().next("snapshot").keys()).isNotEmpty();
            streams(socket, 4);
        }
    }

    @Test
    void takesTheParametersOfTheEventStream() {
        board.set(name, 1, "job", "a");
        board.set(name, 2, "job", "b");
        board.set(name, 3, "job", "c");
        try (SocketClient socket = open(
                "query", name + "{job=\"a\"}", "query", name + "{job=\"b\"}", "format", "compact", "every", "400ms")) {
            StreamMessage both =
                    socket.inbox().until(message -> message.json().path("v").size() == 2);
            assertThat(both.json().path("v").toString()).isEqualTo("[1,2]");

            board.set(name, 5, "job", "a");

            StreamPosition update =
                    StreamPosition.parse(socket.inbox().until("update").id());
            assertThat(update.seq() % 2).isZero();
        }
    }

    /** Vert.x wants a URI here by the letter, before anybody else is asked; the event stream is more lenient. */
    @Test
    void wantsSelectorsPercentEncoded() throws IOException {
        String target = "/metrics/ws?query=" + name + "{job=%22a%22}";
        try (RawSocketClient socket = new RawSocketClient(Board.socket(), target, "")) {
            assertThat(socket.status()).isEqualTo(400);
        }
    }

    /** The reader of raw frames takes no fragments. */
    @Test
    void sendsUpToAMegabyteInOneFrame() throws IOException {
        List<Sample> samples = samples(2500, "x".repeat(1000), 0);
        try (EventStreamClient witness = EventStreamClient.open(Board.stream("query", name))) {
            witness.inbox().next("snapshot");
            board.append(samples);
            witness.inbox().until("update");
        }

        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "")) {
            for (int part = 1; part <= 3; part++) {
                StreamMessage message = socket.next();
                assertThat(message.json().path("part").asInt()).isEqualTo(part);
                assertThat(message.text().length()).isLessThan(1 << 20);
            }
        }
        hub.remove(samples.stream().map(Sample::key).toList());
    }

    private List<Sample> samples(int count, String padding, int from) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SeriesKey key = SeriesKey.of(name, "i", Integer.toString(i), "padding", padding);
            samples.add(Sample.of(key, Board.gauge(), from + i, System.currentTimeMillis()));
        }
        return samples;
    }

    @Test
    void givesASlowClientOneMergedFrame() throws IOException {
        String padding = "y".repeat(3000);
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "");
                EventStreamClient witness = EventStreamClient.open(Board.stream("query", name))) {
            witness.inbox().next("snapshot");
            for (int round = 1; round <= 30; round++) {
                board.append(samples(300, padding, round * 1000));
                witness.inbox().until("update");
            }

            Coverage coverage = new Coverage();
            StreamMessage message = socket.next();
            while (message.json().path("merged").asInt() == 0) {
                coverage.accept(message);
                message = socket.next();
            }
            coverage.accept(message);
            assertThat(message.value(name + "{i=\"299\",padding=\"" + padding + "\"}"))
                    .isEqualTo(30_299);
        }
    }

    @Test
    void saysNothingBeforeTheFirstSubscribeIfAskedToWait() {
        try (SocketClient socket = open("wait", "true")) {
            oneAfterTheOther(1);
            socket.send("{\"op\":\"ping\"}");
            socket.inbox().next("pong");

            socket.send(subscribe(name));

            socket.inbox().next("subscribed");
            assertThat(socket.inbox().next("snapshot").value(name)).isEqualTo(1);
        }
    }

    @Test
    void saysWhatWasSubscribed() {
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"subscribe\",\"query\":[\"" + name + "{ job = 'a' }\",\"up\"],\"every\":\"1s\","
                    + "\"format\":\"compact\"}");

            StreamMessage subscribed = socket.inbox().next("subscribed");

            assertThat(subscribed.json().path("query"))
                    .extracting(JsonNode::textValue)
                    .containsExactlyInAnyOrder(name + "{job=\"a\"}", "up");
            assertThat(subscribed.text("every")).isEqualTo("1s");
            assertThat(subscribed.text("format")).isEqualTo("compact");
            assertThat(socket.inbox().next("snapshot").json().has("n")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 200ms", "50ms, 200ms", "500ms, 600ms", "1m, 60s"})
    void saysHowOftenUpdatesComeInWholeTicks(String every, String answer) {
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"subscribe\",\"query\":\"" + name + "\",\"every\":\"" + every + "\"}");

            assertThat(socket.inbox().next("subscribed").text("every")).isEqualTo(answer);
        }
    }

    @Test
    void sendsNothingOfTheOldSubscriptionAfterTheNew() {
        String other = Board.fresh();
        board.set(name, 0);
        board.set(other, 0);
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");
            socket.send(subscribe(other));
            socket.inbox().until("subscribed");
            int before = socket.inbox().taken().size();

            for (int value = 1; value < 4; value++) {
                long now = System.currentTimeMillis();
                board.append(List.of(
                        Sample.of(SeriesKey.of(name), Board.gauge(), value, now),
                        Sample.of(SeriesKey.of(other), Board.gauge(), value, now)));
                socket.inbox().untilValue(other, value);
            }

            List<StreamMessage> after = socket.inbox().taken();
            assertThat(after.get(before).type()).isEqualTo("snapshot");
            assertThat(after.subList(before, after.size()))
                    .allSatisfy(message -> assertThat(message.has(name)).isFalse());
        }
    }

    @Test
    void goesOnFromThePauseWithoutAHole() {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");
            streams(socket, 1);
            socket.send("{\"op\":\"pause\"}");
            ping(socket);

            oneAfterTheOther(2, 3, 4);
            socket.send("{\"op\":\"ping\"}");
            socket.inbox().next("pong");
            socket.send("{\"op\":\"resume\"}");

            for (double value : new double[] {2, 3, 4}) {
                assertThat(socket.inbox().next("update").value(name)).isEqualTo(value);
            }
            streams(socket, 5);
        }
    }

    @Test
    void startsWithASnapshotIfPausedBeforeThereWasOne() {
        board.set(name, 1);
        try (SocketClient socket = open("wait", "true")) {
            socket.send(subscribe(name)).send("{\"op\":\"pause\"}").send("{\"op\":\"resume\"}");
            streams(socket, 2);
        }
    }

    @Test
    void goesOnFromAPosition() {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");
            streams(socket, 1);
            String position = socket.inbox().position();
            streams(socket, 2);
            streams(socket, 3);
            ping(socket);
            socket.inbox().goingOnFrom(position);

            socket.send("{\"op\":\"resume\",\"after\":\"" + position + "\"}");

            assertThat(socket.inbox().next("update").value(name)).isEqualTo(2);
            assertThat(socket.inbox().next("update").value(name)).isEqualTo(3);
        }
    }

    @Test
    void saysThatThereIsAGapWhereItCannotGoOn() {
        board.set(name, 1);
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"subscribe\",\"query\":\"" + name + "\",\"after\":\"0other-12\"}");

            socket.inbox().next("subscribed");
            assertThat(socket.inbox().next("gap").text("from")).isEqualTo("0other-12");
            socket.inbox().next("snapshot");
        }
    }

    @Test
    void changesTheIntervalWithoutAHole() {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");
            streams(socket, 1);

            String position = socket.inbox().position();
            socket.send("{\"op\":\"set-interval\",\"every\":\"600ms\"}");

            StreamMessage subscribed = socket.inbox().until("subscribed");
            assertThat(subscribed.text("every")).isEqualTo("600ms");
            socket.inbox().goingOnFrom(position);
            List<StreamMessage> updates = new ArrayList<>();
            for (double value = 2; updates.size() < 2; value++) {
                board.set(name, value);
                updates.add(socket.inbox().until("update"));
            }
            assertThat(updates)
                    .allSatisfy(update -> assertThat(
                                    StreamPosition.parse(update.id()).seq() % 3)
                            .isZero());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "\"abc\"", "null", "1.5"})
    void answersAPingWithTheTime(String mark) {
        long before = System.currentTimeMillis();
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"ping\",\"t\":" + mark + "}");

            StreamMessage pong = socket.inbox().next("pong");

            assertThat(pong.json().path("t").toString()).isEqualTo(mark);
            assertThat(pong.json().path("ts").asLong()).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void doesNotLetEverybodyAnnotate() {
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"annotate\",\"text\":\"deployed\"}");

            StreamMessage error = socket.inbox().next("error");

            assertThat(error.text("code")).isEqualTo("not_allowed");
            assertThat(error.text("message")).contains("pulseboard.annotations");
        }
    }

    @Test
    void showsAnAnnotationToEverybody() {
        Map<String, String> token = Map.of("Authorization", "Bearer " + LiveStreams.TOKEN);
        try (SocketClient author = SocketClient.open(Board.socket("wait", "true"), null, token);
                SocketClient watcher = open("query", name);
                EventStreamClient viewer = EventStreamClient.open(Board.stream("query", name, "format", "compact"))) {
            watcher.inbox().next("snapshot");
            viewer.inbox().next("snapshot");

            author.send("{\"op\":\"annotate\",\"text\":\"deployed \\\"v2\\\"\",\"tags\":[\"shop\"]}");

            for (StreamMessage note :
                    List.of(watcher.inbox().until("annotation"), viewer.inbox().until("annotation"))) {
                assertThat(note.text("text")).isEqualTo("deployed \"v2\"");
                assertThat(note.json().path("tags").toString()).isEqualTo("[\"shop\"]");
                assertThat(note.json().path("ts").isIntegralNumber()).isTrue();
            }
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
                "[] | bad_message | op",
                "17 | bad_message | op",
                "null | bad_message | op",
                "`` | bad_message | op",
                "{\"op\": | bad_message | ``",
                "hello | bad_message | ``",
                "{\"op\":\"ping\"} trailing | bad_message | ``",
                "{\"op\":\"subscribe\",\"query\":7} | bad_message | query",
                "{\"op\":\"subscribe\",\"query\":[\"up\",7]} | bad_message | query",
                "{\"op\":\"subscribe\",\"query\":\"up[5m]\"} | bad_query | query",
                "{\"op\":\"subscribe\",\"format\":\"xml\"} | bad_parameter | format",
                "{\"op\":\"subscribe\",\"every\":5} | bad_message | every",
                "{\"op\":\"subscribe\",\"every\":\"soon\"} | bad_parameter | every",
                "{\"op\":\"subscribe\",\"after\":\"then\"} | bad_parameter | after",
                "{\"op\":\"resume\",\"after\":1} | bad_message | after",
                "{\"op\":\"set-interval\",\"every\":\"5 min\"} | bad_parameter | every",
                "{\"op\":\"set-interval\"} | bad_message | every",
                "{\"op\":\"ping\",\"t\":{}} | bad_message | t",
                "{\"op\":\"annotate\"} | bad_message | text",
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
            assertThat(error.text("message")).doesNotContain("com.fasterxml", "java.");
            streams(socket, 1);
        }
    }

    @Test
    void saysInPlainWordsWhyAMessageIsNotJson() {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");

            socket.send("{\"op\":\"ping\",\n\"t\":NaN}");

            StreamMessage error = socket.inbox().until("error");
            assertThat(error.text("message"))
                    .isEqualTo(
                            "the message is not JSON, line 2, column 5: 'NaN' is no number in JSON; where it is taken,"
                                    + " it stands in double quotes");
            assertThat(error.json().path("line").intValue()).isEqualTo(2);
            assertThat(error.json().path("column").intValue()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "set-interval"})
    void saysThatNothingIsSubscribed(String op) {
        try (SocketClient socket = open("wait", "true")) {
            socket.send("{\"op\":\"" + op + "\",\"every\":\"1s\"}");

            assertThat(socket.inbox().next("error").text("message")).contains("nothing");
        }
    }

    @Test
    void closesAFlood() {
        try (SocketClient socket = open("wait", "true")) {
            for (int i = 0; i < 500; i++) {
                socket.sendCarelessly("{\"op\":\"ping\"}");
            }

            assertThat(socket.closeCode()).isEqualTo(1008);
            assertThat(socket.inbox().rest()).hasSizeBetween(100, 200);
        }
    }

    @Test
    void closesOnAFrameThatIsTooLarge() {
        try (SocketClient socket = open("wait", "true")) {
            socket.sendCarelessly(" ".repeat(16_385));

            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void takesAMessageOfTheLargestSize() {
        try (SocketClient socket = open("wait", "true")) {
            String ping = "{\"op\":\"ping\"}";
            socket.send(ping + " ".repeat(16_384 - ping.length()));

            socket.inbox().next("pong");
        }
    }

    @Test
    void closesOnFragmentsThatAreTooLargeTogether() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("wait", "true"), "")) {
            byte[] half = " ".repeat(9_000).getBytes(StandardCharsets.US_ASCII);
            socket.send(0x01, half).send(RawSocketClient.CONTINUATION, half);

            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void closesOnABinaryMessage() {
        try (SocketClient socket = open("wait", "true")) {
            socket.sendBinary(new byte[] {1, 2, 3});

            assertThat(socket.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void closesOnTextThatIsNotUtf8() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("wait", "true"), "")) {
            socket.send(RawSocketClient.TEXT, new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'});

            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }

    /** First bytes of frames: reserved bits, opcodes without meaning, a control frame in fragments, a continuation of nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0xc1, 0xa1, 0x91, 0x83, 0x8b, 0x09, 0x80})
    void closesOnAFrameThatBreaksTheProtocol(int firstByte) throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("wait", "true"), "")) {
            socket.send(firstByte, "{\"op\":\"ping\"}".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void closesOnAFrameWithoutAMask() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "")) {
            socket.write(RawSocketClient.unmasked(
                    RawSocketClient.TEXT, "{\"op\":\"ping\"}".getBytes(StandardCharsets.US_ASCII)));

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void closesOnAFrameThatBreaksTheProtocolWhileItStreams() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "")) {
            assertThat(socket.next().type()).isEqualTo("snapshot");

            socket.send(0xc1, new byte[] {'x'});

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void putsFragmentsTogether() {
        try (SocketClient socket = open("wait", "true")) {
            socket.sendFragments("{\"op\":", "\"ping\",\"t\":", "\"€\"}");

            assertThat(socket.inbox().next("pong").text("t")).isEqualTo("€");
        }
    }

    @Test
    void survivesAClientThatVanishes() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "")) {
            socket.next();
        }
        try (SocketClient socket = open("query", name)) {
            streams(socket, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"pulseboard.json.v1, pulseboard.json.v1", "'', ''", "graphql-ws, ''"})
    void speaksTheSubprotocolThatItKnows(String offered, String agreed) throws IOException {
        String header = offered.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + offered + "\r\n";
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), header)) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo(agreed);
            assertThat(socket.next().type()).isEqualTo("snapshot");
        }
    }

    @Test
    void agreesToNoExtensionThatItDoesNotKnow() throws IOException {
        String header = "Sec-WebSocket-Extensions: x-webkit-deflate-frame, deflate-frame\r\n";
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), header)) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header("Sec-WebSocket-Extensions")).isEmpty();
        }
    }

    @Test
    void isClosedToPagesOfOtherSites() {
        assertThat(SocketClient.refusal(Board.socket(), Map.of("Origin", "https://evil.example")))
                .isEqualTo(403);
    }

    @Test
    void isOpenToItsOwnPages() {
        Map<String, String> own = Map.of("Origin", "http://localhost:" + RestAssured.port);
        try (SocketClient socket = SocketClient.open(Board.socket("query", name), null, own)) {
            socket.inbox().next("snapshot");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "query, up[5m], bad_query",
        "every, soon, bad_parameter",
        "format, xml, bad_parameter",
        "after, then, bad_parameter",
        "wait, maybe, bad_message"
    })
    void opensInSpiteOfAWrongParameterAndSaysSo(String parameter, String value, String code) {
        try (SocketClient socket = open(parameter, value)) {
            StreamMessage error = socket.inbox().next("error");
            assertThat(error.text("code")).isEqualTo(code);
            assertThat(error.text("parameter")).isEqualTo(parameter);

            socket.send(subscribe(name));

            socket.inbox().next("subscribed");
            socket.inbox().next("snapshot");
            streams(socket, 1);
        }
    }

    @Test
    void saysThatAPlainRequestCannotBeAnswered() {
        RestAssured.get("/metrics/ws").then().statusCode(oneOf(400, 404, 426));
    }

    @Test
    void sendsAHeartbeatWhenThereIsNothingToSay() {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");

            socket.inbox().next("heartbeat");
        }
    }
}
