package io.pulseboard.hub;

import io.pulseboard.store.SeriesValues;

/**
 * What changed in one tick. Immutable.
 *
 * @param seq its number, from 1, one more than the tick before
 * @param timestampMillis its time, milliseconds since the Unix epoch, a multiple of the tick interval
 * @param changes the series that changed, with their values
 */
record Tick(long seq, long timestampMillis, SeriesValues changes) {}
