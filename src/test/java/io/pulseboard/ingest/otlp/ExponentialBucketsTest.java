package io.pulseboard.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.HistogramValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "Metrics Data Model", "ExponentialHistogram". */
final class ExponentialBucketsTest {
    private static final double[] NONE = {};

    private static ExponentialBuckets positive(int scale, long offset, double... counts) {
        return ExponentialBuckets.of(scale, 0, 0, offset, counts, 0, NONE, 0, Double.NaN);
    }

    @Test
    void nothingCountedIsAnEmptyZeroBucket() {
        HistogramValue histogram = positive(20, 0).toHistogram();

        assertThat(histogram)
                .isEqualTo(new HistogramValue(
                        new double[] {0, Double.POSITIVE_INFINITY}, new double[] {0, 0}, Double.NaN, false));
    }

    @Test
    void negativeBucketsMirrorPositiveOnes() {
        HistogramValue histogram = ExponentialBuckets.of(
                        0, 0.5, 3, 0, new double[] {1, 0, 0, 2}, 0, new double[] {4, 0, 0, 5}, 15, -7)
                .toHistogram();

        assertThat(histogram)
                .isEqualTo(new HistogramValue(
                        new double[] {-16, -8, -4, -2, -1, 0.5, 1, 2, 4, 8, 16, Double.POSITIVE_INFINITY},
                        new double[] {0, 5, 5, 5, 9, 12, 12, 13, 13, 13, 15, 15},
                        -7,
                        false));
    }

    @Test
    void whatLiesWithinTheZeroThresholdIsInTheZeroBucket() {
        HistogramValue histogram = ExponentialBuckets.of(
                        0, 4, 1, 0, new double[] {1, 1, 1, 1}, 0, new double[] {1, 1, 1, 1}, 9, Double.NaN)
                .toHistogram();

        assertThat(histogram.cumulativeCount(0)).isZero();
        assertThat(histogram.upperBound(0)).isEqualTo(-16);
        assertThat(histogram.upperBound(2)).isEqualTo(-4);
        assertThat(histogram.cumulativeCount(2)).isEqualTo(2);
        assertThat(histogram.upperBound(3)).isEqualTo(4);
        assertThat(histogram.cumulativeCount(3)).isEqualTo(7);
        assertThat(histogram.count()).isEqualTo(9);
    }

    @Test
    void observationsInNoBucketAreAboveAll() {
        ExponentialBuckets buckets =
                ExponentialBuckets.of(0, 0, 1, 0, new double[] {1, 0, 0, 1}, 0, NONE, 5, Double.NaN);

        HistogramValue histogram = buckets.toHistogram();

        assertThat(histogram.count()).isEqualTo(5);
        assertThat(histogram.cumulativeCount(histogram.bucketCount() - 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"20,4", "5,4", "4,4", "0,0", "-3,-3"})
    void bucketsAreNoFinerThanFits(int scale, int kept) {
        assertThat(positive(scale, 0, 1).scale()).isEqualTo(kept);
    }

    @Test
    void tooManyBucketsAreMerged() {
        double[] counts = new double[160];
        java.util.Arrays.fill(counts, 1);

        ExponentialBuckets buckets = positive(3, -80, counts);

        assertThat(buckets.scale()).isEqualTo(1);
        assertThat(buckets.size()).isLessThanOrEqualTo(ExponentialBuckets.MOST_BUCKETS);
        assertThat(buckets.toHistogram().count()).isEqualTo(160);
    }

    @ParameterizedTest
    @ValueSource(ints = {-32, -11, -4, 0, 4, 20, 32})
    void extremesAreBounded(int scale) {
        for (long offset : new long[] {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE}) {
            double[] counts = new double[4096];
            counts[0] = 1;
            counts[4095] = 2;

            ExponentialBuckets one = ExponentialBuckets.of(scale, 0, 0, offset, counts, -offset, counts.clone(), 6, 1);
            HistogramValue histogram = one.plus(positive(0, 0, 1)).toHistogram();

            assertThat(histogram.count()).isEqualTo(7);
            assertThat(histogram.bucketCount()).isLessThanOrEqualTo(2 * ExponentialBuckets.MOST_BUCKETS + 4);
        }
    }

    /** Against the definition: an observation v > 0 is in the bucket ceil(log_base(v)) - 1. */
    @Test
    void everyBoundHasCountedExactlyWhatIsNotAboveIt() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            int scale = random.nextInt(12) - 3;
            List<Double> observed = new ArrayList<>();
            ExponentialBuckets sum = positive(scale, 0);
            for (int part = 0; part < 3; part++) {
                TreeMap<Long, Double> counts = new TreeMap<>();
                int size = random.nextInt(50);
                for (int i = 0; i < size; i++) {
                    double value = Math.exp(random.nextGaussian() * (1 + random.nextInt(4)));
                    long index = (long) Math.ceil(Math.log(value) / Math.log(2) * Math.scalb(1.0, scale)) - 1;
                    if (counts.isEmpty()
                            || Math.max(counts.lastKey(), index) - Math.min(counts.firstKey(), index) < 4_096) {
                        counts.merge(index, 1.0, Double::sum);
                        observed.add(value);
                    }
                }
                sum = sum.plus(ofMap(scale, counts));
            }
            HistogramValue histogram = sum.toHistogram();
            for (int i = 0; i < histogram.bucketCount(); i++) {
                double bound = histogram.upperBound(i);
                assertThat(histogram.cumulativeCount(i))
                        .as("round %d, bound %s", round, bound)
                        .isEqualTo(observed.stream().filter(v -> v <= bound).count());
            }
        }
    }

    private static ExponentialBuckets ofMap(int scale, TreeMap<Long, Double> counts) {
        if (counts.isEmpty()) {
            return positive(scale, 0);
        }
        long first = counts.firstKey();
        double[] dense = new double[(int) (counts.lastKey() - first) + 1];
        counts.forEach((index, count) -> dense[(int) (index - first)] = count);
        return positive(scale, first, dense);
    }

    /** What viewers take for another series when it changes. */
    @Test
    void boundsChangeSeldomWhileObservationsComeIn() {
        Random random = new Random(7);
        ExponentialBuckets sum = positive(20, 0);
        HistogramValue last = sum.toHistogram();
        int changes = 0;
        for (int i = 0; i < 5_000; i++) {
            double value = 0.05 * Math.exp(random.nextGaussian());
            long index = (long) Math.ceil(Math.log(value) / Math.log(2) * Math.scalb(1.0, 20)) - 1;
            sum = sum.plus(positive(20, index, 1));
            HistogramValue next = sum.toHistogram();
            changes += next.sameLayout(last) ? 0 : 1;
            last = next;
        }

        assertThat(changes).isBetween(3, 25);
    }
}
