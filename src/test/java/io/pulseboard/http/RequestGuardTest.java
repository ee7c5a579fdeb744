package io.pulseboard.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(RequestGuardTest.Configured.class)
class RequestGuardTest {
    public static class Configured implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "pulseboard.ingest.token", "s3cret",
                    "pulseboard.http.allowed-hosts", "board.example.com",
                    "pulseboard.http.allowed-origins", "https://friend.example",
                    "pulseboard.http.frame-ancestors", "https://wall.example,self",
                    "pulseboard.http.max-body", "4K",
                    "pulseboard.http.body-timeout", "2s",
                    "pulseboard.http.max-query-length", "1K");
        }
    }

    @Test
    void aRequestToAnAddressPasses() {
        given().get("/probe").then().statusCode(200).body(is("ok"));
    }

    @Test
    void aConfiguredHostPasses() {
        given().header("Host", "board.example.com:99").get("/probe").then().statusCode(200);
    }

    @Test
    void anotherHostIsMisdirected() {
        given().header("Host", "evil.example")
                .get("/probe")
                .then()
                .statusCode(421)
                .contentType("application/json")
                .body("type", equalTo("error"))
                .body("code", equalTo("host_not_allowed"))
                .body("message", containsString("evil.example"))
                .body("message", containsString("pulseboard.http.allowed-hosts"));
    }

    @Test
    void healthAnswersForAnyHost() {
        given().header("Host", "evil.example").get("/q/health/live").then().statusCode(200);
    }

    @Test
    void aMissingHostIsABadRequest() throws IOException {
        assertThat(raw("GET /probe HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("bad_host");
    }

    @Test
    void twoHostsAreABadRequest() throws IOException {
        assertThat(raw("GET /probe HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("bad_host");
    }

    @Test
    void anOldClientNeedsNoHost() throws IOException {
        assertThat(raw("GET /probe HTTP/1.0\r\n\r\n")).contains(" 200 OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://friend.example:8443"})
    void aWriteFromAnotherOriginIsForbidden(String origin) {
        authorized()
                .header("Origin", origin)
                .post("/probe")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue())
                .body("code", equalTo("origin_not_allowed"))
                .body("message", containsString(origin))
                .body("message", containsString("pulseboard.http.allowed-origins"));
    }

    @Test
    void aWriteFromAnAllowedOriginPassesAndMayBeRead() {
        authorized()
                .header("Origin", "https://friend.example")
                .post("/probe")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "https://friend.example")
                .header("Vary", containsString("origin"));
    }

    @Test
    void aWriteFromOurOwnPagePasses() {
        authorized()
                .header("Origin", "http://localhost:" + RestAssured.port)
                .header("Host", "localhost:" + RestAssured.port)
                .post("/probe")
                .then()
                .statusCode(200);
    }

    @Test
    void readingFromAnotherOriginGetsNoPermission() {
        given().header("Origin", "https://evil.example")
                .get("/probe")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Vary", containsString("origin"));
    }

    @Test
    void aWebSocketFromAnotherOriginIsForbidden() throws IOException {
        try (RawHttp http = new RawHttp(RestAssured.port)) {
            http.send("GET /probe HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                    + "Connection: Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

            assertThat(http.readUntil("}")).startsWith("HTTP/1.1 403").contains("origin_not_allowed");
        }
    }

    @Test
    void aPreflightFromAnAllowedOriginIsAnswered() {
        given().header("Origin", "https://friend.example")
                .header("Access-Control-Request-Method", "PUT")
                .options("/metrics")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "https://friend.example")
                .header("Access-Control-Allow-Methods", containsString("PUT"))
                .header("Access-Control-Allow-Headers", containsString("Last-Event-ID"))
                .header("Access-Control-Allow-Credentials", nullValue())
                .header("Access-Control-Max-Age", "600");
    }

    @Test
    void aPreflightFromAnotherIsForbidden() {
        given().header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "PUT")
                .options("/metrics")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Methods", nullValue());
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        given().get("/probe")
                .then()
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Content-Security-Policy", containsString("frame-ancestors https://wall.example 'self'"))
                .header("X-Frame-Options", nullValue())
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }

    @Test
    void aWriteWithoutATokenIsUnauthorizedWhateverItsType() {
        given().contentType("application/xml")
                .body("x")
                .post("/probe/json")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"))
                .header("WWW-Authenticate", containsString("Basic"))
                .body("code", equalTo("unauthorized"));
    }

    @Test
    void theTokenIsCheckedBeforeThePath() {
        given().delete("/nowhere").then().statusCode(401);
    }

    @Test
    void basicWithTheTokenAsPasswordPasses() {
        given().auth().preemptive().basic("any", "s3cret").post("/probe").then().statusCode(200);
    }

    @Test
    void aWrongTokenDoesNotInviteTheBody() throws IOException {
        String answer = raw("POST /probe HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n"
                + "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("100 Continue");
    }

    @Test
    void theRightTokenInvitesTheBody() throws IOException {
        try (RawHttp http = new RawHttp(RestAssured.port)) {
            http.send("POST /probe HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer s3cret\r\nConnection: close\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(http.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");

            assertThat(http.send("abc").readToEnd()).startsWith("HTTP/1.1 200").endsWith("length 3");
        }
    }

    @Test
    void aBodyIsReadWhole() {
        authorized()
                .body("x".repeat(4096))
                .post("/probe")
                .then()
                .statusCode(200)
                .body(is("length 4096"));
    }

    @Test
    void whatCurlCallsAFormIsABodyLikeAnyOther() {
        authorized()
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .body("orders 42")
                .post("/probe")
                .then()
                .statusCode(200)
                .body(is("length 9"));
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefused() {
        authorized()
                .body("x".repeat(4097))
                .post("/probe")
                .then()
                .statusCode(413)
                .body("code", equalTo("too_large"));
    }

    @Test
    void aChunkedBodyThatGrowsTooLargeIsRefused() throws IOException {
        String answer = raw("POST /probe HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer s3cret\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n1001\r\n" + "x".repeat(4097) + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413").contains("pulseboard.http.max-body");
    }

    @Test
    void aBodyThatNeverComesIsGivenUp() throws IOException {
        String answer = raw("POST /probe HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer s3cret\r\n"
                + "Content-Length: 10\r\n\r\nabc");

        assertThat(answer).startsWith("HTTP/1.1 408").contains("too_slow");
    }

    @Test
    void aLongQueryIsRefused() {
        given().get("/probe?query=" + "x".repeat(1100)).then().statusCode(414).body("code", equalTo("query_too_long"));
    }

    @Test
    void longHeadersAreRefused() throws IOException {
        String answer = raw("GET /probe HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431");
    }

    @Test
    void anUnknownPathIsAProblem() {
        given().header("Accept", "text/html")
                .get("/nowhere")
                .then()
                .statusCode(404)
                .contentType("application/json")
                .body("code", equalTo("not_found"))
                .body("message", containsString("/nowhere"));
    }

    @Test
    void aWrongMethodIsAProblem() {
        authorized().delete("/probe").then().statusCode(405).body("code", equalTo("method_not_allowed"));
    }

    @Test
    void aWrongTypeIsAProblem() {
        authorized()
                .contentType("text/plain")
                .body("x")
                .post("/probe/json")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported_type"));
    }

    @Test
    void aTypeThatCannotBeHadIsAProblem() {
        given().accept("image/png").get("/probe").then().statusCode(406).body("code", equalTo("not_acceptable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/probe%00", "/..%2f..%2f", "/probe;x=%"})
    void anOddPathIsTheClientsFault(String path) throws IOException {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .matches("(?s)HTTP/1.1 (200|4\\d\\d).*");
    }

    @Test
    void aFaultOfOursTellsTheClientNothing() {
        given().get("/probe/fault")
                .then()
                .statusCode(500)
                .contentType("application/json")
                .body("code", equalTo("internal"))
                .body(not(containsString("secret detail")));
    }

    @Test
    void refusalsAreCounted() {
        given().header("Host", "evil.example").get("/probe").then().statusCode(421);

        given().get("/q/metrics")
                .then()
                .body(containsString("pulseboard_http_refused_total{reason=\"host_not_allowed\"}"));
    }

    @Test
    void clientsMakeNoLabelValues() throws IOException {
        given().delete("/made-up/by-a-client").then().statusCode(401);
        raw("GET /made-up/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        given().get("/q/metrics").then().body(not(containsString("made-up"))).body(containsString("uri=\"/other\""));
    }

    private static RequestSpecification authorized() {
        return given().header("Authorization", "Bearer s3cret").contentType("text/plain");
    }

    private static String raw(String request) throws IOException {
        try (RawHttp http = new RawHttp(RestAssured.port)) {
            return http.send(request).readToEnd();
        }
    }
}
