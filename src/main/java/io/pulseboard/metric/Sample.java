package io.pulseboard.metric;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One observation of one series. Immutable.
 *
 * @param key which series
 * @param metadata what its family is
 * @param value the number, or {@link SpecialValues#STALE}; NaN where there is a compound value
 * @param compound the histogram or summary, null for a plain number
 * @param timestampMillis when it was observed, milliseconds since the Unix epoch
 */
public record Sample(
        SeriesKey key,
        MetricMetadata metadata,
        double value,
        @Nullable CompoundValue compound,
        long timestampMillis) {
    public Sample {
        Objects.requireNonNull(key);
        Objects.requireNonNull(metadata);
    }

    /** A sample that is a plain number. */
    public static Sample of(SeriesKey key, MetricMetadata metadata, double value, long timestampMillis) {
        return new Sample(key, metadata, value, null, timestampMillis);
    }

    /** A sample that is a histogram or a summary. */
    public static Sample of(SeriesKey key, MetricMetadata metadata, CompoundValue value, long timestampMillis) {
        return new Sample(key, metadata, Double.NaN, value, timestampMillis);
    }

    /** A sample that says that its source no longer reports the series. */
    public static Sample stale(SeriesKey key, MetricMetadata metadata, long timestampMillis) {
        return new Sample(key, metadata, SpecialValues.STALE, null, timestampMillis);
    }
}
