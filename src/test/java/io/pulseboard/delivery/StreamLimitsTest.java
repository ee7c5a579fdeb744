package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What happens where there is no more room, no more patience, or no more server. The shutdown comes last: there is no way back. */
@QuarkusTest
@TestProfile(StreamLimitsTest.Few.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamLimitsTest {
    private static final int MAX = 3;
    private static final int MAX_FEEDS = 2;

    /** Longer than the stall timeout: who takes nothing is idle too, and must be closed for the better reason. */
    private static final int IDLE_SECONDS = 4;

    private static final String PADDING = "z".repeat(3000);

    private final Hub hub;
    private final Board board;
    private final Event<ShutdownDelayInitiatedEvent> shutdown;
    private final LastPlaces places;
    private final String name = Board.fresh();
    private final List<AutoCloseable> open = new ArrayList<>();
    private int round;

    @Inject
    StreamLimitsTest(Hub hub, Event<ShutdownDelayInitiatedEvent> shutdown, LastPlaces places) {
        this.hub = hub;
        this.places = places;
        this.board = new Board(hub);
        this.shutdown = shutdown;
    }

    /** As the other streams, with little room and little patience. */
    public static class Few extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("pulseboard.stream.max-connections", Integer.toString(MAX));
            settings.put("pulseboard.stream.max-feeds", Integer.toString(MAX_FEEDS));
            settings.put("pulseboard.stream.stall-timeout", "2s");
            settings.put("quarkus.http.idle-timeout", IDLE_SECONDS + "s");
            return settings;
        }
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable client : open) {
            client.close();
        }
        await().atMost(Inbox.PATIENCE).until(() -> metric("pulseboard_viewers") == 0);
    }

    private <T extends AutoCloseable> T keep(T client) {
        open.add(client);
        return client;
    }

    private EventStreamClient view() {
        EventStreamClient stream = keep(EventStreamClient.open(Board.stream("query", name)));
        assertThat(stream.status()).isEqualTo(200);
        stream.inbox().next("snapshot");
        return stream;
    }

    /** The sum of all values of a metric whose labels contain these texts. */
    private static double metric(String metric, String... labels) {
        Matcher lines = Pattern.compile("(?m)^" + metric + "(\\{.*})? (\\S+)$")
                .matcher(RestAssured.get("/q/metrics").asString());
        double sum = 0;
        while (lines.find()) {
            String found = String.valueOf(lines.group(1));
            if (List.of(labels).stream().allMatch(found::contains)) {
                sum += Double.parseDouble(lines.group(2));
            }
        }
        return sum;
    }

    /** A megabyte of changes. */
    private void flood() {
        round++;
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            SeriesKey key = SeriesKey.of(name, "i", Integer.toString(i), "padding", PADDING);
            samples.add(Sample.of(key, Board.gauge(), round, System.currentTimeMillis()));
        }
        board.append(samples);
    }

    @Test
    @Order(1)
    void turnsAwayWhoComesWhenAllPlacesAreTaken() {
        for (int i = 0; i < MAX; i++) {
            view();
        }

        try (EventStreamClient refused = EventStreamClient.open(Board.stream("query", name))) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(refused.header("Content-Type")).startsWith("application/json");
            StreamMessage problem = StreamMessage.parse(refused.text());
            assertThat(problem.text("code")).isEqualTo("too_many_streams");
            assertThat(problem.text("message")).contains("pulseboard.stream.max-connections", "3");
        }
        assertThat(SocketClient.refusal(Board.socket("query", name), Map.of())).isEqualTo(503);
        assertThat(metric("pulseboard_streams_refused_total", "max-connections"))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    @Order(1)
    void aWebSocketTakesAPlaceLikeAnyOther() throws IOException {
        for (int i = 0; i < MAX; i++) {
            keep(SocketClient.open(Board.socket("query", name))).inbox().next("snapshot");
        }

        try (RawSocketClient refused = new RawSocketClient(Board.socket("query", name), "")) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(refused.header("Content-Type")).startsWith("application/json");
            StreamMessage problem = StreamMessage.parse(refused.body());
            assertThat(problem.text("code")).isEqualTo("too_many_streams");
            assertThat(problem.text("message")).contains("pulseboard.stream.max-connections", "3");
        }
        try (EventStreamClient refused = EventStreamClient.open(Board.stream("query", name))) {
            assertThat(refused.status()).isEqualTo(503);
        }
    }

    @Test
    @Order(1)
    void tellsWhoLosesTheLastPlaceToAnotherOfTheSameMoment() {
        Request request = Request.of(Board.stream("query", name)).header(LastPlaces.HEADER, Integer.toString(MAX));
        try (EventStreamClient refused = EventStreamClient.open(request)) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(refused.header("Content-Type")).startsWith("application/json");
            assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
            assertThat(StreamMessage.parse(refused.text()).text("code")).isEqualTo("too_many_streams");
        } finally {
            places.giveBack(MAX);
        }
    }

    @Test
    @Order(1)
    void closesAWebSocketThatLosesTheLastPlaceToAnotherOfTheSameMoment() {
        Map<String, String> header = Map.of(LastPlaces.HEADER, Integer.toString(MAX));
        try (SocketClient refused = SocketClient.open(Board.socket("query", name), null, header)) {
            assertThat(refused.closeCode()).isEqualTo(1013);
        } finally {
            places.giveBack(MAX);
        }
    }

    @Test
    @Order(1)
    void givesThePlaceOfWhoLeavesToTheNext() {
        EventStreamClient first = view();
        for (int i = 1; i < MAX; i++) {
            view();
        }

        first.close();

        await().atMost(Inbox.PATIENCE).until(() -> {
            try (EventStreamClient next = EventStreamClient.open(Board.stream("query", name))) {
                return next.status() == 200;
            }
        });
    }

    @Test
    @Order(1)
    void aHeadRequestTakesNoPlace() {
        for (int i = 0; i < MAX * 2; i++) {
            RestAssured.head(Board.stream("query", name)).then().statusCode(200);
        }

        view();
    }

    @Test
    @Order(1)
    void turnsAwayASubscriptionUnlikeTheOthersWhenThereAreTooMany() {
        view();
        keep(EventStreamClient.open(Board.stream("query", name + "_2"))).inbox().next("snapshot");

        try (EventStreamClient refused = EventStreamClient.open(Board.stream("query", name + "_3"))) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(StreamMessage.parse(refused.text()).text("message")).contains("pulseboard.stream.max-feeds");
        }
        view();
    }

    /** An update with each tick: nothing comes from the client, and still the connections are not idle. */
    @Test
    @Order(1)
    void keepsABusyStreamOpen() throws IOException {
        EventStreamClient stream = view();
        EventStreamClient old = keep(
                EventStreamClient.open(Request.of(Board.stream("query", name)).version("HTTP/1.0")));
        RawSocketClient socket = keep(new RawSocketClient(Board.socket("query", name), ""));
        long enough = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS * 3 / 2);
        for (int value = 1; System.nanoTime() < enough; value++) {
            board.set(name, value);
            stream.inbox().untilValue(name, value);
            old.inbox().untilValue(name, value);
            StreamMessage message = socket.next();
            while (!message.has(name) || message.value(name) != value) {
                message = socket.next();
            }
        }
        board.remove(name);
    }

    /** Heartbeats, one a second, keep it from being idle. */
    @Test
    @Order(1)
    void keepsAQuietStreamOpen() {
        EventStreamClient stream = view();
        SocketClient socket = keep(SocketClient.open(Board.socket("query", name)));
        socket.inbox().next("snapshot");

        for (int second = 0; second < 7; second++) {
            stream.inbox().next("heartbeat");
            socket.inbox().next("heartbeat");
        }
    }

    @Test
    @Order(2)
    void closesAnEventStreamThatIsNotRead() {
        double before = metric("pulseboard_streams_closed_total", "reason=\"stalled\"", "transport=\"sse\"");
        Request request = Request.of(Board.stream("query", name)).receiveBuffer(4096);
        EventStreamClient stalled = keep(EventStreamClient.openWithoutReading(request));

        await().atMost(Inbox.PATIENCE).until(() -> {
            flood();
            return metric("pulseboard_streams_closed_total", "reason=\"stalled\"", "transport=\"sse\"") > before;
        });

        await().atMost(Inbox.PATIENCE).until(() -> !ServerSide.isEstablished(stalled.localPort()));
        for (int i = 0; i < MAX; i++) {
            view();
        }
    }

    @Test
    @Order(2)
    void closesAWebSocketThatIsNotRead() throws IOException {
        double before = metric("pulseboard_streams_closed_total", "reason=\"stalled\"", "transport=\"websocket\"");
        RawSocketClient stalled = keep(new RawSocketClient(Board.socket("query", name), ""));

        await().atMost(Inbox.PATIENCE).until(() -> {
            flood();
            return metric("pulseboard_streams_closed_total", "reason=\"stalled\"", "transport=\"websocket\"") > before;
        });

        await().atMost(Inbox.PATIENCE).until(() -> !ServerSide.isEstablished(stalled.localPort()));
        for (int i = 0; i < MAX; i++) {
            view();
        }
    }

    @Test
    @Order(3)
    void saysGoodbyeWhenTheServerStops() {
        EventStreamClient stream = view();
        SocketClient socket = keep(SocketClient.open(Board.socket("query", name)));
        socket.inbox().next("snapshot");

        shutdown.fire(new ShutdownDelayInitiatedEvent());

        for (Inbox inbox : List.of(stream.inbox(), socket.inbox())) {
            StreamMessage bye = inbox.until("bye");
            assertThat(bye.text("reason")).isEqualTo("shutdown");
            assertThat(bye.json().path("reconnect").asBoolean()).isTrue();
            assertThat(bye.json().path("retry").asInt()).isPositive();
            assertThat(inbox.rest()).isEmpty();
        }
        assertThat(socket.closeCode()).isEqualTo(1012);
        assertThat(metric("pulseboard_streams_closed_total", "reason=\"shutdown\""))
                .isEqualTo(2);
    }

    @Test
    @Order(4)
    void saysGoodbyeAtOnceToWhoComesLate() {
        assertThat(hub.position().seq()).isPositive();
        EventStreamClient stream = keep(EventStreamClient.open(Board.stream("query", name)));

        stream.inbox().next("bye");

        assertThat(stream.inbox().rest()).isEmpty();
    }

    /** Whoever has taken the end of a stream may ask for something else, and for another stream. */
    @Test
    @Order(4)
    void leavesTheConnectionOfUseWhenTheStreamHasEnded() throws IOException {
        byte[] request = "GET /metrics/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Socket connection = new Socket("localhost", RestAssured.port)) {
            connection.setSoTimeout((int) Inbox.PATIENCE.toMillis());
            for (int i = 0; i < 3; i++) {
                connection.getOutputStream().write(request);

                InputStream answer = connection.getInputStream();
                assertThat(HttpLines.read(answer)).isEqualTo("HTTP/1.1 200 OK");
                HttpLines.readHeaders(answer);
                InputStream body = new ChunkedBody(answer);
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("\"type\":\"bye\"");
                assertThat(HttpLines.read(answer)).isEmpty();
            }
        }
    }
}
