package io.pulseboard.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PageFilesTest {
    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/client.js, text/javascript",
        "/app/main.js, text/javascript",
        "/app/stream.js, text/javascript",
        "/app/stream-worker.js, text/javascript",
        "/app/page.css, text/css",
        "/doctor, text/html",
        "/doctor/page.js, text/javascript",
        "/doctor/doctor.css, text/css",
        "/favicon.svg, image/svg+xml",
        "/vendor/uplot/uPlot.iife.min.js, text/javascript"
    })
    void aFileIsRevalidatedEachTime(String path, String type) {
        given().get(path)
                .then()
                .statusCode(200)
                .contentType(startsWith(type))
                .header("Cache-Control", "no-cache")
                .header("ETag", startsWith("\""));
    }

    /** On other platforms there is no bundler, and the modules are served as they are. */
    @Test
    @EnabledOnOs(architectures = {"amd64", "x86_64"})
    void theModulesArePackedIntoOneFile() {
        given().get("/app/main.js").then().statusCode(200).body(not(containsString("from './")));
        given().get("/app/stream-worker.js").then().statusCode(200).body(not(containsString("from '")));
        given().get("/app/main.js.map")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("sources.size()", greaterThan(30));
    }

    @Test
    void anUnchangedFileCostsNoBody() {
        String tag = given().get("/client.js").header("ETag");

        Response again = given().header("If-None-Match", tag).get("/client.js");

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.asByteArray()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(tag);
    }

    @Test
    void aBrowserGetsTheFileCompressed() {
        given().header("Accept-Encoding", "gzip, br")
                .get("/client.js")
                .then()
                .header("Content-Encoding", "gzip")
                .header("Vary", containsString("Accept-Encoding"))
                .header("ETag", endsWith("-gz\""))
                .body(containsString("export function connect"));
    }

    @Test
    void aWorkerIsAllowedAndMayTalkToTheServer() {
        given().get("/app/stream-worker.js")
                .then()
                .header("Content-Security-Policy", containsString("connect-src 'self';"))
                .header("Content-Security-Policy", containsString("worker-src 'self';"));
    }

    @Test
    void headTellsTheSameWithoutABody() {
        String length =
                given().header("Accept-Encoding", "identity").get("/client.js").header("Content-Length");

        given().header("Accept-Encoding", "identity")
                .head("/client.js")
                .then()
                .statusCode(200)
                .header("Content-Length", equalTo(length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/app/nothing.js", "/app/..%2f..%2fapplication.properties", "/app/%2e%2e/%2e%2e/x.js", "/vendor/"
            })
    void whatIsNoFileOfThePageIsNotFound(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(404);
    }
}
