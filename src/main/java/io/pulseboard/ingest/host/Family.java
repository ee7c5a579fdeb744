package io.pulseboard.ingest.host;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SeriesKey;

/**
 * A metric family that a reader may report.
 *
 * @param name the metric name of all its series
 * @param metadata their type, unit and help
 */
record Family(String name, MetricMetadata metadata) {
    static Family counter(String name, String unit, String help) {
        return new Family(name, new MetricMetadata(MetricType.COUNTER, unit, help));
    }

    static Family gauge(String name, String unit, String help) {
        return new Family(name, new MetricMetadata(MetricType.GAUGE, unit, help));
    }

    static Family untyped(String name, String help) {
        return new Family(name, new MetricMetadata(MetricType.UNKNOWN, "", help));
    }

    /** The series of this family with these labels, names and values in turn. */
    Series series(String... labels) {
        return new Series(SeriesKey.of(name, labels), metadata);
    }

    /** A series that a reader may report. */
    record Series(SeriesKey key, MetricMetadata metadata) {}
}
