package io.pulseboard.delivery.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.LiveStreams;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions as browsers have them. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class SessionResourceTest {
    private static final String PATH = "/session";
    private static final String RIGHT = "{\"token\":\"" + LiveStreams.TOKEN + "\"}";

    private static Response begin(RequestSpecification request, String body) {
        return request.contentType("application/json").body(body).post(PATH);
    }

    private static String cookie() {
        return begin(given(), RIGHT).then().statusCode(204).extract().cookie("pulseboard_session");
    }

    private static void assertMayAnnotate(boolean may, RequestSpecification request) {
        request.get(PATH)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(is("{\"annotations\":\"token\",\"mayAnnotate\":" + may + "}"));
    }

    @Test
    void whoIsNoTrustedProxyIsNotBelieved() {
        begin(given().header("X-Forwarded-Proto", "https"), RIGHT)
                .then()
                .statusCode(204)
                .header("Set-Cookie", not(containsString("Secure")));
    }

    @Test
    void theTokenGetsACookieThatNoScriptReadsAndNoOtherSiteSends() {
        begin(given(), RIGHT)
                .then()
                .statusCode(204)
                .header("Cache-Control", "no-store")
                .header(
                        "Set-Cookie",
                        matchesPattern("pulseboard_session=v1\\.[0-9]+\\.[\\w-]{43}; Path=/; Max-Age=2592000; "
                                + "HttpOnly; SameSite=Strict"))
                .header("Set-Cookie", not(containsString(LiveStreams.TOKEN)))
                .body(is(""));
    }

    @Test
    void overHttpsTheCookieStaysThere() {
        given().relaxedHTTPSValidation()
                .contentType("application/json")
                .body(RIGHT)
                .post("https://localhost:" + Board.securePort() + PATH)
                .then()
                .statusCode(204)
                .header("Set-Cookie", containsString("; Secure"));
    }

    @Test
    void aProxysWordForHttpsIsNotBelievedUnlessConfigured() {
        begin(given().header("X-Forwarded-Proto", "https"), RIGHT)
                .then()
                .statusCode(204)
                .header("Set-Cookie", not(containsString("Secure")));
    }

    @Test
    void saysWhatTheBrowserMayDo() {
        String cookie = cookie();

        assertMayAnnotate(false, given());
        assertMayAnnotate(true, given().cookie("pulseboard_session", cookie));
        assertMayAnnotate(true, given().header("Authorization", "Bearer " + LiveStreams.TOKEN));
        assertMayAnnotate(false, given().header("Authorization", "Bearer guess"));
    }

    @Test
    void aForgedCookieIsNone() {
        String cookie = cookie();
        int dot = cookie.lastIndexOf('.');
        long expiry = Long.parseLong(cookie.substring(3, dot));

        assertMayAnnotate(false, given().cookie("pulseboard_session", "v1." + (expiry + 1) + cookie.substring(dot)));
        assertMayAnnotate(false, given().cookie("pulseboard_session", cookie.substring(0, dot + 1) + "A".repeat(43)));
        assertMayAnnotate(false, given().cookie("pulseboard_session", LiveStreams.TOKEN));
        assertMayAnnotate(false, given().cookie("session", cookie));
    }

    @Test
    void aCookieThatSomebodyElseSetBesideDoesNoHarm() {
        assertMayAnnotate(
                true, given().header("Cookie", "pulseboard_session=x; pulseboard_session=" + cookie() + "; a=b"));
    }

    @Test
    void anotherOriginsRequestHasNoSession() {
        String cookie = cookie();

        assertMayAnnotate(false, given().cookie("pulseboard_session", cookie).header("Origin", "https://evil.example"));
        assertMayAnnotate(false, given().cookie("pulseboard_session", cookie).header("Sec-Fetch-Site", "same-site"));
        assertMayAnnotate(true, given().cookie("pulseboard_session", cookie).header("Sec-Fetch-Site", "same-origin"));
    }

    @Test
    void aWrongTokenIsUnauthorizedAndNotShown() {
        begin(given(), "{\"token\":\"guess-work\"}")
                .then()
                .statusCode(401)
                .header("Set-Cookie", nullValue())
                // With Basic among them a browser would open its own window.
                .header("WWW-Authenticate", equalTo("Bearer realm=\"pulseboard\""))
                .body("code", equalTo("unauthorized"))
                .body(not(containsString("guess-work")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "let-me-in",
                "\"let-me-in\"",
                "{\"token\":\"let-me-in\"",
                "{\"token\":[\"let-me-in\"]}",
                "{\"let-me-in\":1}",
                "{\"token\":\"let-me-in\",\"more\":1}",
                "{\"token\":\"let-me-in\",\"token\":\"let-me-in\"}",
                "{\"token\":null}",
                "{}"
            })
    void aBodyOfAnotherShapeIsRefusedWithoutShowingIt(String body) {
        begin(given(), body)
                .then()
                .statusCode(400)
                .header("Set-Cookie", nullValue())
                .body("type", equalTo("error"))
                .body("expected", equalTo("{\"token\":\"...\"}"))
                .body(not(containsString("let-me-in")));
    }

    @Test
    void aLargeBodyIsRefused() {
        begin(given(), "{\"token\":\"" + "x".repeat(8192) + "\"}").then().statusCode(413);
    }

    @Test
    void noPageOfAnotherSiteBeginsOrEndsOne() {
        begin(given().header("Origin", "https://evil.example"), RIGHT)
                .then()
                .statusCode(403)
                .header("Set-Cookie", nullValue());
        given().header("Origin", "https://evil.example")
                .delete(PATH)
                .then()
                .statusCode(403)
                .header("Set-Cookie", nullValue());
    }

    @Test
    void endingItClearsTheCookie() {
        given().cookie("pulseboard_session", cookie())
                .delete(PATH)
                .then()
                .statusCode(204)
                .header("Cache-Control", "no-store")
                .header("Set-Cookie", "pulseboard_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    }

    @Test
    void otherAddressesAndMethodsStillNeedTheToken() {
        String cookie = cookie();
        for (String path : new String[] {"/session/", "/session/x", "/sessions", "/session;a=b"}) {
            assertThat(given().cookie("pulseboard_session", cookie).post(path).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        given().cookie("pulseboard_session", cookie).put(PATH).then().statusCode(401);
    }
}
