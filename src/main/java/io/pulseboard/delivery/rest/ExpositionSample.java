package io.pulseboard.delivery.rest;

import io.pulseboard.metric.SeriesKey;

/**
 * One line of an exposition. Immutable.
 *
 * @param key name and labels as written, the name with its suffix
 * @param value the number
 * @param timestampMillis when it was observed, {@link #NO_TIMESTAMP} to leave that to the reader
 */
record ExpositionSample(SeriesKey key, double value, long timestampMillis) {
    /** The line carries no timestamp. */
    static final long NO_TIMESTAMP = Long.MIN_VALUE;
}
