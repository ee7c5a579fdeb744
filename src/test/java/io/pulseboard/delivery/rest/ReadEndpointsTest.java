package io.pulseboard.delivery.rest;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.pulseboard.hub.Hub;
import io.pulseboard.ingest.prometheus.ExpositionFormat;
import io.pulseboard.ingest.prometheus.ExpositionParser;
import io.pulseboard.ingest.prometheus.ExpositionSyntaxException;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReadEndpointsTest {
    private static final MetricMetadata COUNTER = new MetricMetadata(MetricType.COUNTER, "", "Orders sold.");
    private static final MetricMetadata HISTOGRAM = new MetricMetadata(MetricType.HISTOGRAM, "seconds", "");
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");

    private final Hub hub;

    @Inject
    ReadEndpointsTest(Hub hub) {
        this.hub = hub;
    }

    @BeforeEach
    void holdSomeSeries() {
        long now = System.currentTimeMillis();
        hub.append(
                "rest",
                List.of(
                        Sample.of(SeriesKey.of("rest_orders_total", "job", "shop"), COUNTER, 42, now),
                        Sample.of(SeriesKey.of("rest.größe", "job", "shop"), GAUGE, Double.NaN, now),
                        Sample.of(
                                SeriesKey.of("rest_latency_seconds"),
                                HISTOGRAM,
                                new HistogramValue(
                                        new double[] {0.5, Double.POSITIVE_INFINITY}, new double[] {1, 2}, 3.5, false),
                                now)));
        await().until(() -> hub.hasTicked("rest"));
    }

    private static String url(String path, String... selectors) {
        StringBuilder url = new StringBuilder(path);
        for (String selector : selectors) {
            url.append(url.indexOf("?") < 0 ? '?' : '&')
                    .append("query=")
                    .append(URLEncoder.encode(selector, StandardCharsets.UTF_8));
        }
        return url.toString();
    }

    private static ValidatableResponse get(String path, String... selectors) {
        return given().urlEncodingEnabled(false)
                .when()
                .get(url(path, selectors))
                .then();
    }

    @Test
    void latestIsTheSnapshotOfAStream() {
        get("/metrics/latest", "rest_orders_total", "rest_latency_seconds_count")
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("snapshot"))
                .body("id", matchesPattern("[0-9a-z]+-[0-9]+"))
                .body("ts", notNullValue())
                .body(
                        "values",
                        equalTo(Map.of("rest_orders_total{job=\"shop\"}", 42, "rest_latency_seconds_count", 2)));
    }

    @Test
    void latestSpeaksTheCompactFormat() {
        get("/metrics/latest?format=compact", "rest_orders_total")
                .statusCode(200)
                .body("define[0][1]", equalTo("rest_orders_total{job=\"shop\"}"))
                .body("v", contains(42));
    }

    @Test
    void latestIsEmptyWhereNothingMatches() {
        get("/metrics/latest", "rest_nothing").statusCode(200).body("values", anEmptyMap());
    }

    @Test
    void seriesSayWhatThereIs() {
        get("/metrics/series", "{job=\"shop\",__name__=~\"rest.+\"}")
                .statusCode(200)
                .contentType("application/json")
                .body("id", matchesPattern("[0-9a-z]+-[0-9]+"))
                .body("series", hasSize(2))
                .body("series.key", hasItem("{\"rest.größe\",job=\"shop\"}"))
                .body("series.find { it.name == 'rest_orders_total' }.labels", equalTo(Map.of("job", "shop")))
                .body("series.find { it.name == 'rest_orders_total' }.type", equalTo("counter"))
                .body("series.find { it.name == 'rest_orders_total' }.help", equalTo("Orders sold."));
    }

    @Test
    void historyHasAColumnPerComponent() {
        get("/metrics/history?range=1m", "rest_latency_seconds")
                .statusCode(200)
                .body("step", equalTo(1000))
                .body(
                        "series.key",
                        contains(
                                "rest_latency_seconds_bucket{le=\"0.5\"}",
                                "rest_latency_seconds_bucket{le=\"+Inf\"}",
                                "rest_latency_seconds_sum",
                                "rest_latency_seconds_count"))
                .body("series.of", hasItem("rest_latency_seconds"))
                .body("series[2].values[-1]", equalTo(3.5f))
                .body("series[0]", not(hasKey("min")));
    }

    @Test
    void historyOfALongRangeIsInCoarseCells() {
        ValidatableResponse answer = get("/metrics/history?range=1h", "rest_orders_total");

        answer.statusCode(200)
                .body("step", equalTo(10000))
                .body("series[0].values[-1]", equalTo(42))
                .body("series[0].min[-1]", equalTo(42))
                .body("series[0].max[-1]", equalTo(42));
        List<Long> times = answer.extract().jsonPath().getList("timestamps", Long.class);
        assertThat(times).isSorted().isNotEmpty();
        assertThat(answer.extract().jsonPath().getList("series[0].values")).hasSameSizeAs(times);
    }

    @ParameterizedTest
    @CsvSource({"1h, 1s, 1000", "30s, 10s, 10000", "30s, 1m, 10000", "5m, '', 1000"})
    void historyHasTheStepAskedFor(String range, String step, int millis) {
        get("/metrics/history?range=" + range + "&step=" + step, "rest_orders_total")
                .statusCode(200)
                .body("step", equalTo(millis));
    }

    @Test
    void historyHasNothingWhereANumberIsNone() {
        get("/metrics/history", "{\"rest.größe\"}").statusCode(200).body("series[0].values[-1]", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "range=5min, range, 5min",
        "range=0s, range, 0s",
        "range=-5m, range, -5m",
        "range=99h, range, 99h",
        "step=fast, step, fast"
    })
    void historyNamesTheValueThatIsWrong(String parameters, String parameter, String value) {
        get("/metrics/history?" + parameters)
                .statusCode(400)
                .contentType("application/json")
                .body("type", equalTo("error"))
                .body("code", equalTo("bad_parameter"))
                .body("parameter", equalTo(parameter))
                .body("message", containsString("'" + value + "'"))
                .body("expected", containsString("5s"));
    }

    @Test
    void historyRefusesTooManySeries() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 2001; i++) {
            samples.add(Sample.of(
                    SeriesKey.of("rest_many", "i", Integer.toString(i)), GAUGE, i, System.currentTimeMillis()));
        }
        hub.append("rest_many", samples);
        await().until(() -> hub.hasTicked("rest_many"));

        get("/metrics/history", "rest_many")
                .statusCode(400)
                .body("code", equalTo("too_many_series"))
                .body("parameter", equalTo("query"))
                .body("message", containsString("2001"))
                .body("message", containsString("pulseboard.history.max-series"))
                .body("message", containsString("2000"));
    }

    @Test
    void metricsIsTextForCurlAndBrowsers() {
        get("/metrics", "rest_orders_total")
                .statusCode(200)
                .header("Content-Type", startsWith("text/plain"))
                .header("Content-Type", containsString("version=0.0.4"))
                .header("Vary", containsString("Accept"))
                .body(startsWith("# HELP rest_orders_total Orders sold.\n# TYPE rest_orders_total counter\n"
                        + "rest_orders_total{job=\"shop\"} 42 "));
    }

    @Test
    void metricsIsOpenMetricsForPrometheus() {
        given().header(
                        "Accept",
                        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;q=0.3")
                .when()
                .get("/metrics")
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("application/openmetrics-text"))
                .header("Content-Type", containsString("escaping=allow-utf-8"))
                .body(containsString("# TYPE rest_orders counter\nrest_orders_total{job=\"shop\"} 42 "))
                .body(containsString("{\"rest.größe\",job=\"shop\"} NaN"))
                .body(containsString("# TYPE rest_latency_seconds histogram\n"))
                .body(matchesPattern("(?s).*\n# EOF\n"));
    }

    @ParameterizedTest
    @CsvSource({"text/plain, TEXT_0_0_4", "application/openmetrics-text, OPENMETRICS_1_0"})
    void metricsOfTheRunningProgramReadsBack(String accept, ExpositionFormat format) throws ExpositionSyntaxException {
        byte[] document =
                given().header("Accept", accept).when().get("/metrics").asByteArray();

        List<SeriesKey> read = new ArrayList<>();
        ExpositionParser.parseOnce(document, format, 0, sample -> read.add(sample.key()));

        assertThat(read)
                .doesNotHaveDuplicates()
                .contains(SeriesKey.of("rest_latency_seconds"), SeriesKey.of("rest_orders_total", "job", "shop"));
    }

    @Test
    void metricsIsEmptyWhereNothingMatches() {
        get("/metrics", "rest_nothing").statusCode(200).body(equalTo(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "image/png", "nonsense", "*", "text/html;level=1"})
    void metricsIsTextForWhoeverAcceptsNothingOfIt(String accept) {
        given().header("Accept", accept)
                .when()
                .get("/metrics")
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/plain"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/latest", "/metrics/series", "/metrics/history"})
    void saysWhereAQueryGoesWrong(String path) {
        get(path, "up", "orders_total[5m]")
                .statusCode(400)
                .contentType("application/json")
                .body("type", equalTo("error"))
                .body("code", equalTo("bad_query"))
                .body("parameter", equalTo("query"))
                .body("position", equalTo(12))
                .body("expected", equalTo("the end of the selector"))
                .body("message", containsString("ranges are not supported"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/latest", "/metrics/series", "/metrics/history"})
    void answersHeadWithoutABody(String path) {
        when().head(path).then().statusCode(200).body(equalTo(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/latest", "/metrics/series", "/metrics/history"})
    void ignoresParametersItDoesNotKnow(String path) {
        get(path + "?colour=blue&_=17", "rest_orders_total").statusCode(200);
    }

    /** None of these may be a 500; 400 or 200 are for each of them to say. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?query=%00",
                "?query=%FF%FE",
                "?query=",
                "?query",
                "?query=%7B%22%5Cud800%22%7D",
                "?query=a%7Bb%3D~%22(((((((%22%7D",
                "?query=%F0%9F%98%80",
                "?range=%00&step=%FF&format=%00",
                "?range=1h&range=2h&format=named&format=compact",
                "?%3D%3D&&&"
            })
    void neverFailsOnStrangeParameters(String parameters) {
        for (String path : List.of("/metrics", "/metrics/latest", "/metrics/series", "/metrics/history")) {
            int status = given().urlEncodingEnabled(false)
                    .when()
                    .get(path + parameters)
                    .statusCode();

            assertThat(status).as(path + parameters).isIn(200, 400);
        }
    }

    @Test
    void openApiTellsOfEveryEndpoint() {
        given().accept("application/json")
                .when()
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.'/metrics'.get.parameters.name", hasItem("query"))
                .body("paths.'/metrics/latest'.get.parameters.name", containsInAnyOrder("query", "format"))
                .body("paths.'/metrics/series'.get.summary", notNullValue())
                .body("paths.'/metrics/history'.get.parameters.name", containsInAnyOrder("query", "range", "step"))
                .body("paths.'/metrics'.get.responses", hasKey("400"));
    }

    @ParameterizedTest
    @CsvSource({
        "*/*, '', application/yaml",
        "'text/html,*/*;q=0.8', '', application/yaml",
        "application/json, '', application/json",
        "*/*, ?format=JSON, application/json",
        "application/json, ?format=yaml, application/yaml"
    })
    void openApiComesAsItIsAskedFor(String accept, String parameters, String type) {
        given().accept(accept)
                .when()
                .get("/q/openapi" + parameters)
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith(type))
                .body(startsWith(type.endsWith("json") ? "{" : "---"));
    }
}
