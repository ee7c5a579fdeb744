package io.pulseboard.delivery.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(LiveStreams.class)
class DoctorTest {
    private static URI stream(String... parameters) {
        return Board.address("http", RestAssured.port, "/doctor/stream", parameters);
    }

    private static URI socket(String... parameters) {
        return Board.address("ws", RestAssured.port, "/doctor/ws", parameters);
    }

    @Test
    void whatWasSeenIsToldButForWhatAuthorizes() {
        RestAssured.given()
                .header("Authorization", "Bearer secret-in-a-header")
                .header("Cookie", "pulseboard_session=secret-in-a-cookie")
                .header("X-Forwarded-For", "192.0.2.7")
                .header("X-Secret", "secret-elsewhere")
                .get("/doctor/seen")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("http", equalTo("1.1"))
                .body("scheme", equalTo("http"))
                .body("host", equalTo("localhost:" + RestAssured.port))
                .body("proxied", equalTo(true))
                .body("headers.x-forwarded-for", hasItem("192.0.2.7"))
                .body("heartbeat", equalTo(1000))
                .body("maxSeconds", equalTo(120))
                .body(not(containsString("secret")));
    }

    @Test
    void anEndlessHeaderIsCutShort() {
        String body = RestAssured.given()
                .header("X-Forwarded-For", "x".repeat(5000))
                .get("/doctor/seen")
                .asString();

        assertThat(body).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void theHeadIsThatOfTheRealStream(String accepted) throws IOException, InterruptedException {
        assertThat(head(stream("count", "1"), accepted)).isEqualTo(head(Board.stream(), accepted));
    }

    private static Map<String, List<String>> head(URI uri, String accepted) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Accept-Encoding", accepted)
                .build();
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        response.body().close();
        Map<String, List<String>> head = new TreeMap<>(response.headers().map());
        head.computeIfPresent(
                "content-type",
                (name, values) -> values.stream()
                        .map(value -> value.toLowerCase(java.util.Locale.ROOT))
                        .toList());
        return head;
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, gzip", "HTTP/1.1, identity", "HTTP/1.0, gzip", "HTTP/1.0, identity"})
    void eventsCarryTheirNumberAndTheServersTime(String version, String encoding) {
        Request request =
                Request.of(stream("every", "20", "count", "3")).version(version).header("Accept-Encoding", encoding);
        long before = System.currentTimeMillis();
        try (EventStreamClient client = EventStreamClient.open(request)) {
            StreamMessage opened = client.inbox().next("opened");
            assertThat(opened.text("encoding")).isEqualTo(encoding);
            assertThat(opened.json().path("resumedBy").isNull()).isTrue();
            long last = before;
            for (int number = 1; number <= 3; number++) {
                StreamMessage event = client.inbox().next("probe");
                assertThat(event.id()).isEqualTo(Integer.toString(number));
                assertThat(event.json().path("ts").asLong()).isBetween(last, System.currentTimeMillis());
                last = event.json().path("ts").asLong();
            }
            assertThat(client.inbox().rest()).isEmpty();
        }
    }

    @Test
    void itCanBePlainForWhoReadsGzip() {
        Request request = Request.of(stream("every", "20", "count", "1", "encoding", "identity"))
                .header("Accept-Encoding", "gzip");
        try (EventStreamClient client = EventStreamClient.open(request)) {
            assertThat(client.header("Content-Encoding")).isEmpty();
            assertThat(client.inbox().next("opened").text("encoding")).isEqualTo("identity");
        }
    }

    @Test
    void itGoesOnAfterTheNumberThatCameLast() {
        Request request =
                Request.of(stream("every", "20", "count", "1", "after", "3")).header("Last-Event-ID", "41");
        try (EventStreamClient client = EventStreamClient.open(request)) {
            assertThat(client.inbox().next("opened").text("resumedBy")).isEqualTo("Last-Event-ID");
            assertThat(client.inbox().next("probe").id()).isEqualTo("42");
        }
    }

    @Test
    void aSilenceIsFollowedByOneEvent() {
        try (EventStreamClient client = EventStreamClient.open(stream("idle", "1"))) {
            StreamMessage opened = client.inbox().next("opened");
            StreamMessage event = client.inbox().next("probe");
            assertThat(event.json().path("ts").asLong())
                    .isGreaterThanOrEqualTo(opened.json().path("ts").asLong() + 990);
            assertThat(client.inbox().rest()).isEmpty();
        }
    }

    @Test
    void aWebSocketDoesTheSame() {
        try (SocketClient client = SocketClient.open(socket("every", "20", "count", "2"))) {
            assertThat(client.inbox().next("opened").text("encoding")).isEqualTo("identity");
            assertThat(client.inbox().next("probe").id()).isEqualTo("1");
            assertThat(client.inbox().next("probe").id()).isEqualTo("2");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void aWebSocketThatIsSentSomethingIsClosed() {
        try (SocketClient client = SocketClient.open(socket("idle", "60"))) {
            client.inbox().next("opened");
            client.send("{\"op\":\"ping\"}");
            assertThat(client.closeCode()).isEqualTo(1003);
        }
        try (SocketClient client = SocketClient.open(socket("idle", "60"))) {
            client.inbox().next("opened");
            client.sendBinary(new byte[] {1});
            assertThat(client.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void aWrongParameterIsNamedBeforeAnythingIsOpened() {
        RestAssured.given()
                .get("/doctor/stream?every=5")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_parameter"))
                .body("parameter", equalTo("every"));
        assertThat(SocketClient.refusal(socket("evry", "5"), Map.of())).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"every=5", "count=2"})
    void anUpgradeWithoutAKeyIsNoFaultOfTheServers(String query) {
        RestAssured.given()
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .get("/doctor/ws?" + query)
                .then()
                .statusCode(lessThan(500));
    }

    @Test
    void aPageOfAnotherSiteOpensNoProbe() {
        assertThat(SocketClient.refusal(socket(), Map.of("Origin", "https://evil.example")))
                .isEqualTo(403);
    }

    @Test
    void thereIsNothingElse() {
        RestAssured.get("/doctor/elsewhere").then().statusCode(404);
        RestAssured.get("/doctor/ws").then().statusCode(404);
        RestAssured.given()
                .header("Authorization", "Bearer " + LiveStreams.TOKEN)
                .post("/doctor/seen")
                .then()
                .statusCode(404);
    }
}
