package io.pulseboard.ingest.prometheus;

/** What a sample line is to its family. */
enum Role {
    /** The value itself: of a gauge, an unknown, an info, or any series of 0.0.4 that is not part of a histogram or summary. */
    VALUE,
    /** The total of a counter in OpenMetrics. */
    TOTAL,
    /** One state of a state set. */
    STATE,
    /** A bucket of a histogram, with label {@code le}. */
    BUCKET,
    /** A quantile of a summary, with label {@code quantile}. */
    QUANTILE,
    SUM,
    COUNT,
    /** When a counter began; read and left out. */
    TOTAL_CREATED,
    /** When a histogram or summary began; read and left out. */
    CREATED
}
