package io.pulseboard.operations;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownKeysTest {
    private final UnknownKeys keys = new UnknownKeys(new KnownKeys(List.of(
            "pulseboard.tick",
            "pulseboard.ingest.token",
            "pulseboard.http.allowed-hosts",
            "pulseboard.http.allowed-hosts[*]",
            "pulseboard.scrape.targets[*].url",
            "pulseboard.scrape.targets[*].labels.*",
            "pulseboard.jobs.*.url",
            "pulseboard.jobs.*.labels.*",
            "pulseboard.scrape.labels.*")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pulseboard.tick",
                "%dev.pulseboard.tick",
                "%dev,test.pulseboard.tick",
                "pulseboard.http.allowed-hosts",
                "pulseboard.http.allowed-hosts[3]",
                "pulseboard.scrape.targets[12].url",
                "pulseboard.scrape.targets[0].labels.zone",
                "pulseboard.scrape.labels.\"my.zone\"",
                "PULSEBOARD_TICK",
                "PULSEBOARD_HTTP_ALLOWED_HOSTS",
                "PULSEBOARD_HTTP_ALLOWED_HOSTS_0_",
                "PULSEBOARD_SCRAPE_TARGETS_0__URL",
                "PULSEBOARD_SCRAPE_TARGETS_0__LABELS_ZONE",
                "PULSEBOARD_JOBS_SHOP_URL",
                "PULSEBOARD_JOBS__NODE_EXPORTER__URL",
                "PULSEBOARD_JOBS_SHOP_LABELS_CLOUD_ZONE",
                "PULSEBOARD_SCRAPE_LABELS_ZONE"
            })
    void aKnownNamePasses(String name) {
        assertThatCode(() -> keys.check(Map.of(name, "1"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "pulseboard.tikc,pulseboard.tick",
        "pulseboard.http.alowed-host,pulseboard.http.allowed-hosts",
        "pulseboard.http.tick,pulseboard.tick",
        "pulseboard.scrape.targets[0].uri,pulseboard.scrape.targets[*].url",
        "%dev.pulseboard.tik,pulseboard.tick",
        "PULSEBOARD_TIK,PULSEBOARD_TICK",
        "PULSEBOARD_HTTP_ALLOWEDHOSTS,PULSEBOARD_HTTP_ALLOWED_HOSTS",
        "PULSEBOARD_TOKEN,PULSEBOARD_INGEST_TOKEN"
    })
    void anUnknownOneIsNamedWithWhatMayHaveBeenMeant(String name, String meant) {
        assertThatThrownBy(() -> keys.check(Map.of(name, "500ms")))
                .isInstanceOf(UnknownKeysException.class)
                .hasMessageContaining(name + " = '")
                .hasMessageEndingWith("did you mean " + meant + "?");
    }

    @Test
    void anEntryWhoseNameWouldBeCutAtAnUnderscoreIsNotTaken() {
        assertThatThrownBy(() -> keys.check(Map.of("PULSEBOARD_JOBS_NODE_EXPORTER_URL", "node:9100")))
                .isInstanceOf(UnknownKeysException.class)
                .hasMessageContaining("PULSEBOARD_JOBS_NODE_EXPORTER_URL = 'node:9100'");
    }

    @Test
    void whatIsNearNothingIsNotGuessedAt() {
        assertThatThrownBy(() -> keys.check(Map.of("pulseboard.colour-of-the-sky", "blue")))
                .hasMessage("unknown configuration key pulseboard.colour-of-the-sky = 'blue'");
    }

    @Test
    void aSecretIsNotShown() {
        assertThatThrownBy(() -> keys.check(Map.of("pulseboard.ingest.tokn-password", "hunter2")))
                .hasMessageContaining("'***'")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void allAreNamedAtOnce() {
        assertThatThrownBy(() -> keys.check(Map.of("pulseboard.x", "1", "PULSEBOARD_Y", "2")))
                .hasMessageContaining("pulseboard.x = '1'")
                .hasMessageContaining("PULSEBOARD_Y = '2'");
    }

    @Test
    void whatKubernetesInjectsIsIgnored() {
        Map<String, String> injected = Map.of(
                "PULSEBOARD_SERVICE_HOST", "10.0.0.1",
                "PULSEBOARD_SERVICE_PORT_HTTP", "8080",
                "PULSEBOARD_PORT", "tcp://10.0.0.1:8080",
                "PULSEBOARD_PORT_8080_TCP_ADDR", "10.0.0.1",
                "PULSEBOARD_UDP_PORT", "udp://10.0.0.2:8125",
                "PULSEBOARD_UDP_PORT_8125_UDP_PROTO", "udp",
                "PULSEBOARD_UDP_SERVICE_HOST", "10.0.0.2");

        assertThatCode(() -> keys.check(injected)).doesNotThrowAnyException();
    }

    @Test
    void aPortThatHoldsNoAddressIsOurs() {
        assertThatThrownBy(() -> keys.check(Map.of("PULSEBOARD_STATSD_PORT", "8125")))
                .hasMessageContaining("PULSEBOARD_STATSD_PORT = '8125'");
    }
}
