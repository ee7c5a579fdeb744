package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.SeriesKey;
import org.jspecify.annotations.Nullable;

/**
 * A series that a parser has met, and what the body at hand said of it so far. Kept from body to body, so that a known series
 * costs no new objects. Confined to one parser.
 */
final class Series {
    private final SeriesKey key;
    private @Nullable CompoundBuilder compound;
    /** The body in which it was met last. */
    long body;
    /** The line on which that body had it first. */
    int line;
    /** Whether that body gave a timestamp with it, and the last one. */
    boolean timestamped;

    long timestampMillis;

    Series(SeriesKey key) {
        this.key = key;
    }

    /** Its identity as it is reported. */
    SeriesKey key() {
        return key;
    }

    /** Where its parts are collected, if it is a histogram or a summary. */
    CompoundBuilder compound() {
        if (compound == null) {
            compound = new CompoundBuilder();
        }
        return compound;
    }
}
