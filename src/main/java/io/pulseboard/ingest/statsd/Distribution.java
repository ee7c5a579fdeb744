package io.pulseboard.ingest.statsd;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import org.jspecify.annotations.Nullable;

/**
 * A distribution as a summary: count and sum of all values there ever were, and quantiles of those between the last two flushes that had
 * any. A quantile is within 1 % of the value at its rank (DDSketch), the greatest value, quantile 1, is exact. Where values of one interval
 * span more than eight powers of ten, the guarantee holds for the upper ones: a sketch takes 16 KiB at the most, and only while there are
 * values.
 */
final class Distribution extends Aggregate {
    private static final double RELATIVE_ACCURACY = 0.01;
    private static final int MOST_BINS = 1024;
    /** Beyond this no sketch has bins; nor has anybody such values. */
    private static final double GREATEST = 1e300;

    private static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99, 1};

    private @Nullable DDSketch sketch;
    private final double[] values = {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    private double greatest = Double.NEGATIVE_INFINITY;
    private double sum;
    private double count;

    Distribution(SeriesKey key, Kind kind) {
        super(key, kind);
    }

    @Override
    @Nullable Fault add(double value, double weight, boolean relative) {
        double nextSum = sum + value * weight;
        double nextCount = count + weight;
        if (Math.abs(value) > GREATEST || !Double.isFinite(nextSum) || !Double.isFinite(nextCount)) {
            return Fault.BAD_VALUE;
        }
        DDSketch current = sketch;
        if (current == null) {
            current = DDSketches.collapsingLowestDense(RELATIVE_ACCURACY, MOST_BINS);
            sketch = current;
        }
        current.accept(value, weight);
        greatest = Math.max(greatest, value);
        sum = nextSum;
        count = nextCount;
        return null;
    }

    @Override
    Sample sample(long nowMillis) {
        DDSketch current = sketch;
        if (current != null && current.isEmpty()) {
            // Kept from flush to flush only while there are values.
            sketch = null;
        } else if (current != null) {
            for (int i = 0; i < QUANTILES.length - 1; i++) {
                values[i] = Math.min(current.getValueAtQuantile(QUANTILES[i]), greatest);
            }
            values[QUANTILES.length - 1] = greatest;
            greatest = Double.NEGATIVE_INFINITY;
            current.clear();
        }
        return Sample.of(key, metadata, new SummaryValue(QUANTILES, values, sum, count), nowMillis);
    }
}
