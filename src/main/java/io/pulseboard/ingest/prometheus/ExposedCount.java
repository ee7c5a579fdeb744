package io.pulseboard.ingest.prometheus;

/**
 * How much a body held. Immutable.
 *
 * @param samples its sample lines, so that a histogram counts as many times as it has lines
 * @param added how many of them had a name and labels that the body before it did not have
 */
public record ExposedCount(int samples, int added) {}
