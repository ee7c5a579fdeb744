package io.pulseboard.delivery.rest;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SeriesKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The plain numbers of one metric name, one per set of labels, the newest of those with the same. */
final class PlainGroup {
    private final Map<Labels, ExpositionSample> samples = new LinkedHashMap<>();
    private final NewestMetadata metadata = new NewestMetadata();

    void add(SeriesKey key, MetricMetadata about, double value, long timestampMillis) {
        metadata.add(about, timestampMillis);
        ExpositionSample known = samples.get(key.labels());
        if (known == null || known.timestampMillis() <= timestampMillis) {
            samples.put(key.labels(), new ExpositionSample(key, value, timestampMillis));
        }
    }

    MetricMetadata metadata() {
        return metadata.get();
    }

    /** The labels of all lines. */
    Set<Labels> labels() {
        return samples.keySet();
    }

    /** The line with these labels, null if there is none. */
    @Nullable ExpositionSample get(Labels labels) {
        return samples.get(labels);
    }

    boolean isFinite() {
        return samples.values().stream().allMatch(sample -> Double.isFinite(sample.value()));
    }

    /** The type in the words of the Prometheus text format. */
    String textType() {
        return switch (metadata().type()) {
            case COUNTER -> "counter";
            case GAUGE, INFO, STATESET -> "gauge";
            default -> "untyped";
        };
    }

    /** What the name of a line has beyond that of its family in OpenMetrics, if this can have its type at all. */
    String openMetricsSuffix() {
        return switch (metadata().type()) {
            case COUNTER -> samples.values().stream().allMatch(sample -> sample.value() >= 0) ? "_total" : "";
            case INFO -> samples.values().stream().allMatch(sample -> sample.value() == 1) ? "_info" : "";
            default -> "";
        };
    }

    /**
     * The type in the words of OpenMetrics.
     *
     * @param family the name of the family
     * @param shortened whether that is the name of the lines without the suffix
     */
    String openMetricsType(String family, boolean shortened) {
        MetricType type = metadata().type();
        return switch (type) {
            case COUNTER -> shortened ? type.text() : MetricType.UNKNOWN.text();
            case INFO -> shortened ? type.text() : MetricType.GAUGE.text();
            case STATESET -> isStateSet(family) ? type.text() : MetricType.GAUGE.text();
            case GAUGE -> type.text();
            default -> MetricType.UNKNOWN.text();
        };
    }

    private boolean isStateSet(String family) {
        return samples.values().stream()
                .allMatch(sample -> (sample.value() == 0 || sample.value() == 1)
                        && sample.key().labels().get(family) != null);
    }

    ExpositionFamily family(String name, String type, String unit, LongUnaryOperator timestamp) {
        List<ExpositionSample> lines = new ArrayList<>(samples.size());
        for (ExpositionSample sample : samples.values()) {
            lines.add(new ExpositionSample(
                    sample.key(), sample.value(), timestamp.applyAsLong(sample.timestampMillis())));
        }
        return new ExpositionFamily(name, type, unit, metadata().help(), lines);
    }
}
