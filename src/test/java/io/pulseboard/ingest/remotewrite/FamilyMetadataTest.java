package io.pulseboard.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyMetadataTest {
    private final FamilyMetadata families = new FamilyMetadata();

    private static MetricMetadata gauge(String help) {
        return new MetricMetadata(MetricType.GAUGE, "", help);
    }

    private void say(String family, MetricMetadata... all) {
        Map<String, MetricMetadata> said = new HashMap<>();
        for (MetricMetadata metadata : all) {
            families.choose(said, family, metadata);
        }
        families.remember(said);
    }

    @ParameterizedTest
    @CsvSource({"took", "took_bucket", "took_sum", "took_count", "took_created", "took_total", "took_gsum", "took_info"
    })
    void theSeriesOfAFamilyAreFound(String name) {
        say("took", gauge("x"));

        assertThat(families.of(name)).isEqualTo(gauge("x"));
    }

    @Test
    void aFamilyOfThatVeryNameIsNearer() {
        say("took", gauge("x"));
        say("took_count", gauge("y"));

        assertThat(families.of("took_count")).isEqualTo(gauge("y"));
    }

    @Test
    void ofOthersNothingIsKnown() {
        say("took", gauge("x"));

        assertThat(families.of("tooks")).isEqualTo(MetricMetadata.UNKNOWN);
    }

    @Test
    void theVersionChangesWithWhatIsKnown() {
        say("took", gauge("x"));
        long before = families.version();

        say("took", gauge("x"));
        assertThat(families.version()).isEqualTo(before);
        say("took", gauge("y"));
        assertThat(families.version()).isNotEqualTo(before);
    }

    @Test
    void targetsThatDisagreeChangeNothing() {
        say("took", gauge("x"));

        say("took", gauge("y"), gauge("x"));
        assertThat(families.of("took")).isEqualTo(gauge("x"));
        say("took", gauge("x"), gauge("y"));
        assertThat(families.of("took")).isEqualTo(gauge("x"));
    }

    @Test
    void theFirstOfSeveralNewWordsIsTaken() {
        say("took", gauge("x"), gauge("y"));

        assertThat(families.of("took")).isEqualTo(gauge("x"));
    }

    @Test
    void whatWasNotMentionedForLongestIsForgotten() {
        say("first", gauge("x"));
        say("second", gauge("x"));
        say("first", gauge("x"));
        for (int i = 0; i < FamilyMetadata.MOST_FAMILIES - 1; i++) {
            say("f" + i, gauge("x"));
        }

        assertThat(families.size()).isEqualTo(FamilyMetadata.MOST_FAMILIES);
        assertThat(families.of("first")).isEqualTo(gauge("x"));
        assertThat(families.of("second")).isEqualTo(MetricMetadata.UNKNOWN);
    }

    @Test
    void endlessHelpIsNotRemembered() {
        say("took", gauge("x".repeat(5_000)));

        assertThat(families.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "HISTOGRAM, took_bucket, COUNTER",
        "HISTOGRAM, took_sum, COUNTER",
        "HISTOGRAM, took_count, COUNTER",
        "HISTOGRAM, took_created, GAUGE",
        "HISTOGRAM, took, UNKNOWN",
        "GAUGEHISTOGRAM, took_bucket, GAUGE",
        "GAUGEHISTOGRAM, took_gsum, GAUGE",
        "SUMMARY, took, GAUGE",
        "SUMMARY, took_sum, COUNTER",
        "SUMMARY, took_count, COUNTER",
        "COUNTER, orders_total, COUNTER",
        "COUNTER, orders_created, GAUGE",
        "GAUGE, took_count, GAUGE",
        "INFO, build_info, INFO",
        "STATESET, state, STATESET",
        "UNKNOWN, x_total, UNKNOWN"
    })
    void aPartOfAFamilyHasATypeOfItsOwn(MetricType family, String name, MetricType type) {
        assertThat(FamilyMetadata.typeOfNumber(family, name)).isEqualTo(type);
    }
}
