package io.pulseboard.ingest.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.ingest.prometheus.LabelLimits;
import io.pulseboard.metric.Labels;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the keys below {@code pulseboard.scrape} mean, their defaults, and what is refused. */
class ScrapeTargetsTest {
    private static final String SHOP = "pulseboard.scrape.targets.shop.";

    private static ScrapeTargets configured(ConfigSource source) {
        ScrapeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(ScrapeConfig.class)
                .withSources(source)
                .build()
                .getConfigMapping(ScrapeConfig.class);
        return ScrapeTargets.of(config);
    }

    private static List<ScrapeTarget> targets(ConfigSource source) {
        return configured(source).fixed();
    }

    private static List<ScrapeTarget> targets(Map<String, String> keys) {
        return targets(new PropertiesConfigSource(keys, "test", 100));
    }

    private static ScrapeTarget target(String... keysAndValues) {
        Map<String, String> keys = new HashMap<>(Map.of(SHOP + "url", "http://shop:8080/metrics"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return targets(keys).get(0);
    }

    @Test
    void withoutConfigurationThereIsNoTarget() {
        assertThat(targets(Map.of())).isEmpty();
    }

    @Test
    void anAddressIsAllThatATargetNeeds() {
        ScrapeTarget target = target();

        assertThat(target.job().name()).isEqualTo("shop");
        assertThat(target.url()).hasToString("http://shop:8080/metrics");
        assertThat(target.labels()).isEqualTo(Labels.of("job", "shop", "instance", "shop:8080"));
        assertThat(target.job().every()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.job().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.job().maxBodyBytes()).isEqualTo(16 << 20);
        assertThat(target.job().maxSamples()).isEqualTo(100_000);
        assertThat(target.job().authorization()).isNull();
        assertThat(target.job().tlsConfigurationName()).isNull();
        assertThat(target.job().honorLabels()).isFalse();
        assertThat(target.job().honorTimestamps()).isTrue();
        assertThat(target.job().trackTimestampsStaleness()).isFalse();
        assertThat(target.job().labelLimits()).isEqualTo(LabelLimits.NONE);
    }

    @Test
    void limitsOnLabelsAreReadForAllAndForOne() {
        ScrapeTarget target = target(
                "pulseboard.scrape.max-labels",
                "30",
                "pulseboard.scrape.max-label-value-bytes",
                "200",
                SHOP + "max-label-name-bytes",
                "60",
                SHOP + "max-label-value-bytes",
                "100");

        assertThat(target.job().labelLimits()).isEqualTo(new LabelLimits(30, 60, 100));
    }

    @ParameterizedTest
    @CsvSource({
        "shop:9100, http://shop:9100/metrics, shop:9100",
        "shop, http://shop/metrics, shop:80",
        "https://shop, https://shop/metrics, shop:443",
        "HTTP://Shop:8080/, http://Shop:8080/, Shop:8080",
        "http://shop/a?b=c%20d, http://shop/a?b=c%20d, shop:80",
        "http://[::1]:9100/metrics, http://[::1]:9100/metrics, [::1]:9100"
    })
    void anAddressIsCompleted(String url, String expected, String instance) {
        ScrapeTarget target = target(SHOP + "url", url);

        assertThat(target.url()).hasToString(expected);
        assertThat(target.labels().get("instance")).isEqualTo(instance);
    }

    @Test
    void aJobMayHaveSeveralAddresses() {
        assertThat(targets(Map.of(SHOP + "url", "a:1,b:2")))
                .extracting(target -> target.labels().get("instance"))
                .containsExactly("a:1", "b:2");
    }

    @Test
    void whatATargetSaysBeatsWhatIsSaidForAll() {
        ScrapeTarget target = target(
                "pulseboard.scrape.every",
                "30s",
                "pulseboard.scrape.timeout",
                "20s",
                "pulseboard.scrape.max-body",
                "1M",
                "pulseboard.scrape.max-samples",
                "10",
                SHOP + "every",
                "60s",
                SHOP + "timeout",
                "40s",
                SHOP + "max-body",
                "2M",
                SHOP + "max-samples",
                "20");

        assertThat(target.job().every()).isEqualTo(Duration.ofSeconds(60));
        assertThat(target.job().timeout()).isEqualTo(Duration.ofSeconds(40));
        assertThat(target.job().maxBodyBytes()).isEqualTo(2 << 20);
        assertThat(target.job().maxSamples()).isEqualTo(20);
    }

    @Test
    void whatIsSaidForAllHoldsForATarget() {
        ScrapeTarget target = target(
                "pulseboard.scrape.every", "30s",
                "pulseboard.scrape.timeout", "20s",
                "pulseboard.scrape.max-body", "1M",
                "pulseboard.scrape.max-samples", "10");

        assertThat(target.job().every()).isEqualTo(Duration.ofSeconds(30));
        assertThat(target.job().timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(target.job().maxBodyBytes()).isEqualTo(1 << 20);
        assertThat(target.job().maxSamples()).isEqualTo(10);
    }

    @Test
    void theTimeoutIsTenSecondsForATargetThatIsScrapedSeldom() {
        assertThat(target(SHOP + "every", "60s").job().timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void labelsAreAdded() {
        assertThat(target(SHOP + "labels.zone", "eu", SHOP + "labels.instance", "blue")
                        .labels())
                .isEqualTo(Labels.of("job", "shop", "instance", "blue", "zone", "eu"));
    }

    @Test
    void credentialsBecomeAHeader() {
        assertThat(target(SHOP + "bearer-token", "t0ken").job().authorization()).isEqualTo("Bearer t0ken");
        assertThat(target(SHOP + "username", "ann", SHOP + "password", "p:ß")
                        .job()
                        .authorization())
                .isEqualTo("Basic YW5uOnA6w58=");
    }

    @Test
    void aTargetDoesNotTellItsSecret() {
        ScrapeTarget target = target(SHOP + "bearer-token", "t0ken");

        assertThat(target + " " + target.job()).doesNotContain("t0ken");
    }

    @Test
    void theOtherSwitchesAreRead() {
        ScrapeTarget target = target(
                SHOP + "honor-labels",
                "true",
                SHOP + "honor-timestamps",
                "false",
                SHOP + "tls-configuration-name",
                "in",
                SHOP + "track-timestamps-staleness",
                "true");

        assertThat(target.job().honorLabels()).isTrue();
        assertThat(target.job().honorTimestamps()).isFalse();
        assertThat(target.job().trackTimestampsStaleness()).isTrue();
        assertThat(target.job().tlsConfigurationName()).isEqualTo("in");
    }

    @Test
    void environmentVariablesDoToo() {
        List<ScrapeTarget> targets = targets(new EnvConfigSource(
                Map.of(
                        "PULSEBOARD_SCRAPE_TARGETS_SHOP_URL", "shop:8080",
                        "PULSEBOARD_SCRAPE_TARGETS_SHOP_EVERY", "1s",
                        "PULSEBOARD_SCRAPE_TARGETS_SHOP_BEARER_TOKEN", "t0ken",
                        "PULSEBOARD_SCRAPE_TARGETS_SHOP_LABELS_CLOUD_ZONE", "eu",
                        "PULSEBOARD_SCRAPE_TARGETS_SHOP_LABELS_JOB", "my-shop"),
                300));

        assertThat(targets).singleElement().satisfies(target -> {
            assertThat(target.url()).hasToString("http://shop:8080/metrics");
            assertThat(target.job().every()).isEqualTo(Duration.ofSeconds(1));
            assertThat(target.job().authorization()).isEqualTo("Bearer t0ken");
            assertThat(target.labels())
                    .isEqualTo(Labels.of("instance", "shop:8080", "job", "my-shop", "cloud_zone", "eu"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pulseboard.scrape.every       | 1500ms          | pulseboard.scrape.every = PT1.5S is not a whole"
                        + " number of seconds from 1 to 3600",
                "pulseboard.scrape.every       | 0s              | pulseboard.scrape.every = PT0S is not a whole"
                        + " number of seconds from 1 to 3600",
                "pulseboard.scrape.every       | 2h              | pulseboard.scrape.every = PT2H is not a whole"
                        + " number of seconds from 1 to 3600",
                "pulseboard.scrape.timeout     | 0s              | pulseboard.scrape.timeout = PT0S is not between"
                        + " PT0.001S and PT1H",
                "pulseboard.scrape.max-body    | 0               | pulseboard.scrape.max-body = 0 is not between 1 and"
                        + " 1073741824 bytes",
                "pulseboard.scrape.max-body    | 2G              | pulseboard.scrape.max-body = 2147483648 is not"
                        + " between 1 and 1073741824 bytes",
                "pulseboard.scrape.max-labels  | 0               | pulseboard.scrape.max-labels = 0 is not a positive"
                        + " number",
                "pulseboard.scrape.targets.shop.max-label-name-bytes | -1 |"
                        + " pulseboard.scrape.targets.shop.max-label-name-bytes = -1 is not a positive number",
                "pulseboard.scrape.max-targets | 0               | pulseboard.scrape.max-targets = 0 is not between 1"
                        + " and 100000",
                "pulseboard.scrape.max-samples | 0               | pulseboard.scrape.max-samples = 0 is not a positive"
                        + " number",
                "pulseboard.scrape.targets.shop.timeout  | 6s    | pulseboard.scrape.targets.shop.timeout = PT6S is"
                        + " not between PT0.001S and PT5S",
                "pulseboard.scrape.targets.shop.url      | ftp://shop | pulseboard.scrape.targets.shop.url ="
                        + " ftp://shop is not an http or https address with a host",
                "pulseboard.scrape.targets.shop.url      | http:///x  | pulseboard.scrape.targets.shop.url = http:///x"
                        + " is not an http or https address with a host",
                "pulseboard.scrape.targets.shop.url      | sh op      | pulseboard.scrape.targets.shop.url = sh op is"
                        + " not an address: Illegal character in authority",
                "pulseboard.scrape.targets.shop.url      | http://u:p@shop | pulseboard.scrape.targets.shop.url must"
                        + " not hold credentials: there are username and password for them",
                "pulseboard.scrape.targets.shop.password | x     | pulseboard.scrape.targets.shop.password is set, but"
                        + " pulseboard.scrape.targets.shop.username is not",
                "pulseboard.scrape.targets.shop.labels.__name__ | x | pulseboard.scrape.targets.shop.labels has a"
                        + " label named '__name__', which cannot be"
            })
    void whatDoesNotFitIsRefusedByKeyAndValue(String key, String value, String message) {
        assertThatThrownBy(() -> target(key, value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "targets.txt",
                "targets/",
                "conf.d/*/targets.json",
                "*",
                "/",
            })
    void whatIsNoPathOfTargetFilesIsRefused(String path) {
        assertThatThrownBy(() -> target(SHOP + "files", path))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("pulseboard.scrape.targets.shop.files = " + path
                        + " is not a path that ends in .json, .yml or .yaml, with '*' in its last part only");
    }

    @Test
    void aJobMayHaveFilesInPlaceOfAddresses() {
        ScrapeTargets targets = configured(new PropertiesConfigSource(
                Map.of(SHOP + "files", "/etc/targets/*.yaml,more.json", SHOP + "every", "7s"), "test", 100));

        assertThat(targets.fixed()).isEmpty();
        assertThat(targets.files()).hasSize(1).allSatisfy((job, patterns) -> {
            assertThat(job.every()).isEqualTo(Duration.ofSeconds(7));
            assertThat(patterns).extracting(FilePattern::text).containsExactly("/etc/targets/*.yaml", "more.json");
        });
    }

    @Test
    void aJobWithoutAddressesAndFilesIsRefused() {
        assertThatThrownBy(() -> targets(Map.of(SHOP + "every", "5s")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "pulseboard.scrape.targets.shop.url is empty, and so is pulseboard.scrape.targets.shop.files:"
                                + " expected an address to scrape, or a file of them");
    }

    @Test
    void onlyOneKindOfCredentialsIsPossible() {
        assertThatThrownBy(() -> target(SHOP + "bearer-token", "t", SHOP + "username", "u"))
                .hasMessageContaining("exclude one another");
    }

    @Test
    void aTargetIsAlwaysScrapedAtTheSameMomentWithinItsInterval() {
        long offset = ScrapeSchedule.offsetMillis(target());

        assertThat(offset).isBetween(0L, 4_999L).isEqualTo(ScrapeSchedule.offsetMillis(target()));
        assertThat(ScrapeSchedule.offsetMillis(target(SHOP + "every", "1s"))).isBetween(0L, 999L);
        assertThat(ScrapeSchedule.offsetMillis(target(SHOP + "every", "1h"))).isBetween(0L, 4_999L);
    }
}
