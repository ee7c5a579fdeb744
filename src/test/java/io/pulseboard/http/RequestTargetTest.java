package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestTargetTest {
    /** Every door: none of them may fall over a URL that {@link java.net.URI} does not parse. */
    private static final List<String> PATHS = List.of(
            "/",
            "/index.html",
            "/client.js",
            "/metrics",
            "/metrics/latest",
            "/metrics/series",
            "/metrics/history",
            "/q/health",
            "/q/metrics",
            "/q/openapi",
            "/nothing");

    @Test
    void aSelectorMayStandInTheUrlAsBrowsersWriteIt() throws IOException {
        String answer = get("/metrics/latest?query=node_load1{job!=%22none%22}");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"type\":\"snapshot\"");
        assertThat(get("/metrics/latest?query={__name__=~\"a|b^\"}")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void noDoorFallsOverBracesInTheQuery() throws IOException {
        for (String path : PATHS) {
            assertThat(get(path + "?x={|}^`<\">\\")).as(path).matches("(?s)HTTP/1.1 [234]\\d\\d .*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics/latest?query=%zz",
                "/metrics/latest?query=%4",
                "/?a#b",
                "/metrics/lat{est",
                "/%zz",
                "/a\\b"
            })
    void whatIsNoUrlIsRefusedInWords(String target) throws IOException {
        assertThat(get(target)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad_url\"");
    }

    private static String get(String target) throws IOException {
        try (RawHttp http = new RawHttp(RestAssured.port)) {
            return http.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .readToEnd();
        }
    }
}
