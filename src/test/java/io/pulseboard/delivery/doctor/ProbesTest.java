package io.pulseboard.delivery.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbesTest {
    private record Settings(boolean enabled, int maxProbes, int maxProbesPerAddress, Duration maxDuration)
            implements DoctorConfig {}

    private static Probes probes(int max, int perAddress, Duration longest) {
        return new Probes(new Settings(true, max, perAddress, longest), new SimpleMeterRegistry());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 20, PT2M, pulseboard.doctor.max-probes = 0 is not between 1 and 10000",
        "10001, 20, PT2M, pulseboard.doctor.max-probes = 10001 is not between 1 and 10000",
        "1, -1, PT2M, pulseboard.doctor.max-probes-per-address = -1 is not between 0 and 10000",
        "1, 0, PT0.9S, pulseboard.doctor.max-duration = PT0.9S is not between 1 second and 10 minutes",
        "1, 0, PT11M, pulseboard.doctor.max-duration = PT11M is not between 1 second and 10 minutes"
    })
    void aSettingOutOfRangeEndsTheStart(int max, int perAddress, Duration longest, String message) {
        assertThatThrownBy(() -> probes(max, perAddress, longest))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, PT1S", "10000, 10000, PT10M"})
    void theLimitsThemselvesAreAllowed(int max, int perAddress, Duration longest) {
        assertThat(probes(max, perAddress, longest).maxDuration()).isEqualTo(longest);
    }
}
