package io.pulseboard.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A histogram with fixed buckets, as of one moment. Components are {@code _bucket{le=...}} in order of bounds, {@code _sum} (only
 * if known) and {@code _count}. Immutable.
 */
public final class HistogramValue implements CompoundValue {
    private final double[] upperBounds;
    private final double[] cumulativeCounts;
    private final double sum;
    private final double count;
    private final boolean gauge;

    /**
     * @param upperBounds the inclusive upper bounds, strictly ascending, the last one positive infinity
     * @param cumulativeCounts for each bound, how many observations are not above it; ascending for a counter
     * @param sum the sum of the observations, NaN if not known
     * @param gauge whether counts may go down (OpenMetrics's {@code gaugehistogram})
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public HistogramValue(double[] upperBounds, double[] cumulativeCounts, double sum, boolean gauge) {
        if (upperBounds.length == 0
                || upperBounds.length != cumulativeCounts.length
                || upperBounds[upperBounds.length - 1] != Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a histogram needs a count per bound and +Inf as its last bound");
        }
        for (int i = 1; i < upperBounds.length; i++) {
            if (!(upperBounds[i] > upperBounds[i - 1])) {
                throw new IllegalArgumentException("histogram bounds must ascend: " + Arrays.toString(upperBounds));
            }
        }
        this.upperBounds = upperBounds.clone();
        this.cumulativeCounts = cumulativeCounts.clone();
        this.sum = sum;
        this.count = cumulativeCounts[cumulativeCounts.length - 1];
        this.gauge = gauge;
    }

    /** How many buckets there are, with the one up to infinity. */
    public int bucketCount() {
        return upperBounds.length;
    }

    /** The inclusive upper bound of the bucket at this index. */
    public double upperBound(int index) {
        return upperBounds[index];
    }

    /** How many observations are not above the bound at this index. */
    public double cumulativeCount(int index) {
        return cumulativeCounts[index];
    }

    /** The sum of the observations, NaN if not known. */
    public double sum() {
        return sum;
    }

    /** How many observations there are. */
    public double count() {
        return count;
    }

    private boolean hasSum() {
        return !Double.isNaN(sum);
    }

    @Override
    public int componentCount() {
        return upperBounds.length + (hasSum() ? 2 : 1);
    }

    @Override
    public double component(int index) {
        if (index < upperBounds.length) {
            return cumulativeCounts[index];
        }
        return hasSum() && index == upperBounds.length ? sum : count;
    }

    @Override
    public SeriesKey componentKey(SeriesKey series, int index) {
        if (index < upperBounds.length) {
            return new SeriesKey(
                    series.name() + "_bucket", series.labels().with("le", CompoundValue.bound(upperBounds[index])));
        }
        boolean isSum = hasSum() && index == upperBounds.length;
        String suffix = gauge ? (isSum ? "_gsum" : "_gcount") : (isSum ? "_sum" : "_count");
        return new SeriesKey(series.name() + suffix, series.labels());
    }

    @Override
    public MetricType componentType(int index) {
        return gauge ? MetricType.GAUGE : MetricType.COUNTER;
    }

    @Override
    public boolean sameLayout(CompoundValue other) {
        return other instanceof HistogramValue that
                && gauge == that.gauge
                && hasSum() == that.hasSum()
                && Arrays.equals(upperBounds, that.upperBounds);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HistogramValue that
                && sameLayout(that)
                && Double.compare(sum, that.sum) == 0
                && Arrays.equals(cumulativeCounts, that.cumulativeCounts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(cumulativeCounts) + Double.hashCode(sum);
    }

    @Override
    public String toString() {
        return "histogram" + Arrays.toString(upperBounds) + Arrays.toString(cumulativeCounts) + " sum " + sum;
    }
}
