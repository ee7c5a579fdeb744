package io.pulseboard.ingest.json;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithRecordingSink.class)
class JsonResourceTest {
    @Inject
    RecordingSink sink;

    @BeforeEach
    void empty() {
        sink.clear();
    }

    @Test
    void aSampleIsHeld() {
        push("{\"name\":\"orders\",\"labels\":{\"job\":\"shop\"},\"value\":42}")
                .contentType("application/json")
                .post("/metrics")
                .then()
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("refused", hasSize(0))
                .body("type", nullValue());

        assertThat(sink.sample("orders{job=\"shop\"}").value()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson", "application/json; charset=utf-8"})
    void linesAreHeldWhateverTheyAreCalled(String contentType) {
        push("{\"name\":\"a\",\"value\":1}\n{\"name\":\"b\",\"value\":2}\n")
                .header("Content-Type", contentType)
                .post("/metrics")
                .then()
                .statusCode(200)
                .body("accepted", equalTo(2));
    }

    @Test
    void linesWithoutATypeAreHeld() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/metrics"))
                .header("Authorization", "Token " + WithRecordingSink.TOKEN)
                .POST(BodyPublishers.ofString("{\"name\":\"a\",\"value\":1}\n"))
                .build();

        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("{\"accepted\":1,\"refused\":[]}");
    }

    @Test
    void goodItemsAreKeptBesideBadOnes() {
        push("[{\"name\":\"outsized\",\"value\":1},{\"name\":\"a\",\"value\":1},{\"nam\":\"b\",\"value\":2}]")
                .contentType("application/json")
                .post("/metrics")
                .then()
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("refused.index", equalTo(java.util.List.of(0, 2)))
                .body("refused.code", equalTo(java.util.List.of("limit", "unknown_field")))
                .body("refused[1].message", containsString("nam"));

        assertThat(sink.keys()).containsExactly("a");
    }

    @Test
    void nothingGoodIsABadRequest() {
        push("{\"nam\":\"b\",\"value\":2}")
                .contentType("application/json")
                .post("/metrics")
                .then()
                .statusCode(400)
                .body("type", equalTo("error"))
                .body("code", equalTo("unknown_field"))
                .body("accepted", equalTo(0))
                .body("refused", hasSize(1));
    }

    @Test
    void brokenJsonIsRefusedWhole() {
        push("[{\"name\":\"a\",\"value\":1},\n{\"name\":\"b\" 2}]")
                .contentType("application/json")
                .post("/metrics")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_json"))
                .body("line", equalTo(2))
                .body("column", equalTo(13));

        assertThat(sink.keys()).isEmpty();
    }

    @Test
    void anEmptyBodyIsABadRequest() {
        push(" \n")
                .contentType("application/json")
                .post("/metrics")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_json"));
    }

    @Test
    void anEmptyArrayIsNothing() {
        push("[]")
                .contentType("application/json")
                .post("/metrics")
                .then()
                .statusCode(200)
                .body("accepted", equalTo(0));
    }

    @Test
    void aFullBudgetSaysSo() {
        sink.budget(0);

        push("{\"name\":\"a\",\"value\":1}")
                .contentType("application/json")
                .post("/metrics")
                .then()
                .statusCode(429)
                .header("Retry-After", "30")
                .body("code", equalTo("series_budget"));
    }

    @Test
    void anotherTypeIsNotTaken() {
        push("<a/>")
                .contentType("application/xml")
                .post("/metrics")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported_type"));
    }

    @Test
    void aTypeThatIsNoneIsTheClientsFault() {
        push("{}").header("Content-Type", "nonsense").post("/metrics").then().statusCode(415);
    }

    private static RequestSpecification push(String body) {
        return given().header("Authorization", "Token " + WithRecordingSink.TOKEN)
                .body(body.getBytes(StandardCharsets.UTF_8));
    }
}
