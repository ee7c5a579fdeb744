package io.pulseboard.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A summary, as of one moment. Components are one per quantile in ascending order, {@code _sum} and {@code _count} (each only if
 * known). Immutable.
 */
public final class SummaryValue implements CompoundValue {
    private final double[] quantiles;
    private final double[] values;
    private final double sum;
    private final double count;

    /**
     * @param quantiles from 0 to 1, strictly ascending; may be empty
     * @param values the value at each quantile, NaN if there were no observations
     * @param sum the sum of the observations, NaN if not known
     * @param count how many observations there are, NaN if not known
     * @throws IllegalArgumentException if the shapes do not fit, or nothing at all is known
     */
    public SummaryValue(double[] quantiles, double[] values, double sum, double count) {
        if (quantiles.length != values.length) {
            throw new IllegalArgumentException("a summary needs a value per quantile");
        }
        if (quantiles.length == 0 && Double.isNaN(sum) && Double.isNaN(count)) {
            throw new IllegalArgumentException("a summary needs a quantile, a sum or a count");
        }
        for (int i = 0; i < quantiles.length; i++) {
            if (!(quantiles[i] >= 0 && quantiles[i] <= 1) || (i > 0 && quantiles[i] <= quantiles[i - 1])) {
                throw new IllegalArgumentException(
                        "quantiles must ascend from 0 to 1 at most: " + Arrays.toString(quantiles));
            }
        }
        this.quantiles = quantiles.clone();
        this.values = values.clone();
        this.sum = sum;
        this.count = count;
    }

    /** How many quantiles there are. */
    public int quantileCount() {
        return quantiles.length;
    }

    /** The quantile at this index, from 0 to 1. */
    public double quantile(int index) {
        return quantiles[index];
    }

    /** The value at the quantile with this index. */
    public double value(int index) {
        return values[index];
    }

    /** The sum of the observations, NaN if not known. */
    public double sum() {
        return sum;
    }

    /** How many observations there are, NaN if not known. */
    public double count() {
        return count;
    }

    private boolean hasSum() {
        return !Double.isNaN(sum);
    }

    private boolean hasCount() {
        return !Double.isNaN(count);
    }

    @Override
    public int componentCount() {
        return quantiles.length + (hasSum() ? 1 : 0) + (hasCount() ? 1 : 0);
    }

    @Override
    public double component(int index) {
        if (index < quantiles.length) {
            return values[index];
        }
        return hasSum() && index == quantiles.length ? sum : count;
    }

    @Override
    public SeriesKey componentKey(SeriesKey series, int index) {
        if (index < quantiles.length) {
            return new SeriesKey(
                    series.name(), series.labels().with("quantile", CompoundValue.bound(quantiles[index])));
        }
        boolean isSum = hasSum() && index == quantiles.length;
        return new SeriesKey(series.name() + (isSum ? "_sum" : "_count"), series.labels());
    }

    @Override
    public MetricType componentType(int index) {
        return index < quantiles.length ? MetricType.GAUGE : MetricType.COUNTER;
    }

    @Override
    public boolean sameLayout(CompoundValue other) {
        return other instanceof SummaryValue that
                && hasSum() == that.hasSum()
                && hasCount() == that.hasCount()
                && Arrays.equals(quantiles, that.quantiles);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SummaryValue that
                && sameLayout(that)
                && Arrays.equals(values, that.values)
                && Double.compare(sum, that.sum) == 0
                && Double.compare(count, that.count) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(values) + Double.hashCode(sum)) + Double.hashCode(count);
    }

    @Override
    public String toString() {
        return "summary" + Arrays.toString(quantiles) + Arrays.toString(values) + " sum " + sum + " count " + count;
    }
}
