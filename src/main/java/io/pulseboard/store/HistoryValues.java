package io.pulseboard.store;

/**
 * The past of one component of one series, a value per point of a {@link History.Grid}; NaN where there was none. The arrays are
 * the holder's own and not written to any more.
 *
 * @param series the series
 * @param component which of its components, 0 for a plain number
 * @param values what held at each point
 * @param single whether they are kept in single precision: the long past of gauges
 * @param min the smallest value since the point before, in single precision; empty at tick resolution
 * @param max the largest value since the point before, in single precision; empty at tick resolution
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; copying them per reader would double their cost.
public record HistoryValues(Series series, int component, double[] values, boolean single, float[] min, float[] max) {}
