package io.pulseboard.delivery.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Annotations of everybody, no token at all, and limits that are soon reached. In order, as the rate is one for all. */
@QuarkusTest
@TestProfile(OpenAnnotationsTest.Open.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenAnnotationsTest {
    private static final String PATH = "/metrics/annotations";

    public static class Open implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "pulseboard.annotations", "open",
                    "pulseboard.annotation.max-held", "2",
                    "pulseboard.annotation.max-per-minute", "3",
                    "pulseboard.http.allowed-origins", "https://friend.example",
                    "pulseboard.host.enabled", "false",
                    "pulseboard.process.enabled", "false");
        }
    }

    @Test
    @Order(1)
    void aPageOfAnotherSiteIsNotEverybody() {
        given().header("Origin", "https://evil.example")
                .body("{\"text\":\"x\"}")
                .post(PATH)
                .then()
                .statusCode(403)
                .body("code", equalTo("origin_not_allowed"));
    }

    @Test
    @Order(2)
    void everybodyMay() {
        given().get("/session").then().body(is("{\"annotations\":\"open\",\"mayAnnotate\":true}"));

        given().body("{\"text\":\"first\"}").post(PATH).then().statusCode(201).body("id", equalTo(1));
        given().header("Origin", "https://friend.example")
                .body("{\"text\":\"second\"}")
                .post(PATH)
                .then()
                .statusCode(201)
                .body("id", equalTo(2));
        try (SocketClient socket = SocketClient.open(Board.socket())) {
            socket.inbox().next("snapshot");
            socket.send("{\"op\":\"annotate\",\"text\":\"third\"}");
            assertThat(socket.inbox().until("annotation").json().path("id").asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    @Order(3)
    void theOldestAreNotHeldAnyMore() {
        given().get(PATH).then().statusCode(200).body("annotations.text", equalTo(List.of("second", "third")));
    }

    @Test
    @Order(4)
    void tooManyOfEverybodyTogetherHaveToWait() {
        given().body("{\"text\":\"fourth\"}")
                .post(PATH)
                .then()
                .statusCode(429)
                .header("Retry-After", matchesPattern("[1-9][0-9]?"))
                .body("code", equalTo("too_many_annotations"))
                .body("message", containsString("pulseboard.annotation.max-per-minute"));
    }

    @Test
    @Order(5)
    void theSocketSaysSoToo() {
        try (SocketClient socket = SocketClient.open(Board.socket("wait", "true"))) {
            socket.send("{\"op\":\"annotate\",\"text\":\"fourth\"}");

            StreamMessage error = socket.inbox().next("error");

            assertThat(error.text("code")).isEqualTo("too_many_annotations");
            socket.send("{\"op\":\"ping\"}");
            socket.inbox().next("pong");
        }
        given().get("/q/metrics")
                .then()
                .body(containsString("pulseboard_annotations_refused_total{reason=\"too_many_annotations\"}"));
    }

    @Test
    @Order(6)
    void withoutATokenThereIsNoSession() {
        given().body("{\"token\":\"guess\"}")
                .post("/session")
                .then()
                .statusCode(403)
                .body("code", equalTo("writing_closed"));
    }
}
