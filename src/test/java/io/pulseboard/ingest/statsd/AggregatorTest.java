package io.pulseboard.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.metric.SummaryValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AggregatorTest {
    private final ListSink sink = new ListSink();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> log = new ArrayList<>();
    private long now = 1_000_000;
    private final FaultLog faults = new FaultLog(registry, () -> Instant.ofEpochMilli(now), log::add);
    private final StatsdParser parser = new StatsdParser();
    private Aggregator aggregator = new Aggregator(sink, faults, 100, Duration.ofMinutes(5));

    private void receive(String datagram) {
        byte[] bytes = datagram.getBytes(StandardCharsets.UTF_8);
        parser.parse(bytes, 0, bytes.length, aggregator);
    }

    private void flush() {
        now += 1_000;
        aggregator.flush(now);
    }

    private double refused(Fault fault) {
        return registry.get("pulseboard.statsd.refused")
                .tag("reason", fault.text())
                .counter()
                .count();
    }

    private SummaryValue summary(String key) {
        return (SummaryValue) Objects.requireNonNull(sink.sample(key).compound());
    }

    @Test
    void aCounterIsAddedUpForEverWithItsSampleRate() {
        receive("orders:1|c\norders:2:3|c|@0.1");
        flush();
        assertThat(sink.value("orders")).isEqualTo(51);
        assertThat(sink.sample("orders").metadata().type()).isEqualTo(MetricType.COUNTER);

        flush();
        assertThat(sink.value("orders")).isEqualTo(51);
        assertThat(sink.sample("orders").timestampMillis()).isEqualTo(now);

        receive("orders:4|c");
        flush();
        assertThat(sink.value("orders")).isEqualTo(55);
    }

    @Test
    void aCounterDoesNotGoDown() {
        receive("orders:5|c\norders:-1|c");
        flush();

        assertThat(sink.value("orders")).isEqualTo(5);
        assertThat(refused(Fault.NEGATIVE_COUNT)).isEqualTo(1);
    }

    @Test
    void aGaugeHasItsLastValueAndSignsChangeIt() {
        receive("g:10|g\ng:7|g\ng:+3|g\ng:-4.5|g\nnew:-2|g");
        flush();
        assertThat(sink.value("g")).isEqualTo(5.5);
        assertThat(sink.value("new")).isEqualTo(-2);

        receive("g:+1|g");
        flush();
        assertThat(sink.value("g")).isEqualTo(6.5);
        assertThat(sink.sample("g").metadata().type()).isEqualTo(MetricType.GAUGE);
    }

    @Test
    void aSetCountsWhatIsDifferentBetweenFlushes() {
        receive("u:a|s\nu:b|s\nu:a|s|@0.1");
        flush();
        assertThat(sink.value("u")).isEqualTo(2);

        receive("u:a|s");
        flush();
        assertThat(sink.value("u")).isEqualTo(1);

        flush();
        assertThat(sink.value("u")).isZero();
    }

    @Test
    void aTimerIsASummary() {
        for (int i = 1; i <= 1_000; i++) {
            receive("t:" + i + "|ms");
        }
        flush();

        SummaryValue value = summary("t");
        assertThat(sink.sample("t").metadata().type()).isEqualTo(MetricType.SUMMARY);
        assertThat(sink.sample("t").metadata().unit()).isEqualTo("milliseconds");
        assertThat(value.count()).isEqualTo(1_000);
        assertThat(value.sum()).isEqualTo(500_500);
        assertThat(value.quantileCount()).isEqualTo(5);
        assertThat(value.value(0)).isCloseTo(500, within(5.1));
        assertThat(value.value(1)).isCloseTo(900, within(9.1));
        assertThat(value.value(2)).isCloseTo(950, within(9.6));
        assertThat(value.value(3)).isCloseTo(990, within(10.0));
        assertThat(value.quantile(4)).isEqualTo(1);
        assertThat(value.value(4)).isEqualTo(1_000);
    }

    @Test
    void quantilesAreThoseOfTheLastValuesAndTheCountIsThatOfAll() {
        receive("t:100|h|@0.5");
        flush();
        receive("t:7|h");
        flush();
        flush();

        SummaryValue value = summary("t");
        assertThat(value.count()).isEqualTo(3);
        assertThat(value.sum()).isEqualTo(207);
        assertThat(value.value(0)).isCloseTo(7, within(0.071));
        assertThat(value.value(4)).isEqualTo(7);
        assertThat(sink.sample("t").metadata().unit()).isEmpty();
    }

    @Test
    void valuesBelowZeroAndZeroHaveTheirQuantiles() {
        receive("d:-10:0:10|d");
        flush();

        assertThat(summary("d").value(0)).isZero();
        assertThat(summary("d").value(4)).isEqualTo(10);
        assertThat(summary("d").sum()).isZero();
    }

    @Test
    void whatNoDoubleCanHoldIsRefused() {
        receive("c:1e308|c|@0.001\nt:1e308|ms\ng:1e308|g\ng:+1e308|g\nt:5|ms");
        flush();

        assertThat(refused(Fault.BAD_VALUE)).isEqualTo(3);
        assertThat(sink.held()).doesNotContainKey("c");
        assertThat(sink.value("g")).isEqualTo(1e308);
        assertThat(summary("t").count()).isEqualTo(1);
    }

    @Test
    void whatNobodySendsIsStaleOnceAndForgotten() {
        receive("a:1|c\nb:1|g");
        flush();
        now += Duration.ofMinutes(3).toMillis();
        receive("b:2|g");
        flush();
        assertThat(sink.value("a")).isEqualTo(1);

        now += Duration.ofMinutes(3).toMillis();
        flush();

        assertThat(SpecialValues.isStale(sink.value("a"))).isTrue();
        assertThat(sink.value("b")).isEqualTo(2);
        assertThat(aggregator.seriesCount()).isEqualTo(1);

        receive("a:1|c");
        flush();
        assertThat(sink.value("a")).isEqualTo(1);
        assertThat(aggregator.seriesCount()).isEqualTo(2);
    }

    @Test
    void thereAreNotMoreSeriesThanAllowed() {
        aggregator = new Aggregator(sink, faults, 2, Duration.ofMinutes(5));

        receive("a:1|c\nb:1|c\nc:1|c\nd:x|s\na:1|c");
        flush();

        assertThat(sink.held()).containsOnlyKeys("a", "b");
        assertThat(sink.value("a")).isEqualTo(2);
        assertThat(refused(Fault.TOO_MANY_SERIES)).isEqualTo(2);
    }

    @Test
    void aSeriesKeepsItsType() {
        receive("a:1|c\na:5|g\na:5|ms\na:x|s\na.:1|g\na_:2|c");
        flush();

        assertThat(sink.value("a")).isEqualTo(1);
        assertThat(sink.value("a_")).isEqualTo(1);
        assertThat(refused(Fault.TYPE_CONFLICT)).isEqualTo(4);
    }

    @Test
    void valuesAreCounted() {
        receive("a:1:2|c\nu:x|s\nbad\na:-1|c");

        assertThat(aggregator.takeValueCount()).isEqualTo(3);
        assertThat(aggregator.takeValueCount()).isZero();
    }

    @Test
    void aBadLineIsLoggedOnceAMinute() {
        receive("_e{1,1}:a|b\nfirst\u0007bad\nsecond\n" + "x".repeat(500));
        now += 59_999;
        receive("third");
        now += 1;
        receive("y".repeat(500));

        assertThat(log)
                .containsExactly(
                        "statsd line not taken reason=bad_name line='first?bad'; further ones are counted only, for a minute",
                        "statsd line not taken reason=bad_name line='" + "y".repeat(128)
                                + "...'; further ones are counted only, for a minute");
        assertThat(refused(Fault.BAD_NAME)).isEqualTo(5);
        assertThat(refused(Fault.EVENT)).isEqualTo(1);
    }

    @Test
    void nothingIsHandedOnWhereThereIsNothing() {
        flush();

        assertThat(sink.held()).isEmpty();
    }

    @Test
    void samplesOfOneFlushHaveOneTime() {
        receive("a:1|c\nb:1|ms\nc:1|g\nd:1|s");
        flush();

        assertThat(sink.held().values()).extracting(Sample::timestampMillis).containsOnly(now);
    }
}
