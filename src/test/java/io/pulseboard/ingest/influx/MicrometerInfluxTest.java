package io.pulseboard.ingest.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.influx.InfluxApiVersion;
import io.micrometer.influx.InfluxConfig;
import io.micrometer.influx.InfluxMeterRegistry;
import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Micrometer's registry for InfluxDB sends. */
@QuarkusTest
@TestProfile(WithRecordingSink.class)
class MicrometerInfluxTest {
    /** Held here: Micrometer does not hold what a gauge shows. */
    private static final Double OPEN = 42.5;

    @Inject
    RecordingSink sink;

    @BeforeEach
    void empty() {
        sink.clear();
    }

    @Test
    void version1() {
        publish(InfluxApiVersion.V1);

        assertThat(sink.sample("orders_open{db=\"mydb\",job=\"shop front\",metric_type=\"gauge\"}")
                        .value())
                .isEqualTo(42.5);
    }

    @Test
    void version2() {
        publish(InfluxApiVersion.V2);

        assertThat(sink.sample("orders_open{bucket=\"mybucket\",job=\"shop front\",metric_type=\"gauge\"}")
                        .value())
                .isEqualTo(42.5);
    }

    private static void publish(InfluxApiVersion version) {
        InfluxMeterRegistry registry = new InfluxMeterRegistry(config(version), Clock.SYSTEM);
        registry.gauge("orders.open", Tags.of("job", "shop front"), OPEN);
        // What is closed sends what it has.
        registry.close();
    }

    @SuppressWarnings("NullAway") // Null is how a setting is left at its default.
    private static InfluxConfig config(InfluxApiVersion version) {
        Map<String, String> settings = new HashMap<>();
        settings.put("influx.uri", "http://localhost:" + RestAssured.port);
        settings.put("influx.step", "1h");
        if (version == InfluxApiVersion.V1) {
            settings.put("influx.userName", "micrometer");
            settings.put("influx.password", WithRecordingSink.TOKEN);
        } else {
            settings.put("influx.org", "acme");
            settings.put("influx.bucket", "mybucket");
            settings.put("influx.token", WithRecordingSink.TOKEN);
        }
        return settings::get;
    }
}
