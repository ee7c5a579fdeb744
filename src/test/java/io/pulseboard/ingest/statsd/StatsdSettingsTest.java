package io.pulseboard.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsdSettingsTest {
    private static StatsdSettings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        values.put("pulseboard.statsd.listen-port", "8125");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("pulseboard.statsd." + keysAndValues[i], keysAndValues[i + 1]);
        }
        StatsdConfig config = new SmallRyeConfigBuilder()
                .withMapping(StatsdConfig.class)
                .withConverter(Duration.class, 1_000, new DurationConverter())
                .withConverter(io.quarkus.runtime.configuration.MemorySize.class, 1_000, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(StatsdConfig.class);
        return StatsdSettings.of(config, Duration.ofSeconds(2));
    }

    @Test
    void itListensOnLoopbackUnlessToldOtherwise() {
        StatsdSettings settings = settings();

        assertThat(settings.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.address().getPort()).isEqualTo(8125);
        assertThat(settings.flush()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.expire()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.maxSeries()).isEqualTo(10_000);
        assertThat(settings.receiveBuffer()).isZero();
    }

    @Test
    void whatIsSetHolds() {
        StatsdSettings settings = settings(
                "listen-address",
                "0.0.0.0",
                "flush",
                "500ms",
                "expire",
                "10s",
                "max-series",
                "7",
                "receive-buffer",
                "4M");

        assertThat(settings.address().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(settings.flush()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.expire()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxSeries()).isEqualTo(7);
        assertThat(settings.receiveBuffer()).isEqualTo(4 << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "listen-port, 65536, pulseboard.statsd.listen-port = 65536 is not between 0 and 65535",
        "listen-port, -1, pulseboard.statsd.listen-port = -1 is not between 0 and 65535",
        "flush, 99ms, pulseboard.statsd.flush = PT0.099S is not between PT0.1S and PT1M",
        "flush, 61s, pulseboard.statsd.flush = PT1M1S is not between PT0.1S and PT1M",
        "expire, 1s, pulseboard.statsd.expire = PT1S is not between PT2S and PT24H",
        "expire, 25h, pulseboard.statsd.expire = PT25H is not between PT2S and PT24H",
        "max-series, 0, pulseboard.statsd.max-series = 0 is not between 1 and 1000000",
        "receive-buffer, 0, pulseboard.statsd.receive-buffer = 0 is not between 1 and 1073741824",
        "receive-buffer, 2G, pulseboard.statsd.receive-buffer = 2147483648 is not between 1 and 1073741824",
        "listen-address, not an address, pulseboard.statsd.listen-address = 'not an address' is not an address of this machine",
    })
    void whatCannotBeIsNamed(String key, String value, String message) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }
}
