package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.SummaryValue;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Collects the lines of one histogram or summary until it is complete. Confined to one parser. */
final class CompoundBuilder {
    private static final double[] NONE = {};

    private double[] bounds = NONE;
    private double[] values = NONE;
    private int size;
    private boolean ascending = true;
    private double sum = Double.NaN;
    private double count = Double.NaN;
    private boolean hasSum;
    private boolean hasCount;

    /** Forgets all. */
    void clear() {
        size = 0;
        ascending = true;
        sum = Double.NaN;
        count = Double.NaN;
        hasSum = false;
        hasCount = false;
    }

    /** Adds a bucket or a quantile. */
    void add(double bound, double value) {
        if (size == bounds.length) {
            int capacity = Math.max(8, 2 * size);
            bounds = Arrays.copyOf(bounds, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        ascending &= size == 0 || bound > bounds[size - 1];
        bounds[size] = bound;
        values[size++] = value;
    }

    /** Sets the sum; false if it was set before, and then it stays. */
    boolean sum(double value) {
        if (hasSum) {
            return false;
        }
        sum = value;
        hasSum = true;
        return true;
    }

    /** Sets the count; false if it was set before, and then it stays. */
    boolean count(double value) {
        if (hasCount) {
            return false;
        }
        count = value;
        hasCount = true;
        return true;
    }

    boolean hasSum() {
        return hasSum;
    }

    boolean hasCount() {
        return hasCount;
    }

    double sum() {
        return sum;
    }

    double count() {
        return count;
    }

    int size() {
        return size;
    }

    /** The lowest bound. */
    double firstBound() {
        return bounds[0];
    }

    /** The bound added last. */
    double lastBound() {
        return bounds[size - 1];
    }

    /** The value added last. */
    double lastValue() {
        return values[size - 1];
    }

    /**
     * Brings bounds into order and leaves the first of equal ones.
     *
     * @return a bound that was there more than once, null if there was none
     */
    @Nullable Double arrange() {
        if (ascending) {
            return null;
        }
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> Double.compare(bounds[a], bounds[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] oldBounds = bounds.clone();
        double[] oldValues = values.clone();
        Double repeated = null;
        size = 0;
        for (int from : order) {
            if (size > 0 && oldBounds[from] == bounds[size - 1]) {
                repeated = oldBounds[from];
            } else {
                bounds[size] = oldBounds[from];
                values[size++] = oldValues[from];
            }
        }
        ascending = true;
        return repeated;
    }

    /** The histogram, once arranged; null if neither a bucket up to infinity nor a count says how many observations there are. */
    @Nullable HistogramValue histogram(boolean gauge) {
        if (size == 0 || bounds[size - 1] != Double.POSITIVE_INFINITY) {
            if (!hasCount) {
                return null;
            }
            add(Double.POSITIVE_INFINITY, count);
        }
        return new HistogramValue(Arrays.copyOf(bounds, size), Arrays.copyOf(values, size), sum, gauge);
    }

    /** The summary, once arranged; null if nothing is known of it. */
    @Nullable SummaryValue summary() {
        if (size == 0 && Double.isNaN(sum) && Double.isNaN(count)) {
            return null;
        }
        return new SummaryValue(Arrays.copyOf(bounds, size), Arrays.copyOf(values, size), sum, count);
    }
}
