package io.pulseboard.ingest.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;

/** Makes requests. */
final class Requests {
    /** A moment in milliseconds since the Unix epoch. */
    static final long T = 1_763_800_000_000L;

    static final AggregationTemporality DELTA = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    static final AggregationTemporality CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;

    private Requests() {}

    /** That many seconds after the moment, in nanoseconds. */
    static long nanos(double seconds) {
        return T * 1_000_000 + Math.round(seconds * 1e9);
    }

    static KeyValue attribute(String key, String value) {
        return attribute(key, AnyValue.newBuilder().setStringValue(value).build());
    }

    static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    static Resource shop() {
        return Resource.newBuilder()
                .addAttributes(attribute("service.name", "shop"))
                .addAttributes(attribute("service.instance.id", "a"))
                .build();
    }

    /** A request of the resource {@link #shop}, from a scope without a name. */
    static ExportMetricsServiceRequest request(Metric... metrics) {
        return request(shop(), InstrumentationScope.getDefaultInstance(), metrics);
    }

    static ExportMetricsServiceRequest request(Resource resource, InstrumentationScope scope, Metric... metrics) {
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(resource)
                        .addScopeMetrics(
                                ScopeMetrics.newBuilder().setScope(scope).addAllMetrics(List.of(metrics))))
                .build();
    }

    static NumberDataPoint.Builder point(double value, KeyValue... attributes) {
        return NumberDataPoint.newBuilder()
                .addAllAttributes(List.of(attributes))
                .setTimeUnixNano(nanos(0))
                .setAsDouble(value);
    }

    static Metric gauge(String name, String unit, NumberDataPoint.Builder... points) {
        Gauge.Builder gauge = Gauge.newBuilder();
        for (NumberDataPoint.Builder point : points) {
            gauge.addDataPoints(point);
        }
        return Metric.newBuilder().setName(name).setUnit(unit).setGauge(gauge).build();
    }

    static Metric sum(
            String name,
            String unit,
            AggregationTemporality temporality,
            boolean monotonic,
            NumberDataPoint.Builder... points) {
        Sum.Builder sum =
                Sum.newBuilder().setAggregationTemporality(temporality).setIsMonotonic(monotonic);
        for (NumberDataPoint.Builder point : points) {
            sum.addDataPoints(point);
        }
        return Metric.newBuilder().setName(name).setUnit(unit).setSum(sum).build();
    }

    static HistogramDataPoint.Builder buckets(long count, List<Double> bounds, List<Long> counts) {
        return HistogramDataPoint.newBuilder()
                .setTimeUnixNano(nanos(0))
                .setCount(count)
                .addAllExplicitBounds(bounds)
                .addAllBucketCounts(counts);
    }

    static Metric histogram(
            String name, String unit, AggregationTemporality temporality, HistogramDataPoint.Builder... points) {
        Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporality(temporality);
        for (HistogramDataPoint.Builder point : points) {
            histogram.addDataPoints(point);
        }
        return Metric.newBuilder()
                .setName(name)
                .setUnit(unit)
                .setHistogram(histogram)
                .build();
    }

    static Metric exponential(
            String name, AggregationTemporality temporality, ExponentialHistogramDataPoint.Builder point) {
        return Metric.newBuilder()
                .setName(name)
                .setExponentialHistogram(ExponentialHistogram.newBuilder()
                        .setAggregationTemporality(temporality)
                        .addDataPoints(point))
                .build();
    }

    static Metric summary(String name, SummaryDataPoint.Builder point) {
        return Metric.newBuilder()
                .setName(name)
                .setSummary(Summary.newBuilder().addDataPoints(point))
                .build();
    }
}
