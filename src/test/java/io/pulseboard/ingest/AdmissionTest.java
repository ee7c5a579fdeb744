package io.pulseboard.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender sees of the limits, from outside. Each test has names and a token of its own. */
@QuarkusTest
@TestProfile(AdmissionTest.Limited.class)
class AdmissionTest {
    public static final class Limited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "pulseboard.ingest.tokens.shop", "of-the-shop",
                    "pulseboard.ingest.tokens.bank", "of-the-bank",
                    "pulseboard.ingest.tokens.post", "of-the-post",
                    "pulseboard.ingest.max-samples-per-second", "10",
                    "pulseboard.series.max-per-metric", "5",
                    "pulseboard.series.max-per-source", "8");
        }
    }

    /** So many series of one metric, of one job. */
    private static String lines(String name, String job, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"name\":\"%s\",\"labels\":{\"job\":\"%s\",\"i\":\"%d\"},\"value\":1}"
                        .formatted(name, job, i))
                .collect(Collectors.joining("\n"));
    }

    private static ValidatableResponse push(String token, String lines) {
        return given().auth()
                .preemptive()
                .oauth2(token)
                .contentType("application/json")
                .body(lines)
                .post("/metrics")
                .then();
    }

    private static String ownMetrics() {
        return given().get("/q/metrics").asString();
    }

    @Test
    void aMetricThatExplodesIsRefusedByNameAndWhatIsHeldFlowsOn() {
        push("of-the-shop", lines("paths_total", "web", 7))
                .statusCode(200)
                .body("accepted", equalTo(5))
                .body("refused", hasSize(2))
                .body("refused[0].code", equalTo("metric_budget"))
                .body("refused[0].message", containsString("pulseboard.series.max-per-metric = 5"));

        push("of-the-shop", "{\"name\":\"paths_total\",\"labels\":{\"job\":\"web\",\"i\":\"99\"},\"value\":1}")
                .statusCode(429)
                .header("Retry-After", "30");
        push("of-the-shop", lines("paths_total", "web", 5)).statusCode(200).body("accepted", equalTo(5));

        given().get("/metrics/budget?top=1000")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("series.maxPerMetric", equalTo(5))
                .body("sources.find { it.source == 'json/web' }.held", equalTo(5))
                .body("metrics.find { it.metric == 'paths_total' }.refused", equalTo(3));
        assertThat(ownMetrics())
                .contains("pulseboard_samples_refused_total{reason=\"metric_budget\",source=\"json\"} 3");
    }

    @Test
    void aSourceThatExplodesLeavesRoomForTheOthers() {
        push("of-the-bank", lines("a", "batch", 4) + "\n" + lines("b", "batch", 5))
                .statusCode(200)
                .body("accepted", equalTo(8))
                .body("refused[0].code", equalTo("source_budget"))
                .body("refused[0].message", containsString("json/batch"));

        push("of-the-bank", lines("c", "other", 2)).statusCode(200).body("accepted", equalTo(2));
    }

    @Test
    void aTokenThatSendsTooMuchWaitsAndTheOthersDoNot() {
        push("of-the-post", lines("m1", "p1", 5) + ("\n" + lines("m1", "p1", 5)).repeat(15))
                .statusCode(200);

        push("of-the-post", lines("m1", "p1", 1))
                .statusCode(429)
                .header("Retry-After", matchesPattern("[34]"))
                .body("code", equalTo("rate_limit"))
                .body("message", containsString("token 'post' has sent more than 10 samples per second"));
        given().auth()
                .preemptive()
                .oauth2("of-the-post")
                .body("m3 1\n")
                .post("/metrics/job/p3")
                .then()
                .statusCode(429)
                .body("code", equalTo("rate_limit"));
        push("of-the-shop", lines("m2", "p2", 1)).statusCode(200);
        assertThat(ownMetrics()).contains("pulseboard_samples_refused_total{reason=\"rate_limit\",source=\"json\"} 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "many"})
    void howManyToTellOfIsANumber(String top) {
        given().queryParam("top", top)
                .get("/metrics/budget")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_parameter"))
                .body("message", containsString("'" + top + "'"));
    }
}
