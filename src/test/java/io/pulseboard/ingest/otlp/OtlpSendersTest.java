package io.pulseboard.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.HistogramFlavor;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SummaryValue;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What people send with: the OpenTelemetry SDK for Java and Micrometer. */
@QuarkusTest
@TestProfile(WithRecordingSink.class)
class OtlpSendersTest {
    private static final Attributes WEB = Attributes.of(AttributeKey.stringKey("order.kind"), "web");

    @Inject
    RecordingSink sink;

    @BeforeEach
    void empty() {
        sink.clear();
    }

    private static String endpoint() {
        return "http://localhost:" + RestAssured.port + "/v1/metrics";
    }

    /** Counts what was not a success, which the reader would only log. */
    private static final class Watched implements MetricExporter {
        private final MetricExporter exporter;
        private int failures;

        Watched(MetricExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            CompletableResultCode result = exporter.export(metrics).join(10, TimeUnit.SECONDS);
            failures += result.isSuccess() ? 0 : 1;
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }

        @Override
        public io.opentelemetry.sdk.metrics.data.AggregationTemporality getAggregationTemporality(
                InstrumentType instrument) {
            return exporter.getAggregationTemporality(instrument);
        }
    }

    private Sample sample(String name, String service) {
        return sink.sample(name + "{instance=\"a\",job=\"" + service
                + "\",order_kind=\"web\",otel_scope_name=\"shop.orders\",otel_scope_version=\"1.2\"}");
    }

    @ParameterizedTest
    @CsvSource({"false,none", "true,gzip", "false,gzip", "true,none"})
    void theOpenTelemetrySdkIsUnderstood(boolean delta, String compression) {
        String service = "sdk-" + delta + "-" + compression;
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(endpoint())
                .setCompression(compression)
                .addHeader("Authorization", "Bearer " + WithRecordingSink.TOKEN);
        if (delta) {
            builder.setAggregationTemporalitySelector(AggregationTemporalitySelector.deltaPreferred());
        }
        Watched exporter = new Watched(builder.build());
        Resource resource = Resource.create(Attributes.builder()
                .put("service.name", service)
                .put("service.instance.id", "a")
                .put("host.name", "h")
                .build());
        try (SdkMeterProvider provider = SdkMeterProvider.builder()
                .setResource(resource)
                .registerView(
                        InstrumentSelector.builder().setName("order.size").build(),
                        View.builder()
                                .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                                .build())
                .registerMetricReader(PeriodicMetricReader.builder(exporter)
                        .setInterval(Duration.ofHours(1))
                        .build())
                .build()) {
            record(provider);
        }

        assertThat(exporter.failures).isZero();
        Sample orders = sample("orders_total", service);
        assertThat(orders.value()).isEqualTo(10);
        assertThat(orders.metadata().type()).isEqualTo(MetricType.COUNTER);
        assertThat(orders.metadata().help()).isEqualTo("Orders placed.");
        assertThat(sample("orders_open", service).value()).isEqualTo(2);
        assertThat(sample("queue_fill_ratio", service).value()).isEqualTo(0.25);
        HistogramValue took = (HistogramValue)
                Objects.requireNonNull(sample("order_duration_seconds", service).compound());
        assertThat(took.count()).isEqualTo(4);
        assertThat(took.sum()).isEqualTo(6.0);
        HistogramValue size = (HistogramValue)
                Objects.requireNonNull(sample("order_size_bytes", service).compound());
        assertThat(size.count()).isEqualTo(4);
        assertThat(size.bucketCount()).isGreaterThan(4);
        assertThat(sink.sample("target_info{host_name=\"h\",instance=\"a\",job=\"" + service + "\"}")
                        .value())
                .isEqualTo(1);
    }

    /** Two exports, so that deltas have something to add up. */
    private static void record(SdkMeterProvider provider) {
        Meter meter = provider.meterBuilder("shop.orders")
                .setInstrumentationVersion("1.2")
                .build();
        LongCounter orders = meter.counterBuilder("orders")
                .setDescription("Orders placed.")
                .setUnit("{order}")
                .build();
        LongUpDownCounter open = meter.upDownCounterBuilder("orders.open").build();
        DoubleHistogram took =
                meter.histogramBuilder("order.duration").setUnit("s").build();
        DoubleHistogram size =
                meter.histogramBuilder("order.size").setUnit("By").build();
        meter.gaugeBuilder("queue.fill").setUnit("1").buildWithCallback(measurement -> measurement.record(0.25, WEB));
        for (int round = 1; round <= 2; round++) {
            orders.add(round == 1 ? 3 : 7, WEB);
            open.add(1, WEB);
            for (int i = 1; i <= 2; i++) {
                took.record(i, WEB);
                size.record(100.0 * i * round, WEB);
            }
            provider.forceFlush().join(10, TimeUnit.SECONDS);
        }
    }

    private static OtlpMeterRegistry micrometer(AggregationTemporality temporality, HistogramFlavor flavor) {
        Map<String, String> settings = Map.of(
                "otlp.url",
                endpoint(),
                "otlp.step",
                "1h",
                "otlp.aggregationTemporality",
                temporality.name(),
                "otlp.histogramFlavor",
                flavor.name(),
                "otlp.headers",
                "Authorization=Bearer " + WithRecordingSink.TOKEN,
                "otlp.resourceAttributes",
                "service.name=micrometer-" + temporality + "-" + flavor + ",service.instance.id=a");
        OtlpConfig config = settings::get;
        return new OtlpMeterRegistry(config, Clock.SYSTEM);
    }

    @ParameterizedTest
    @EnumSource(HistogramFlavor.class)
    void micrometerIsUnderstood(HistogramFlavor flavor) {
        OtlpMeterRegistry registry = micrometer(AggregationTemporality.CUMULATIVE, flavor);
        Counter orders =
                Counter.builder("orders").tag("kind", "web").baseUnit("orders").register(registry);
        Gauge.builder("queue.length", () -> 7).register(registry);
        Timer took =
                Timer.builder("order.duration").publishPercentileHistogram().register(registry);
        DistributionSummary size = DistributionSummary.builder("order.size")
                .publishPercentiles(0.5, 0.9)
                .register(registry);
        orders.increment(3);
        took.record(Duration.ofMillis(20));
        size.record(10);

        registry.close();

        String identity = "instance=\"a\",job=\"micrometer-CUMULATIVE-" + flavor + "\"";
        assertThat(sink.sample("orders_total{" + identity + ",kind=\"web\"}").value())
                .isEqualTo(3);
        assertThat(sink.sample("queue_length{" + identity + "}").value()).isEqualTo(7);
        HistogramValue histogram = (HistogramValue) Objects.requireNonNull(
                sink.sample("order_duration_milliseconds{" + identity + "}").compound());
        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.sum()).isEqualTo(20);
        assertThat(histogram.bucketCount()).isGreaterThan(3);
        assertThat(sink.sample("order_size{" + identity + "}").compound()).isInstanceOf(SummaryValue.class);
    }

    @Test
    void micrometersDeltasAreUnderstood() {
        OtlpMeterRegistry registry =
                micrometer(AggregationTemporality.DELTA, HistogramFlavor.EXPLICIT_BUCKET_HISTOGRAM);
        Counter.builder("orders").register(registry).increment(3);

        registry.close();

        assertThat(sink.sample("orders_total{instance=\"a\",job=\"micrometer-DELTA-EXPLICIT_BUCKET_HISTOGRAM\"}")
                        .value())
                .isEqualTo(3);
    }
}
