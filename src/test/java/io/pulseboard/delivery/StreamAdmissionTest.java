package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamAdmissionTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private record Limits(int maxConnections, int maxConnectionsPerAddress) implements DeliveryConfig {}

    private StreamAdmission admission(int most, int mostPerAddress) {
        return new StreamAdmission(new Limits(most, mostPerAddress), registry);
    }

    @Test
    void letsInUntilItIsFull() {
        StreamAdmission admission = admission(2, 0);

        assertThat(admission.enter("10.0.0.1")).isNull();
        assertThat(admission.full("10.0.0.1")).isNull();
        assertThat(admission.enter("10.0.0.1")).isNull();

        assertThat(admission.full("10.0.0.1")).isNotNull();
        assertThat(String.valueOf(admission.enter("10.0.0.1"))).contains("pulseboard.stream.max-connections allows: 2");
        assertThat(registry.counter("pulseboard.streams.refused", "limit", "max-connections")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void letsInAgainWhenOneHasLeft() {
        StreamAdmission admission = admission(1, 0);
        admission.enter("10.0.0.1");
        admission.enter("10.0.0.1");

        admission.leave("10.0.0.1");

        assertThat(admission.enter("10.0.0.2")).isNull();
        assertThat(admission.enter("10.0.0.2")).isNotNull();
    }

    @Test
    void keepsAnAddressFromTakingAllPlaces() {
        StreamAdmission admission = admission(10, 1);
        admission.enter("10.0.0.1");

        assertThat(admission.full("10.0.0.1")).isNotNull();
        assertThat(String.valueOf(admission.enter("10.0.0.1")))
                .contains("10.0.0.1", "pulseboard.stream.max-connections-per-address allows: 1");
        assertThat(admission.full("10.0.0.2")).isNull();

        admission.leave("10.0.0.1");

        assertThat(admission.enter("10.0.0.1")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, pulseboard.stream.max-connections = 0",
        "1, -1, pulseboard.stream.max-connections-per-address = -1"
    })
    void refusesLimitsThatAreNone(int most, int mostPerAddress, String message) {
        assertThatThrownBy(() -> admission(most, mostPerAddress))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }
}
