package io.pulseboard.delivery.compare;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.Inbox;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Experiments on real streams. */
@QuarkusTest
@TestProfile(CompareResourceTest.Few.class)
class CompareResourceTest {
    private static final int MAX_PER_MINUTE = 20;

    private final Board board;
    private final String name = Board.fresh();
    private final String visitor = UUID.randomUUID().toString().replace("-", "");

    @Inject
    CompareResourceTest(Hub hub) {
        this.board = new Board(hub);
    }

    /** Few experiments in a minute. */
    public static class Few extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("pulseboard.compare.max-per-minute", Integer.toString(MAX_PER_MINUTE));
            return settings;
        }
    }

    private EventStreamClient events(String... more) {
        EventStreamClient events = EventStreamClient.open(Board.stream(with(more)));
        assertThat(events.status()).isEqualTo(200);
        events.inbox().next("snapshot");
        return events;
    }

    private SocketClient socket() {
        SocketClient socket = SocketClient.open(Board.socket(with("compress", "off")));
        socket.inbox().next("snapshot");
        return socket;
    }

    private String[] with(String... more) {
        String[] all = new String[4 + more.length];
        System.arraycopy(new String[] {"query", name, "visitor", visitor}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        return all;
    }

    private ValidatableResponse begin(String experiment, String... parameters) {
        var request = given().queryParam("visitor", visitor);
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.post("/compare/experiments/" + experiment).then();
    }

    private ValidatableResponse bytes() {
        return given().queryParam("visitor", visitor).get("/compare/bytes").then();
    }

    private void awaitStreams(int count) {
        await().atMost(Inbox.PATIENCE)
                .untilAsserted(() -> bytes().statusCode(200).body("lanes", hasSize(count)));
    }

    @Test
    void cutEndsBothAndNobodyElses() {
        board.set(name, 1);
        try (EventStreamClient events = events();
                SocketClient socket = socket();
                EventStreamClient other = EventStreamClient.open(Board.stream("query", name))) {
            other.inbox().next("snapshot");
            awaitStreams(2);

            begin("cut").statusCode(200).body("streams", equalTo(2));

            awaitStreams(0);
            assertThat(events.inbox().rest())
                    .noneMatch(message -> message.type().equals("bye"));
            board.set(name, 2);
            other.inbox().untilValue(name, 2);
        }
    }

    @Test
    void silenceEndsInOneUpdateForAllThatWasMissed() {
        board.set(name, 1);
        try (EventStreamClient events = events();
                SocketClient socket = socket()) {
            begin("silent", "seconds", "5").statusCode(200);
            for (int i = 2; i < 8; i++) {
                board.set(name, i);
                try (EventStreamClient other = EventStreamClient.open(Board.stream("query", name))) {
                    other.inbox().untilValue(name, i);
                }
            }

            // The inbox checks that no position is missing and none comes twice.
            StreamMessage bySse = events.inbox().untilValue(name, 7);
            StreamMessage byWebSocket = socket.inbox().untilValue(name, 7);

            assertThat(List.of(bySse, byWebSocket))
                    .allMatch(message -> message.json().has("merged"));
        }
    }

    @Test
    void refusedConnectsAreToldWhenToComeBack() {
        board.set(name, 1);
        try (EventStreamClient events = events()) {
            begin("refuse", "connects", "1").statusCode(200);
            awaitStreams(0);
        }

        given().queryParam("visitor", visitor)
                .get("/metrics/stream")
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("code", equalTo("refused_by_experiment"));
        assertThat(SocketClient.refusal(Board.socket(with()), Map.of())).isEqualTo(503);
        events().close();
        socket().close();
    }

    @Test
    void aPingIsAnsweredByHttpAndByAnEvent() {
        board.set(name, 1);
        try (EventStreamClient events = events("compress", "off")) {
            begin("ping", "t", "7").statusCode(200).body("t", equalTo(7)).body("event", equalTo(true));

            assertThat(events.inbox().until("pong").json().get("t").intValue()).isEqualTo(7);
        }
    }

    @Test
    void heartbeatsStopAndTheStreamGoesOn() {
        board.set(name, 1);
        try (EventStreamClient events = events("compress", "off")) {
            events.inbox().until("heartbeat");
            begin("heartbeats", "on", "0").statusCode(200);
            begin("ping").statusCode(200);
            events.inbox().until("pong");
            // Others are sent one.
            try (EventStreamClient other = EventStreamClient.open(Board.stream("query", name))) {
                other.inbox().until("heartbeat");
            }
            begin("ping").statusCode(200);

            assertThat(events.inbox().next().type()).isEqualTo("pong");
        }
    }

    @Test
    void anUnknownExperimentGetsTheList() {
        begin("explode")
                .statusCode(400)
                .body("code", equalTo("unknown_experiment"))
                .body("message", containsString("explode"))
                .body("expected", containsString("cut, silent, refuse, ping, heartbeats"));
    }

    @ParameterizedTest
    @CsvSource({
        "silent, seconds, 0, 1 to 30",
        "silent, seconds, 31, 1 to 30",
        "silent, seconds, -1, 1 to 30",
        "refuse, connects, 6, 1 to 5",
        "refuse, connects, many, 1 to 5",
        "ping, t, 1000000, 0 to 999999",
        "heartbeats, on, 2, 0 to 1"
    })
    void aValueOutOfRangeIsNamed(String experiment, String parameter, String value, String range) {
        begin(experiment, parameter, value)
                .statusCode(400)
                .body("parameter", equalTo(parameter))
                .body("message", containsString("'" + value + "'"))
                .body("expected", containsString(range));
    }

    @ParameterizedTest
    @CsvSource({"visitor, short", "delay, 2001", "compress, maybe"})
    void aStreamWithABadParameterIsRefused(String parameter, String value) {
        given().queryParam("visitor", "visitor".equals(parameter) ? value : visitor)
                .queryParam(parameter, value)
                .get("/metrics/stream")
                .then()
                .statusCode(400)
                .body("parameter", equalTo(parameter));
    }

    @Test
    void whoHasNoStreamsIsUnknown() {
        begin("cut").statusCode(404).body("code", equalTo("unknown_visitor")).body("message", containsString(visitor));
    }

    @Test
    void pagesOfOthersMayNot() {
        given().header("Origin", "https://evil.example")
                .queryParam("visitor", visitor)
                .post("/compare/experiments/cut")
                .then()
                .statusCode(403)
                .body("code", equalTo("origin_not_allowed"));
    }

    @Test
    void tooManyAreRefusedAndCounted() {
        board.set(name, 1);
        try (EventStreamClient events = events()) {
            for (int i = 0; i < MAX_PER_MINUTE; i++) {
                begin("ping").statusCode(200);
            }
            begin("ping")
                    .statusCode(429)
                    .header("Retry-After", matchesPattern("[0-9]+"))
                    .body("code", equalTo("too_many_experiments"));
        }
        given().get("/q/metrics")
                .then()
                .body(containsString("pulseboard_compare_refused_total{reason=\"too_many_experiments\"}"))
                .body(containsString("pulseboard_compare_experiments_total{experiment=\"ping\"}"));
    }
}
