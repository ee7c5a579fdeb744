package io.pulseboard.metric;

/**
 * A value made of several numbers that belong together, a histogram or a summary. It can be read as the separate series that the
 * Prometheus text format makes of it, its <em>components</em>: one per bucket or quantile, then the sum, then the count.
 * Immutable.
 */
public sealed interface CompoundValue permits HistogramValue, SummaryValue {
    /** How many components there are. */
    int componentCount();

    /** The number of the component at this index. */
    double component(int index);

    /** The identity of the component at this index, for a series with this key. */
    SeriesKey componentKey(SeriesKey series, int index);

    /** The type that a component has when it stands alone. */
    MetricType componentType(int index);

    /** Whether the other value has the same components, that is, the same bounds or quantiles. */
    boolean sameLayout(CompoundValue other);

    /** A number as the exposition formats write it in {@code le} and {@code quantile}: {@code 0.5}, {@code 10}, {@code +Inf}. */
    static String bound(double bound) {
        if (bound == Double.POSITIVE_INFINITY) {
            return "+Inf";
        }
        if (bound == Double.NEGATIVE_INFINITY) {
            return "-Inf";
        }
        if (bound == Math.rint(bound) && Math.abs(bound) < 1e15) {
            return Long.toString((long) bound);
        }
        return Double.toString(bound);
    }
}
