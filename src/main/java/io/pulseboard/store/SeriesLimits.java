package io.pulseboard.store;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the series table refuses. Immutable.
 *
 * @param maxSeries how many series may be held
 * @param maxPerMetric how many of them may be of one metric
 * @param maxPerSource how many of them may be of one source
 * @param maxLabels how many labels a series may have
 * @param maxNameBytes how long a metric or label name may be, in bytes of UTF-8
 * @param maxValueBytes how long a label value may be, in bytes of UTF-8
 * @param maxFuture how far a timestamp may lie ahead of the clock
 */
public record SeriesLimits(
        int maxSeries,
        int maxPerMetric,
        int maxPerSource,
        int maxLabels,
        int maxNameBytes,
        int maxValueBytes,
        Duration maxFuture) {

    /** Limits without any for one metric or one source. */
    public SeriesLimits(int maxSeries, int maxLabels, int maxNameBytes, int maxValueBytes, Duration maxFuture) {
        this(maxSeries, maxSeries, maxSeries, maxLabels, maxNameBytes, maxValueBytes, maxFuture);
    }

    SeriesTable.@Nullable Outcome check(SeriesKey key) {
        Labels labels = key.labels();
        if (labels.size() > maxLabels) {
            return SeriesTable.Outcome.TOO_MANY_LABELS;
        }
        if (longer(key.name(), maxNameBytes)) {
            return SeriesTable.Outcome.NAME_TOO_LONG;
        }
        for (int i = 0; i < labels.size(); i++) {
            if (longer(labels.name(i), maxNameBytes)) {
                return SeriesTable.Outcome.NAME_TOO_LONG;
            }
            if (longer(labels.value(i), maxValueBytes)) {
                return SeriesTable.Outcome.VALUE_TOO_LONG;
            }
        }
        return null;
    }

    private static boolean longer(String text, int maxBytes) {
        if (3L * text.length() <= maxBytes) {
            return false;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate pair is two chars and four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes > maxBytes;
    }
}
