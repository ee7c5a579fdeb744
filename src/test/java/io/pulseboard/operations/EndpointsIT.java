package io.pulseboard.operations;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.RawSocketClient;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * One look at each thing that a native executable could lack while the jar has it: a file, a class that Jackson reads, a library, a setting
 * of the build. Runs against whatever was built, or against what listens at {@code quarkus.http.test-host} and {@code quarkus.http.test-port}
 * with the token of {@link Configured}; see {@code docs/native.md}.
 */
@QuarkusIntegrationTest
@TestProfile(EndpointsIT.Configured.class)
class EndpointsIT {
    private static final String TOKEN = "integration";
    private static final Path FILES = Path.of("src", "main", "resources", "META-INF", "resources");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "it_" + UUID.randomUUID().toString().replace('-', '_');

    /** What is asked of it needs one setting. */
    public static final class Configured implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("pulseboard.ingest.token", TOKEN);
        }
    }

    private static RequestSpecification authorized() {
        return given().header("Authorization", "Bearer " + TOKEN);
    }

    private void push(double value) {
        authorized()
                .body(name + " " + value + "\n")
                .post("/metrics/job/it")
                .then()
                .statusCode(200);
    }

    private static URI address(String scheme, String pathAndQuery) {
        URI base = URI.create(RestAssured.baseURI);
        return URI.create(scheme + "://" + base.getHost() + ":" + RestAssured.port + pathAndQuery);
    }

    @Test
    void everyFileOfThePagesIsThere() throws IOException {
        List<String> files;
        try (Stream<Path> all = Files.walk(FILES)) {
            files = all.filter(Files::isRegularFile)
                    .map(file -> "/" + FILES.relativize(file))
                    .filter(file -> !file.endsWith("/LICENSE"))
                    .toList();
        }

        assertThat(files)
                .hasSizeGreaterThan(50)
                .allSatisfy(file -> assertThat(get(file).statusCode()).as(file).isEqualTo(200));
    }

    @Test
    void thePagesAndWhatDescribesTheInterfaceAreThere() {
        for (String page : List.of("/", "/compare", "/doctor")) {
            get(page).then().statusCode(200).body(startsWith("<!"));
        }
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths", notNullValue());
        get("/q/health/ready").then().statusCode(200).body("status", is("UP"));
    }

    @Test
    void anEventStreamTellsWhatIsPushed() {
        push(1);
        try (EventStreamClient stream = EventStreamClient.open(address("http", "/metrics/stream?query=" + name))) {
            stream.inbox().next("snapshot");

            push(2);

            stream.inbox().untilValue(name + "{job=\"it\"}", 2);
        }
    }

    @Test
    void aWebSocketTellsWhatIsPushedAndAnswers() throws IOException {
        push(1);
        try (RawSocketClient socket = new RawSocketClient(address("ws", "/metrics/ws?query=" + name), "")) {
            assertThat(socket.next().type()).isEqualTo("snapshot");

            socket.send(RawSocketClient.TEXT, "{\"op\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
            awaitMessage(socket, "pong");
            socket.send(RawSocketClient.TEXT, "{\"op\":\"nothing\"}".getBytes(StandardCharsets.UTF_8));
            awaitMessage(socket, "error");
            push(2);
            awaitMessage(socket, "update");
        }
    }

    private static void awaitMessage(RawSocketClient socket, String type) throws IOException {
        String next = socket.next().type();
        while (!next.equals(type)) {
            assertThat(next).isEqualTo("update");
            next = socket.next().type();
        }
    }

    /** As the dashboard writes it, which RFC 3986 does not allow. */
    @Test
    void aSelectorMayStandInTheUrlAsBrowsersSendIt() {
        EventStreamClient.Request request = EventStreamClient.Request.of(address("http", "/metrics/stream"))
                .target("/metrics/stream?query=" + name + "{job=~%22i.%22}");
        try (EventStreamClient stream = EventStreamClient.open(request)) {
            stream.inbox().next("snapshot");

            push(3);

            stream.inbox().untilValue(name + "{job=\"it\"}", 3);
        }
    }

    @Test
    void aRefusalSaysWhatWasWrong() {
        get("/metrics/latest?query={")
                .then()
                .statusCode(400)
                .body("type", is("error"))
                .body("code", is("bad_query"))
                .body("position", notNullValue());
        given().body(name + " 1\n")
                .post("/metrics/job/it")
                .then()
                .statusCode(401)
                .body("code", notNullValue());
    }

    @Test
    void samplesInJsonAreAnsweredOneByOne() {
        authorized()
                .contentType("application/json")
                .body("[{\"name\":\"" + name + "\",\"value\":1},{\"nam\":\"x\"}]")
                .post("/metrics")
                .then()
                .statusCode(200)
                .body("accepted", is(1))
                .body("refused.code", contains("unknown_field"));
    }

    @Test
    void otlpInJsonIsTakenAndAnswered() {
        authorized()
                .contentType("application/json")
                .body("{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"" + name
                        + "\",\"gauge\":{\"dataPoints\":[{\"asDouble\":1}]}}]}]}]}")
                .post("/v1/metrics")
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    @Test
    void influxClientsAreAnsweredAsTheyExpect() {
        authorized()
                .queryParam("q", "SHOW DATABASES")
                .get("/query")
                .then()
                .statusCode(200)
                .body("results[0].statement_id", is(0))
                .body("results[0].series[0].columns", contains("name"));
        authorized().body(name + " value=1\n").post("/write?db=x").then().statusCode(204);
    }

    @Test
    void aBoardIsReadAndWrittenWithAllItsMembers() {
        given().body("title: One\ncharts:\n  - query: " + name
                        + "\n    kind: tile\n    thresholds: {warning: 1, when: above}\n")
                .post("/dashboards/validate")
                .then()
                .statusCode(200)
                .body("board.charts[0].query", contains(name))
                .body("board.charts[0].thresholds.when", equalTo("above"));
        given().body("title: One\n")
                .post("/dashboards/validate")
                .then()
                .statusCode(200)
                .body("error.message", notNullValue());
        get("/dashboards").then().statusCode(200).body("dashboards", notNullValue());
    }

    @Test
    void theDoctorAndTheComparisonAnswer() {
        get("/doctor/seen").then().statusCode(200).body("http", is("1.1")).body("headers", notNullValue());
        get("/compare/bytes?visitor=0123456789abcdef0123456789abcdef")
                .then()
                .statusCode(200)
                .body("lanes", notNullValue());
    }

    @Test
    void theProcessAndItsHostAreMeasured() {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> get("/metrics/series")
                        .then()
                        .statusCode(200)
                        .body("series.name", hasItem("process_uptime_seconds")));
        get("/q/metrics").then().statusCode(200).body(containsString("pulseboard_series"));
    }
}
