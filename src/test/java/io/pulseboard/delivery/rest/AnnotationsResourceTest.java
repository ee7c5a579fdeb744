package io.pulseboard.delivery.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations as clients post and read them, where {@code pulseboard.annotations} is as it comes: with the token. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class AnnotationsResourceTest {
    private static final String PATH = "/metrics/annotations";

    private final String name = Board.fresh();

    private static RequestSpecification authorized() {
        return given().header("Authorization", "Bearer " + LiveStreams.TOKEN).contentType("application/json");
    }

    private static ValidatableResponse post(String body) {
        return authorized().body(body).post(PATH).then();
    }

    private static String note(String text) {
        return "{\"text\":\"" + text + "\"}";
    }

    /** The cookie's name and value, as a browser sends it back. */
    private static String session() {
        return given().contentType("application/json")
                .body("{\"token\":\"" + LiveStreams.TOKEN + "\"}")
                .post("/session")
                .then()
                .statusCode(204)
                .extract()
                .header("Set-Cookie")
                .split(";", 2)[0];
    }

    private static String ownOrigin() {
        return "http://localhost:" + RestAssured.port;
    }

    private static JsonPath held() {
        return given().get(PATH).then().statusCode(200).extract().jsonPath();
    }

    private static void assertNotHeld(String text) {
        assertThat(held().getList("annotations.text")).doesNotContain(text);
    }

    @Test
    void isAnsweredAndHeldAndReachesEveryStreamAtOnce() {
        long ts = System.currentTimeMillis() - 60_000;
        try (EventStreamClient viewer = EventStreamClient.open(Board.stream("query", name));
                SocketClient socket = SocketClient.open(Board.socket("query", name, "format", "compact"))) {
            viewer.inbox().next("snapshot");
            socket.inbox().next("snapshot");

            JsonPath answer = post("{\"text\":\" deployed <b>\\n\\u00fc \",\"tags\":[\"deploy\",\"shop\"],\"ts\":" + ts
                            + "}")
                    .statusCode(201)
                    .contentType("application/json")
                    .header("Cache-Control", "no-store")
                    .body("text", equalTo("deployed <b>\nü"))
                    .body("tags", equalTo(List.of("deploy", "shop")))
                    .body("ts", equalTo(ts))
                    .body("id", notNullValue())
                    .body("type", nullValue())
                    .extract()
                    .jsonPath();

            Map<String, Object> posted = answer.getMap("$");
            assertThat(held().getList("annotations")).contains(posted);
            for (StreamMessage message :
                    List.of(viewer.inbox().until("annotation"), socket.inbox().until("annotation"))) {
                assertThat(message.json().path("id").asLong()).isEqualTo(answer.getLong("id"));
                assertThat(message.json().path("ts").asLong()).isEqualTo(ts);
                assertThat(message.text("text")).isEqualTo("deployed <b>\nü");
                assertThat(message.json().path("tags").toString()).isEqualTo("[\"deploy\",\"shop\"]");
            }
        }
    }

    @Test
    void whatASocketAnnotatesIsHeldToo() {
        Map<String, String> token = Map.of("Authorization", "Bearer " + LiveStreams.TOKEN);
        long ts = System.currentTimeMillis() - 120_000;
        try (SocketClient socket = SocketClient.open(Board.socket("query", name), null, token)) {
            socket.send("{\"op\":\"annotate\",\"text\":\"" + name + "\",\"ts\":" + ts + "}");
            socket.inbox().until("annotation");
        }

        assertThat(held().getLong("annotations.find { it.text == '" + name + "' }.ts"))
                .isEqualTo(ts);
    }

    @Test
    void theOldestComesFirstAndTheRangeCutsOff() {
        long now = System.currentTimeMillis();
        post("{\"text\":\"" + name + " new\",\"ts\":" + now + "}").statusCode(201);
        post("{\"text\":\"" + name + " old\",\"ts\":" + (now - 1_800_000) + "}").statusCode(201);

        List<String> all = held().getList("annotations.text");
        List<Long> times = held().getList("annotations.ts", Long.class);

        assertThat(times).isSorted();
        assertThat(all).containsSubsequence(name + " old", name + " new");
        given().get(PATH + "?range=10m")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("annotations.text", hasItem(name + " new"))
                .body("annotations.text", not(hasItem(name + " old")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "5", "-5m", "0s", "25h"})
    void aRangeThatIsNoneIsRefused(String range) {
        given().get(PATH + "?range=" + range)
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_parameter"))
                .body("parameter", equalTo("range"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{} | bad_message | text | -",
                "{\"text\":\" \"} | bad_message | text | -",
                "{\"text\":\"a\\u0007b\"} | bad_message | text | 1",
                "{\"text\":\"x\",\"tags\":[\"a\\nb\"]} | bad_message | tags | 1",
                "{\"text\":\"x\",\"tags\":[7]} | bad_message | tags | -",
                "{\"text\":\"x\",\"ts\":1} | bad_message | ts | -",
                "{\"text\":\"x\",\"tag\":\"a\"} | unknown_field | tag | -",
                "{\"text\":\"x\",\"text\":\"y\"} | bad_json | - | -",
                "{\"text\":\"x\"} trailing | bad_json | - | -",
                "[{\"text\":\"x\"}] | bad_json | - | -",
                "{\"text\": | bad_json | - | -",
                "deployed | bad_json | - | -",
                "`` | bad_json | - | -",
            })
    void saysWhatIsWrong(String body, String code, String parameter, Integer position) {
        post(body)
                .statusCode(400)
                .body("type", equalTo("error"))
                .body("code", equalTo(code))
                .body("parameter", equalTo(parameter))
                .body("position", equalTo(position))
                .body("expected", notNullValue());
    }

    @Test
    void aTimeThatIsTooFarOffIsNamed() {
        long ahead = System.currentTimeMillis() + 120_000;

        post("{\"text\":\"x\",\"ts\":" + ahead + "}")
                .statusCode(400)
                .body("parameter", equalTo("ts"))
                .body("message", containsString(String.valueOf(ahead)));
    }

    @Test
    void aLargeBodyIsRefused() {
        post("{\"text\":\"" + " ".repeat(8192) + "x\"}")
                .statusCode(413)
                .body("code", equalTo("too_large"))
                .body("message", containsString("8192"));
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        authorized()
                .body(new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xff, '"', '}'})
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_json"));
    }

    @Test
    void withoutTheTokenItIsUnauthorized() {
        for (RequestSpecification request : List.of(
                given(), given().header("Authorization", "Bearer guess"), given().cookie("pulseboard_session", "v1"))) {
            request.body(note(name))
                    .post(PATH)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", equalTo("Bearer realm=\"pulseboard\""))
                    .body("code", equalTo("unauthorized"));
        }
        assertNotHeld(name);
    }

    @Test
    void theRefusalsAreCounted() {
        given().body(note(name)).post(PATH).then().statusCode(401);
        post("{}").statusCode(400);

        given().get("/q/metrics")
                .then()
                .body(containsString("pulseboard_annotations_refused_total{reason=\"unauthorized\"}"))
                .body(containsString("pulseboard_annotations_refused_total{reason=\"bad_message\"}"))
                .body(containsString("pulseboard_annotations_held "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void otherWritesStillNeedTheToken(String method) {
        given().header("Cookie", session()).request(method, PATH).then().statusCode(401);
        authorized().request(method, PATH).then().statusCode(405);
    }

    @Test
    void aSessionWillDo() {
        given().header("Cookie", "other=1; " + session() + "; more=2")
                .header("Origin", ownOrigin())
                .header("Host", "localhost:" + RestAssured.port)
                .body(note(name))
                .post(PATH)
                .then()
                .statusCode(201);

        assertThat(held().getList("annotations.text")).contains(name);
    }

    @Test
    void aSessionPushesNoMetrics() {
        String cookie = session();

        given().header("Cookie", cookie)
                .body("{\"name\":\"" + name + "\",\"value\":1}")
                .post("/metrics")
                .then()
                .statusCode(401);
        given().header("Cookie", cookie)
                .body(name + " 1\n")
                .post("/metrics/job/shop")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:1", "https://sub.localhost"})
    void aPageOfAnotherSiteCannotUseTheSession(String origin) {
        given().header("Cookie", session())
                .header("Origin", origin)
                .header("Host", "localhost:" + RestAssured.port)
                .contentType("text/plain")
                .body(note(name))
                .post(PATH)
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Credentials", nullValue())
                .body("code", equalTo("origin_not_allowed"));
        assertNotHeld(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void whatABrowserSendsForAnotherSiteCannotUseTheSessionEvenWithoutOrigin(String site) {
        given().header("Cookie", session())
                .header("Sec-Fetch-Site", site)
                .body(note(name))
                .post(PATH)
                .then()
                .statusCode(401);
        assertNotHeld(name);
    }

    @Test
    void aSocketOfOurPageAnnotatesWithTheSession() {
        Map<String, String> headers = Map.of("Cookie", session(), "Origin", ownOrigin());
        try (SocketClient socket = SocketClient.open(Board.socket("query", name), null, headers)) {
            socket.send("{\"op\":\"annotate\",\"text\":\"" + name + "\"}");

            assertThat(socket.inbox().until("annotation").text("text")).isEqualTo(name);
        }
    }

    @Test
    void aSocketOfAnotherSiteIsRefused() {
        String cookie = session();

        for (String origin : List.of("https://evil.example", "null", "http://localhost:1")) {
            assertThat(SocketClient.refusal(Board.socket(), Map.of("Cookie", cookie, "Origin", origin)))
                    .isEqualTo(403);
        }
    }

    @Test
    void aSocketHasTheLimitsOfAPost() {
        Map<String, String> token = Map.of("Authorization", "Bearer " + LiveStreams.TOKEN);
        try (SocketClient socket = SocketClient.open(Board.socket("wait", "true"), null, token)) {
            socket.send("{\"op\":\"annotate\",\"text\":\"" + "x".repeat(501) + "\"}");

            assertThat(socket.inbox().until("error").text("message")).startsWith("text has 501 characters");
        }
    }

    @Test
    void isDescribedForTools() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/metrics/annotations'.post.responses", notNullValue())
                .body("paths.'/session'.post.summary", startsWith("Begin"));
    }
}
