package io.pulseboard.ingest.statsd;

import io.pulseboard.metric.MetricType;
import org.jspecify.annotations.Nullable;

/** What becomes of values between two flushes ({@code docs/metric_types.md}). */
enum Kind {
    /** {@code c}: they are added up, for ever. */
    COUNTER('c', MetricType.COUNTER, ""),
    /** {@code g}: the last one counts. */
    GAUGE('g', MetricType.GAUGE, ""),
    /** {@code s}: it counts how many different ones there were. */
    SET('s', MetricType.GAUGE, ""),
    /** {@code ms}: their distribution, in milliseconds. */
    TIMER('m', MetricType.SUMMARY, "milliseconds"),
    /** {@code h} and {@code d}: their distribution. */
    DISTRIBUTION('d', MetricType.SUMMARY, "");

    private final byte letter;
    private final MetricType type;
    private final String unit;

    Kind(char letter, MetricType type, String unit) {
        this.letter = (byte) letter;
        this.type = type;
        this.unit = unit;
    }

    /** A letter that no other kind has. */
    byte letter() {
        return letter;
    }

    MetricType type() {
        return type;
    }

    String unit() {
        return unit;
    }

    /** The kind with this name, all of these bytes; null if there is none. */
    static @Nullable Kind of(byte[] bytes, int from, int to) {
        if (to - from == 1) {
            return switch (bytes[from]) {
                case 'c' -> COUNTER;
                case 'g' -> GAUGE;
                case 's' -> SET;
                case 'h', 'd' -> DISTRIBUTION;
                default -> null;
            };
        }
        return to - from == 2 && bytes[from] == 'm' && bytes[from + 1] == 's' ? TIMER : null;
    }
}
