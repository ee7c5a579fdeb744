package io.pulseboard.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ClosedByDefaultTest {
    @Test
    void writingNamesTheSettingThatOpensIt() {
        given().header("Authorization", "Bearer guess")
                .body("x")
                .post("/probe")
                .then()
                .statusCode(403)
                .body("code", equalTo("writing_closed"))
                .body("message", containsString("pulseboard.ingest.token"));
    }

    @Test
    void noOtherOriginMayRead() {
        given().header("Origin", "https://friend.example")
                .get("/probe")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void nobodyMayFrame() {
        given().get("/probe")
                .then()
                .header("X-Frame-Options", "DENY")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
    }

    @Test
    void aProxysWordForTheHostIsNotBelieved() {
        given().header("Host", "evil.example")
                .header("X-Forwarded-Host", "localhost")
                .header("Forwarded", "host=localhost")
                .get("/probe")
                .then()
                .statusCode(421);
    }
}
