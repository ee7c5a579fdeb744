package io.pulseboard.delivery.compare;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.LiveStreams;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where experiments are closed. */
@QuarkusTest
@TestProfile(CompareClosedTest.Closed.class)
class CompareClosedTest {
    private static final String VISITOR = "0123456789abcdef0123456789abcdef";

    /** Experiments are closed. */
    public static class Closed extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("pulseboard.compare.enabled", "false");
            return settings;
        }
    }

    @Test
    void anExperimentIsNotFoundInWords() {
        given().queryParam("visitor", VISITOR)
                .post("/compare/experiments/cut")
                .then()
                .statusCode(404)
                .body("code", equalTo("compare_closed"))
                .body("message", containsString("pulseboard.compare.enabled"));
        given().get("/compare/bytes?visitor=" + VISITOR).then().statusCode(404);
    }

    @Test
    void lanesAreStreamsLikeAny() {
        try (EventStreamClient events = EventStreamClient.open(Board.stream("visitor", VISITOR))) {
            assertThat(events.status()).isEqualTo(200);
            events.inbox().next("snapshot");
        }
    }
}
