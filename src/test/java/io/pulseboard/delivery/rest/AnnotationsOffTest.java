package io.pulseboard.delivery.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.SocketClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Annotations of nobody; and, last, what happens to who guesses the token. */
@QuarkusTest
@TestProfile(AnnotationsOffTest.Off.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AnnotationsOffTest {
    private static final String RIGHT = "{\"token\":\"s3cret\"}";

    public static class Off implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "pulseboard.annotations", "off",
                    "pulseboard.ingest.token", "s3cret",
                    "pulseboard.session.max-age", "1h",
                    "pulseboard.http.allowed-origins", "https://friend.example",
                    "pulseboard.host.enabled", "false",
                    "pulseboard.process.enabled", "false");
        }
    }

    @Test
    @Order(1)
    void notEvenWithTheToken() {
        given().header("Authorization", "Bearer s3cret")
                .body("{\"text\":\"x\"}")
                .post("/metrics/annotations")
                .then()
                .statusCode(403)
                .body("code", equalTo("not_allowed"))
                .body("message", containsString("pulseboard.annotations"));
    }

    @Test
    @Order(1)
    void notOverASocketEither() {
        Map<String, String> token = Map.of("Authorization", "Bearer s3cret");
        try (SocketClient socket = SocketClient.open(Board.socket("wait", "true"), null, token)) {
            socket.send("{\"op\":\"annotate\",\"text\":\"x\"}");

            assertThat(socket.inbox().next("error").text("code")).isEqualTo("not_allowed");
        }
    }

    @Test
    @Order(1)
    void readingIsOpenAsAllReadingIs() {
        given().get("/metrics/annotations").then().statusCode(200).body(is("{\"annotations\":[]}"));
    }

    @Test
    @Order(1)
    void aSessionChangesNothing() {
        String cookie = given().body(RIGHT)
                .post("/session")
                .then()
                .statusCode(204)
                .header("Set-Cookie", containsString("; Max-Age=3600;"))
                .extract()
                .cookie("pulseboard_session");

        given().cookie("pulseboard_session", cookie)
                .get("/session")
                .then()
                .body(is("{\"annotations\":\"off\",\"mayAnnotate\":false}"));
    }

    @Test
    @Order(1)
    void aListedOriginHasNoSessionEither() {
        given().header("Origin", "https://friend.example")
                .body(RIGHT)
                .post("/session")
                .then()
                .statusCode(403)
                .body("code", equalTo("origin_not_allowed"));
    }

    @Test
    @Order(2)
    void afterTenWrongTokensNobodyMayTry() {
        for (int i = 0; i < 10; i++) {
            given().body("{\"token\":\"guess " + i + "\"}")
                    .post("/session")
                    .then()
                    .statusCode(401);
        }

        given().body(RIGHT)
                .post("/session")
                .then()
                .statusCode(429)
                .header("Retry-After", matchesPattern("[1-9][0-9]?"))
                .body("code", equalTo("too_many_attempts"));
        given().get("/q/metrics")
                .then()
                .body(containsString("pulseboard_http_refused_total{reason=\"too_many_attempts\"}"));
    }
}
