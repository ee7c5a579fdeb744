package io.pulseboard.delivery.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** As it comes: with the token, and there is none. */
@QuarkusTest
class AnnotationsClosedTest {
    @Test
    void annotatingNamesTheSettingThatOpensIt() {
        given().header("Authorization", "Bearer guess")
                .body("{\"text\":\"x\"}")
                .post("/metrics/annotations")
                .then()
                .statusCode(403)
                .body("code", equalTo("writing_closed"))
                .body("message", containsString("pulseboard.ingest.token"));
    }

    @Test
    void aSessionDoesToo() {
        given().body("{\"token\":\"guess\"}")
                .post("/session")
                .then()
                .statusCode(403)
                .body("code", equalTo("writing_closed"));
    }

    @Test
    void nobodyMay() {
        given().get("/session").then().body(is("{\"annotations\":\"token\",\"mayAnnotate\":false}"));
    }
}
