package io.pulseboard.store;

/**
 * What one source or one metric has of the series budget. Immutable.
 *
 * @param name of the source ({@code scrape/node}) or the metric
 * @param held how many series are held
 * @param refused how many samples of further series were refused since it has held any
 */
public record SeriesShare(String name, int held, long refused) {}
