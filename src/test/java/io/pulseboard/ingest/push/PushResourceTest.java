package io.pulseboard.ingest.push;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;

import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricType;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithRecordingSink.class)
class PushResourceTest {
    @Inject
    RecordingSink sink;

    @BeforeEach
    void empty() {
        sink.clear();
        push("").delete("/metrics/job/shop").then().statusCode(202);
    }

    @Test
    void whatCurlSendsIsHeld() {
        given().header("Authorization", "Bearer " + WithRecordingSink.TOKEN)
                .contentType("application/x-www-form-urlencoded")
                .body("orders 42\n")
                .post("/metrics/job/shop")
                .then()
                .statusCode(200)
                .body(emptyString());

        assertThat(sink.sample("orders{job=\"shop\"}").value()).isEqualTo(42);
    }

    @Test
    void typesAndHistogramsAreRead() {
        push("""
                # TYPE orders_total counter
                # HELP orders_total All orders.
                orders_total{kind="web"} 42
                # TYPE took_seconds histogram
                took_seconds_bucket{le="0.1"} 3
                took_seconds_bucket{le="+Inf"} 10
                took_seconds_sum 5.2
                took_seconds_count 10
                """).put("/metrics/job/shop/instance/a").then().statusCode(200);

        assertThat(sink.sample("orders_total{instance=\"a\",job=\"shop\",kind=\"web\"}")
                        .metadata()
                        .type())
                .isEqualTo(MetricType.COUNTER);
        assertThat(sink.sample("took_seconds{instance=\"a\",job=\"shop\"}").compound())
                .isInstanceOf(HistogramValue.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/plain; version=0.0.4", "application/octet-stream", "application/json"})
    void anyTypeIsTakenForText(String contentType) {
        push("orders 42\n")
                .header("Content-Type", contentType)
                .post("/metrics/job/shop")
                .then()
                .statusCode(200);
    }

    @Test
    void noTypeIsTakenForText() {
        given().header("Authorization", "Bearer " + WithRecordingSink.TOKEN)
                .noContentType()
                .body("orders 42".getBytes(StandardCharsets.UTF_8))
                .post("/metrics/job/shop")
                .then()
                .statusCode(200);
    }

    @Test
    void openMetricsIsRead() {
        push("orders_total 42\n# EOF\n")
                .header("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
                .post("/metrics/job/shop")
                .then()
                .statusCode(200);
    }

    @Test
    void protocolBuffersAreNot() {
        push("x")
                .header(
                        "Content-Type",
                        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited")
                .post("/metrics/job/shop")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported_type"));
    }

    @Test
    void gzipIsRead() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("orders 42\n".getBytes(StandardCharsets.UTF_8));
        }

        push("").header("Content-Encoding", "gzip")
                .body(zipped.toByteArray())
                .post("/metrics/job/shop")
                .then()
                .statusCode(200);

        assertThat(sink.sample("orders{job=\"shop\"}").value()).isEqualTo(42);
    }

    @Test
    void aMalformedLineRefusesTheWholePush() {
        push("good 1\nbad{ 2\n")
                .post("/metrics/job/shop")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_exposition"))
                .body("line", equalTo(2))
                .body("column", org.hamcrest.Matchers.greaterThan(0))
                .body("message", containsString("line 2"));

        assertThat(sink.pushedKeys()).isEmpty();
        assertThat(sink.sample("push_failure_time_seconds{job=\"shop\"}").value())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"orders 42 1763800000000\n", "orders 1\norders 2\n", "orders{a=\"1\",a=\"2\"} 1\n", "orders x\n"
            })
    void whatPushgatewayRefusesIsRefused(String body) {
        push(body)
                .post("/metrics/job/shop")
                .then()
                .statusCode(400)
                .body("line", equalTo(body.indexOf('\n') < body.length() - 1 ? 2 : 1));
    }

    @Test
    void aPathThatNamesNoGroupIsRefused() {
        push("orders 42\n")
                .urlEncodingEnabled(false)
                .post("/metrics/job/shop/instance")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_grouping_key"))
                .body("message", containsString("instance"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics/jobs", "/metrics/job"})
    void anotherPathIsNotThere(String path) {
        push("orders 42\n").post(path).then().statusCode(404).body("code", equalTo("not_found"));
    }

    @Test
    void encodedValuesAreDecoded() {
        push("orders 42\n")
                .urlEncodingEnabled(false)
                .post("/metrics/job@base64/c2hvcA/path@base64/L3Zhci90bXA/x/a%2Fb")
                .then()
                .statusCode(200);

        assertThat(sink.keys()).contains("orders{job=\"shop\",path=\"/var/tmp\",x=\"a/b\"}");
    }

    @Test
    void aFullBudgetSaysWhatWasRefused() {
        sink.budget(1);

        push("a 1\nb 2\nc 3\n")
                .post("/metrics/job/shop")
                .then()
                .statusCode(429)
                .header("Retry-After", "30")
                .body("code", equalTo("series_budget"))
                .body("message", containsString("2 of 3 series were refused"));

        assertThat(sink.keys()).containsExactly("a{job=\"shop\"}");
    }

    @Test
    void aSeriesBeyondALimitIsABadRequest() {
        push("outsized 1\n").post("/metrics/job/shop").then().statusCode(400).body("code", equalTo("limit"));
    }

    @Test
    void readingAGroupIsNotAllowed() {
        given().get("/metrics/job/shop").then().statusCode(405).body("code", equalTo("method_not_allowed"));
    }

    private static RequestSpecification push(String body) {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", "Bearer " + WithRecordingSink.TOKEN)
                .contentType(ContentType.BINARY)
                .body(body.getBytes(StandardCharsets.UTF_8));
    }
}
