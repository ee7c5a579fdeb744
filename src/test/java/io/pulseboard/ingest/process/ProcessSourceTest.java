package io.pulseboard.ingest.process;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.pulseboard.hub.Hub;
import io.pulseboard.hub.StateView;
import io.pulseboard.query.Query;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The process source in the running application. */
@QuarkusTest
class ProcessSourceTest {
    private final Hub hub;

    @Inject
    ProcessSourceTest(Hub hub) {
        this.hub = hub;
    }

    private StateView state(String query) throws Exception {
        return hub.capture(Query.parse(List.of(query))).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void theJvmIsAmongTheSeriesAndMoves() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> state("jvm_memory_used_bytes").size() > 0);
        long first = state("process_uptime_seconds").sampleMillis(0);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> state("process_uptime_seconds").sampleMillis(0) > first);
    }

    @Test
    void theHubReportsOnItself() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(state("pulseboard_series").size()).isEqualTo(1));
    }

    @Test
    void theEndpointShowsTheSame() {
        given().get("/q/metrics").then().statusCode(200).body(containsString("jvm_memory_used_bytes{"));
    }
}
