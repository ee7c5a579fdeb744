package io.pulseboard.delivery.rest;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The histograms and summaries of one metric name, one per set of labels, the newest of those with the same. */
final class CompoundGroup {
    private static final List<String> HISTOGRAM_SUFFIXES = List.of("", "_bucket", "_sum", "_count");
    private static final List<String> GAUGE_HISTOGRAM_SUFFIXES = List.of("", "_bucket", "_gsum", "_gcount");
    private static final List<String> SUMMARY_SUFFIXES = List.of("", "_sum", "_count");

    private final Map<Labels, Entry> entries = new LinkedHashMap<>();
    private final NewestMetadata metadata = new NewestMetadata();

    /** One series and how much of it is written. */
    record Entry(
            SeriesKey key, MetricMetadata metadata, CompoundValue value, Selection selection, long timestampMillis) {
        MetricType kind() {
            if (!(value instanceof HistogramValue)) {
                return MetricType.SUMMARY;
            }
            return value.componentType(0) == MetricType.GAUGE ? MetricType.GAUGEHISTOGRAM : MetricType.HISTOGRAM;
        }
    }

    /** Takes one component, with the metadata that it has on its own. */
    @FunctionalInterface
    interface ComponentConsumer {
        void accept(SeriesKey key, MetricMetadata metadata, double value, long timestampMillis);
    }

    void add(Entry entry) {
        metadata.add(entry.metadata(), entry.timestampMillis());
        Entry known = entries.get(entry.key().labels());
        if (known == null || known.timestampMillis() <= entry.timestampMillis()) {
            entries.put(entry.key().labels(), entry);
        }
    }

    MetricMetadata metadata() {
        return metadata.get();
    }

    /** The labels of all series. */
    Set<Labels> labels() {
        return entries.keySet();
    }

    /** Whether OpenMetrics has {@code _created} lines for the kind. */
    boolean hasCreated() {
        return kind() != MetricType.GAUGEHISTOGRAM;
    }

    private MetricType kind() {
        return entries.values().iterator().next().kind();
    }

    /** Whether all are of one kind that the format knows, and were asked for as a whole. */
    boolean isUniform(boolean openMetrics) {
        MetricType kind = kind();
        if (kind == MetricType.GAUGEHISTOGRAM && !openMetrics) {
            return false;
        }
        return entries.values().stream()
                .allMatch(entry -> entry.kind() == kind
                        && entry.selection().isAll()
                        && (!openMetrics || OpenMetricsValues.allow(entry.value())));
    }

    /** The type in the words of both formats; only where the group is uniform. */
    String type() {
        return kind().text();
    }

    /** What the names of lines, and of series that would be mistaken for them, have beyond the name of the family. */
    List<String> suffixes() {
        return switch (kind()) {
            case SUMMARY -> SUMMARY_SUFFIXES;
            case GAUGEHISTOGRAM -> GAUGE_HISTOGRAM_SUFFIXES;
            default -> HISTOGRAM_SUFFIXES;
        };
    }

    /** Calls the consumer with every component that is asked for, those of one series together. */
    void forEachComponent(ComponentConsumer consumer) {
        forEachLine(false, consumer);
    }

    /**
     * Calls the consumer with every component that is written, those of one series together. In OpenMetrics a histogram has a
     * count only beside a sum; without, the last bucket says it.
     */
    void forEachLine(boolean openMetrics, ComponentConsumer consumer) {
        for (Entry entry : entries.values()) {
            CompoundValue value = entry.value();
            for (int i = 0; i < value.componentCount(); i++) {
                if (entry.selection().contains(i) && !(openMetrics && OpenMetricsValues.isCountWithoutSum(value, i))) {
                    MetricMetadata alone = new MetricMetadata(
                            value.componentType(i), "", entry.metadata().help());
                    consumer.accept(
                            value.componentKey(entry.key(), i), alone, value.component(i), entry.timestampMillis());
                }
            }
        }
    }
}
