package io.pulseboard.metric;

import java.util.Objects;

/**
 * What is said about a metric family beside its values. Immutable.
 *
 * @param type the type, {@link MetricType#UNKNOWN} if nobody said
 * @param unit the unit in OpenMetrics's words ({@code seconds}, {@code bytes}), empty if nobody said
 * @param help one or more lines for people, empty if nobody said
 */
public record MetricMetadata(MetricType type, String unit, String help) {
    /** Nothing is known. */
    public static final MetricMetadata UNKNOWN = new MetricMetadata(MetricType.UNKNOWN, "", "");

    public MetricMetadata {
        Objects.requireNonNull(type);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(help);
    }
}
