package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.otlp.Requests.DELTA;
import static io.pulseboard.ingest.otlp.Requests.T;
import static io.pulseboard.ingest.otlp.Requests.point;
import static io.pulseboard.ingest.otlp.Requests.request;
import static io.pulseboard.ingest.otlp.Requests.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.ingest.ProtobufException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OtlpReceiverTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private record Settings(Translation translation, boolean scopeLabels, int deltaMaxSeries, Duration deltaExpiry)
            implements OtlpConfig {}

    private OtlpReceiver receiver(int deltaMaxSeries, Duration deltaExpiry) {
        return new OtlpReceiver(new Settings(Translation.NO_TRANSLATION, true, deltaMaxSeries, deltaExpiry), registry);
    }

    @Test
    void limitsThatMakeNoSenseEndTheStart() {
        assertThatThrownBy(() -> receiver(10, Duration.ofSeconds(59)))
                .hasMessageContaining("pulseboard.otlp.delta-expiry")
                .hasMessageContaining("PT59S");
        assertThatThrownBy(() -> receiver(10, Duration.ofDays(8))).hasMessageContaining("PT192H");
        assertThatThrownBy(() -> receiver(-1, Duration.ofHours(1)))
                .hasMessageContaining("pulseboard.otlp.delta-max-series")
                .hasMessageContaining("-1");
    }

    @Test
    void deltasOfARequestThatIsBrokenFurtherOnAreNotAddedUp() throws ProtobufException, MalformedJsonException {
        OtlpReceiver receiver = receiver(10, Duration.ofHours(1));
        byte[] valid = request(sum("orders", "", DELTA, true, point(3))).toByteArray();
        byte[] broken = Arrays.copyOf(valid, valid.length + 1);
        broken[valid.length] = 0x0a;

        assertThatThrownBy(() -> receiver.receive(broken, OtlpEncoding.PROTOBUF, T, batch -> ""))
                .isInstanceOf(ProtobufException.class);

        assertThat(registry.get("pulseboard.otlp.delta.series").gauge().value()).isZero();
        double total = receiver.receive(
                valid, OtlpEncoding.PROTOBUF, T, batch -> batch.samples().get(0).value());
        assertThat(total).isEqualTo(3);
    }

    @Test
    void refusedPointsAreCountedByReason() throws ProtobufException, MalformedJsonException {
        OtlpReceiver receiver = receiver(0, Duration.ofHours(1));
        byte[] body =
                request(sum("orders", "", DELTA, true, point(3), point(-1))).toByteArray();

        int refused = receiver.receive(body, OtlpEncoding.PROTOBUF, T, OtlpBatch::refused);

        assertThat(refused).isEqualTo(2);
        for (String reason : new String[] {"invalid", "delta_budget"}) {
            assertThat(registry.get("pulseboard.otlp.points.refused")
                            .tag("reason", reason)
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }
}
