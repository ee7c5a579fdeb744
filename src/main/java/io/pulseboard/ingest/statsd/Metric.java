package io.pulseboard.ingest.statsd;

import io.pulseboard.metric.SeriesKey;
import org.jspecify.annotations.Nullable;

/**
 * What one way to write name, type and tags means. The parser keeps it, and the aggregator notes in it what it adds up. Confined to their
 * thread.
 */
final class Metric {
    final SeriesKey key;
    final Kind kind;
    /** Null until there has been a value; not held any more if {@link Aggregate#expired}. */
    @Nullable Aggregate aggregate;

    Metric(SeriesKey key, Kind kind) {
        this.key = key;
        this.kind = kind;
    }
}
