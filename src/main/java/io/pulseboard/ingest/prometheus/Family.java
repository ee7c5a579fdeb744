package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import org.jspecify.annotations.Nullable;

/** What one body says of one metric family. Confined to one parse. */
final class Family {
    final String name;

    @Nullable MetricType type;

    @Nullable String unit;

    @Nullable String help;
    /** Whether a sample was seen, so that its type is settled. */
    boolean sampled;

    private @Nullable MetricMetadata metadata;

    Family(String name) {
        this.name = name;
    }

    /** Its type, unknown if nobody said. */
    MetricType type() {
        return type == null ? MetricType.UNKNOWN : type;
    }

    /** What is known, for its samples. The type and the unit must be settled. */
    MetricMetadata metadata() {
        MetricMetadata known = metadata;
        if (known == null) {
            known = new MetricMetadata(type(), unit == null ? "" : unit, help == null ? "" : help);
            metadata = known;
        }
        return known;
    }

    /** Sets the help text, which 0.0.4 may give after samples. */
    void help(String text) {
        help = text;
        metadata = null;
    }
}
