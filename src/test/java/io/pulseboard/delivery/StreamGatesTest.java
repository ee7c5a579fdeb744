package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who stands before a stream: who is turned away there has cost nothing. */
@QuarkusTest
@TestProfile(ObservedStreams.class)
class StreamGatesTest {
    private static final String POLICY = "X-Test-Policy";
    private static final String UPGRADE = "X-Test-Upgrade";

    private final Meters meters;
    private final StreamAdmission admission;
    private final String name = Board.fresh();

    @Inject
    StreamGatesTest(MeterRegistry registry, StreamAdmission admission) {
        this.meters = new Meters(registry);
        this.admission = admission;
    }

    /** Stands where Quarkus authorizes if a security extension is there, and turns away who asks for it. */
    @Singleton
    static final class Policy {
        void register(@Observes Filters filters) {
            filters.register(
                    context -> {
                        String status = context.request().getHeader(POLICY);
                        if (status == null) {
                            context.next();
                        } else {
                            context.response()
                                    .setStatusCode(Integer.parseInt(status))
                                    .end();
                        }
                    },
                    SecurityHandlerPriorities.AUTHORIZATION);
        }
    }

    /** Turns upgrades away that ask for it, and adds a header to others. */
    @Singleton
    static final class Check implements HttpUpgradeCheck {
        @Override
        public Uni<CheckResult> perform(HttpUpgradeContext context) {
            String status = context.httpRequest().getHeader(UPGRADE);
            return status == null
                    ? CheckResult.permitUpgrade(Map.of("X-Test-Checked", List.of("yes")))
                    : CheckResult.rejectUpgrade(Integer.parseInt(status));
        }
    }

    private enum Transport {
        SSE,
        WEBSOCKET;

        /** The status of the answer to a request with this header. */
        int status(String name, String header, String value) throws IOException {
            if (this == WEBSOCKET) {
                String line = header + ": " + value + "\r\n";
                try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), line)) {
                    return socket.status();
                }
            }
            Request request = Request.of(Board.stream("query", name)).header(header, value);
            try (EventStreamClient stream = EventStreamClient.open(request)) {
                return stream.status();
            }
        }
    }

    @BeforeEach
    void nobodyIsThere() {
        assertThat(admission.awaitEmpty(Inbox.PATIENCE)).isTrue();
    }

    private double streamsEver() {
        return meters.value("pulseboard.frames.delivered") + meters.value("pulseboard.streams.closed");
    }

    private void costNothing(double streamsBefore) {
        assertThat(admission.awaitEmpty(Duration.ZERO)).isTrue();
        assertThat(meters.value("pulseboard.viewers")).isZero();
        assertThat(meters.value("pulseboard.feeds")).isZero();
        assertThat(streamsEver()).isEqualTo(streamsBefore);
    }

    @ParameterizedTest
    @EnumSource
    void authorizationComesFirst(Transport transport) throws IOException {
        double before = streamsEver();

        assertThat(transport.status(name, POLICY, "401")).isEqualTo(401);
        assertThat(transport.status(name, POLICY, "403")).isEqualTo(403);

        costNothing(before);
    }

    @Test
    void anotherCheckMayRefuseAnUpgrade() throws IOException {
        double before = streamsEver();

        assertThat(Transport.WEBSOCKET.status(name, UPGRADE, "429")).isEqualTo(429);

        costNothing(before);
    }

    @Test
    void anotherCheckMayAddToTheAnswerOfAnUpgrade() throws IOException {
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "")) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header("X-Test-Checked")).isEqualTo("yes");
            assertThat(socket.next().type()).isEqualTo("snapshot");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://friend.example:8443"})
    void aPageOfAnotherSiteOpensNoWebSocket(String origin) throws IOException {
        double before = streamsEver();
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), "Origin: " + origin + "\r\n")) {
            assertThat(socket.status()).isEqualTo(403);
            assertThat(StreamMessage.parse(socket.body()).text("code")).isEqualTo("origin_not_allowed");
        }
        costNothing(before);
    }

    @Test
    void aPageOfAFriendOpensAWebSocket() throws IOException {
        String origin = "Origin: " + ObservedStreams.FRIEND + "\r\n";
        try (RawSocketClient socket = new RawSocketClient(Board.socket("query", name), origin)) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.next().type()).isEqualTo("snapshot");
        }
    }

    @Test
    void aPageOfAFriendMayReadAnEventStream() {
        Request request = Request.of(Board.stream("query", name)).header("Origin", ObservedStreams.FRIEND);
        try (EventStreamClient stream = EventStreamClient.open(request)) {
            assertThat(stream.header("Access-Control-Allow-Origin")).isEqualTo(ObservedStreams.FRIEND);
            assertThat(stream.header("Vary")).containsIgnoringCase("origin");
            stream.inbox().next("snapshot");
        }
    }

    @Test
    void aPageOfAnotherSiteMayNotReadAnEventStream() {
        Request request = Request.of(Board.stream("query", name)).header("Origin", "https://evil.example");
        try (EventStreamClient stream = EventStreamClient.open(request)) {
            assertThat(stream.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(stream.header("Vary")).containsIgnoringCase("origin");
        }
    }

    @Test
    void aPageOfAFriendMayResumeAnEventStream() {
        RestAssured.given()
                .header("Origin", ObservedStreams.FRIEND)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "last-event-id")
                .options(Board.stream())
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", ObservedStreams.FRIEND)
                .header("Access-Control-Allow-Headers", containsString("Last-Event-ID"));
    }
}
