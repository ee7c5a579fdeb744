package io.pulseboard.ingest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.metric.SummaryValue;
import io.pulseboard.store.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The meters of this process, as samples. */
class ProcessSamplerTest {
    private static final long NOW = 1_700_000_000_000L;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Sample> samples = new ArrayList<>();
    private final SampleSink sink = new SampleSink() {
        @Override
        public AppendResult append(Source source, List<Sample> given) {
            assertThat(source.name()).isEqualTo("process");
            samples.addAll(given);
            return new AppendResult(given.size(), List.of());
        }

        @Override
        public int remove(Collection<SeriesKey> keys) {
            throw new UnsupportedOperationException("nothing is removed");
        }
    };
    private final ProcessSampler sampler = new ProcessSampler(
            writer -> registry.scrape(writer, TextFormat.CONTENT_TYPE_004), sink, () -> Instant.ofEpochMilli(NOW));

    @Test
    void aMeterHasTheNameLabelsAndTypeOfTheEndpoint() {
        registry.counter("shop.orders", "kind", "grün").increment(42);

        sampler.sample();

        Sample sample = samples.get(0);
        assertThat(sample.key()).isEqualTo(SeriesKey.of("shop_orders_total", "kind", "grün"));
        assertThat(sample.metadata().type()).isEqualTo(MetricType.COUNTER);
        assertThat(sample.value()).isEqualTo(42);
        assertThat(sample.timestampMillis()).isEqualTo(NOW);
    }

    @Test
    void aTimerIsASummary() {
        DistributionSummary.builder("sizes").register(registry).record(3);

        sampler.sample();

        assertThat(samples)
                .filteredOn(sample -> sample.key().name().equals("sizes"))
                .extracting(Sample::compound)
                .containsExactly(new SummaryValue(new double[0], new double[0], 3, 1));
    }

    @Test
    void aMeterThatIsRemovedIsStale() {
        Counter counter = registry.counter("shop.orders");
        sampler.sample();
        samples.clear();
        registry.remove(counter);

        sampler.sample();

        assertThat(samples).singleElement().satisfies(sample -> {
            assertThat(sample.key()).isEqualTo(SeriesKey.of("shop_orders_total"));
            assertThat(SpecialValues.isStale(sample.value())).isTrue();
        });
    }

    @Test
    void metersThatAreNotWrittenWellAreAProgrammingError() {
        ProcessSampler broken = new ProcessSampler(writer -> writer.write("<html>"), sink, Instant::now);

        assertThatThrownBy(broken::sample).isInstanceOf(IllegalStateException.class);
    }
}
