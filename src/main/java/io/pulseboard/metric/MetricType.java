package io.pulseboard.metric;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types of OpenMetrics 1.0, which include those of the Prometheus text format ({@code untyped} is {@link #UNKNOWN}). */
public enum MetricType {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    GAUGEHISTOGRAM,
    SUMMARY,
    INFO,
    STATESET,
    UNKNOWN;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name as OpenMetrics writes it, in lower case. */
    public String text() {
        return text;
    }

    /** The type with this name as OpenMetrics or the Prometheus text format writes it, or null if there is none. */
    public static @Nullable MetricType parse(String text) {
        if (text.equals("untyped")) {
            return UNKNOWN;
        }
        for (MetricType type : values()) {
            if (type.text.equals(text)) {
                return type;
            }
        }
        return null;
    }
}
