package io.pulseboard.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostSettingsTest {
    private static HostSettings settings(Map<String, String> values) {
        return HostSettings.of(new SmallRyeConfigBuilder()
                .withMapping(HostConfig.class)
                .withConverter(Duration.class, 1000, text -> Duration.parse("PT" + text))
                .withDefaultValues(values)
                .build()
                .getConfigMapping(HostConfig.class));
    }

    @Test
    void defaults() {
        assertThat(settings(Map.of()))
                .isEqualTo(new HostSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), HostPaths.OWN));
    }

    @Test
    void everyKeyIsRead() {
        Path here = Path.of("src/test/resources/host/server").toAbsolutePath();
        HostSettings settings = settings(Map.of(
                "pulseboard.host.every", "5s",
                "pulseboard.host.slow-every", "60s",
                "pulseboard.host.proc", here + "/proc",
                "pulseboard.host.sys", here + "/sys/",
                "pulseboard.host.root", here + "/root"));
        assertThat(settings)
                .isEqualTo(new HostSettings(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        new HostPaths(here.resolve("proc"), here.resolve("sys"), here.resolve("root"))));
    }

    @Test
    void aPeriodThatTheSchedulerCannotKeepIsRefused() {
        assertThatThrownBy(() -> settings(Map.of("pulseboard.host.every", "0.5s")))
                .hasMessage(
                        "pulseboard.host.every=500ms: must be at least 1s, the shortest period of quarkus-scheduler");
        assertThatThrownBy(() -> settings(Map.of("pulseboard.host.slow-every", "0s")))
                .hasMessage(
                        "pulseboard.host.slow-every=0ms: must be at least 1s, the shortest period of quarkus-scheduler");
    }

    @Test
    void aDirectoryThatIsNoneIsRefused() {
        assertThatThrownBy(() -> settings(Map.of("pulseboard.host.proc", "/nowhere/proc")))
                .hasMessage("pulseboard.host.proc=/nowhere/proc: is not a directory");
    }
}
