package io.pulseboard.ingest.otlp;

import io.pulseboard.metric.HistogramValue;
import java.util.Arrays;

/**
 * An exponential histogram (OpenTelemetry specification, "Metrics Data Model", "ExponentialHistogram") in a form that is bounded, that
 * others can be added to, and whose bounds change seldom. The positive bucket with index <i>i</i> counts what is above
 * base<sup>i</sup> and not above base<sup>i+1</sup>, where base is 2<sup>2<sup>-scale</sup></sup>; the negative ones mirror them.
 *
 * <p>The scale is at most {@value #LARGEST_SCALE}, so that a bucket is at least 4.4 % wide, and lower where more than
 * {@value #MOST_BUCKETS} buckets of one sign would be needed: by one, every two neighbours become one ("Downscaling"). The first and the last
 * bucket lie at multiples of {@value #ALIGNMENT}, so that a new extreme seldom moves them: to viewers, other bounds are another
 * series. Immutable.
 */
final class ExponentialBuckets {
    /** How fine buckets are at most. */
    static final int LARGEST_SCALE = 4;
    /** How many buckets of one sign there are at most. */
    static final int MOST_BUCKETS = 64;

    private static final int ALIGNMENT = 4;
    private static final Side EMPTY = new Side(0, new double[0]);
    /** 2 to the power of sixteenths from 0 on. */
    private static final double[] ROOTS = roots();

    private final int scale;
    private final double zeroThreshold;
    private final double zeroCount;
    private final Side positive;
    private final Side negative;
    private final double count;
    private final double sum;

    /**
     * The buckets of one sign.
     *
     * @param offset the index of the first
     * @param counts how many observations are in each
     */
    @SuppressWarnings("ArrayRecordComponent") // Never leaves this class, and is never compared.
    private record Side(long offset, double[] counts) {
        boolean isEmpty() {
            return counts.length == 0;
        }

        long last() {
            return offset + counts.length - 1;
        }

        double total() {
            double total = 0;
            for (double count : counts) {
                total += count;
            }
            return total;
        }

        /** Adds what is here to buckets from that index on, of a scale lower by {@code shift}. */
        void addTo(double[] target, long from, int shift) {
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] != 0) {
                    target[(int) (((offset + i) >> shift) - from)] += counts[i];
                }
            }
        }
    }

    private ExponentialBuckets(
            int scale, double zeroThreshold, double zeroCount, Side positive, Side negative, double count, double sum) {
        this.scale = scale;
        this.zeroThreshold = zeroThreshold;
        this.zeroCount = zeroCount;
        this.positive = positive;
        this.negative = negative;
        this.count = count;
        this.sum = sum;
    }

    private static double[] roots() {
        double[] roots = new double[1 << LARGEST_SCALE];
        for (int i = 0; i < roots.length; i++) {
            // Strict, so that a bound is the same number every time.
            roots[i] = StrictMath.pow(2, (double) i / roots.length);
        }
        return roots;
    }

    /**
     * The bounded form.
     *
     * @param scale from -32 to 32
     * @param zeroThreshold up to which magnitude, inclusive, an observation is in the zero bucket
     * @param zeroCount how many are
     * @param positive counts, the first of the bucket with the index {@code positiveOffset}; not kept
     * @param negative counts, the first of the bucket with the index {@code negativeOffset}; not kept
     * @param count how many observations there are; where the buckets have more, it is they that count
     * @param sum the sum of the observations, NaN if not known
     */
    static ExponentialBuckets of(
            int scale,
            double zeroThreshold,
            double zeroCount,
            long positiveOffset,
            double[] positive,
            long negativeOffset,
            double[] negative,
            double count,
            double sum) {
        return bounded(
                scale,
                zeroThreshold,
                zeroCount,
                new Side(positiveOffset, positive),
                EMPTY,
                new Side(negativeOffset, negative),
                EMPTY,
                count,
                sum);
    }

    /**
     * What both have counted. The scale is the lower one, or lower still.
     */
    ExponentialBuckets plus(ExponentialBuckets other) {
        int common = Math.min(scale, other.scale);
        return bounded(
                common,
                Math.max(zeroThreshold, other.zeroThreshold),
                zeroCount + other.zeroCount,
                downscaled(positive, scale - common),
                downscaled(other.positive, other.scale - common),
                downscaled(negative, scale - common),
                downscaled(other.negative, other.scale - common),
                count + other.count,
                sum + other.sum);
    }

    private static Side downscaled(Side side, int shift) {
        if (shift == 0 || side.isEmpty()) {
            return side;
        }
        int by = Math.min(shift, Long.SIZE - 1);
        long first = side.offset() >> by;
        double[] counts = new double[(int) ((side.last() >> by) - first) + 1];
        side.addTo(counts, first, by);
        return new Side(first, counts);
    }

    private static ExponentialBuckets bounded(
            int scale,
            double zeroThreshold,
            double zeroCount,
            Side positive,
            Side alsoPositive,
            Side negative,
            Side alsoNegative,
            double count,
            double sum) {
        Extent above = Extent.of(positive, alsoPositive);
        Extent below = Extent.of(negative, alsoNegative);
        int shift = Math.max(0, scale - LARGEST_SCALE);
        while (above.size(shift) > MOST_BUCKETS || below.size(shift) > MOST_BUCKETS) {
            shift++;
        }
        int by = Math.min(shift, Long.SIZE - 1);
        Side newPositive = merged(above, positive, alsoPositive, by);
        Side newNegative = merged(below, negative, alsoNegative, by);
        double counted = zeroCount + newPositive.total() + newNegative.total();
        return new ExponentialBuckets(
                scale - shift, zeroThreshold, zeroCount, newPositive, newNegative, Math.max(count, counted), sum);
    }

    private static Side merged(Extent extent, Side one, Side other, int shift) {
        if (extent.isEmpty()) {
            return EMPTY;
        }
        double[] counts = new double[(int) extent.size(shift)];
        long first = extent.first(shift);
        one.addTo(counts, first, shift);
        other.addTo(counts, first, shift);
        return new Side(first, counts);
    }

    /**
     * From which to which bucket there are observations.
     *
     * @param low the first such bucket
     * @param high the last; less than {@code low} if there is none
     */
    private record Extent(long low, long high) {
        static Extent of(Side one, Side other) {
            long low = Long.MAX_VALUE;
            long high = Long.MIN_VALUE;
            for (Side side : new Side[] {one, other}) {
                for (int i = 0; i < side.counts().length; i++) {
                    if (side.counts()[i] != 0) {
                        low = Math.min(low, side.offset() + i);
                        high = Math.max(high, side.offset() + i);
                    }
                }
            }
            return new Extent(low, high);
        }

        boolean isEmpty() {
            return high < low;
        }

        long first(int shift) {
            return Math.floorDiv(low >> shift, ALIGNMENT) * ALIGNMENT;
        }

        /** How many buckets that takes at a scale lower by {@code shift}. */
        long size(int shift) {
            if (isEmpty()) {
                return 0;
            }
            int by = Math.min(shift, Long.SIZE - 1);
            return (Math.floorDiv(high >> by, ALIGNMENT) + 1) * ALIGNMENT - first(by);
        }
    }

    /** The upper bound of the positive bucket before the one with this index, base to the power of the index. */
    private double bound(long index) {
        if (scale <= 0) {
            double exponent = Math.scalb((double) index, -scale);
            return Math.scalb(1.0, (int) Math.max(-4_096, Math.min(4_096, exponent)));
        }
        long sixteenths = index << (LARGEST_SCALE - scale);
        long exponent = sixteenths >> LARGEST_SCALE;
        return Math.scalb(
                ROOTS[(int) (sixteenths & (ROOTS.length - 1))], (int) Math.max(-4_096, Math.min(4_096, exponent)));
    }

    /**
     * The histogram with fixed buckets that Pulseboard knows: a bound at each edge of a bucket, the zero bucket's at its threshold,
     * and no lower edge of that. Edges of negative buckets belong to the bucket below them, while here they belong to the one above: an
     * observation right on one is counted one bucket off.
     */
    HistogramValue toHistogram() {
        Layout layout = new Layout(negative.counts().length + positive.counts().length + 4);
        if (!negative.isEmpty()) {
            layout.add(-bound(negative.last() + 1), 0);
            for (int i = negative.counts().length - 1; i >= 0; i--) {
                double upper = -bound(negative.offset() + i);
                if (upper > -zeroThreshold) {
                    // It lies in the zero bucket, which comes next.
                    layout.running += negative.counts()[i];
                } else {
                    layout.add(upper, negative.counts()[i]);
                }
            }
        }
        layout.add(zeroThreshold, zeroCount);
        if (!positive.isEmpty()) {
            layout.add(bound(positive.offset()), 0);
            for (int i = 0; i < positive.counts().length; i++) {
                layout.add(bound(positive.offset() + i + 1), positive.counts()[i]);
            }
        }
        layout.add(Double.POSITIVE_INFINITY, Math.max(0, count - layout.running));
        return new HistogramValue(
                Arrays.copyOf(layout.bounds, layout.size), Arrays.copyOf(layout.cumulative, layout.size), sum, false);
    }

    /** Bounds and counts on their way into a histogram. */
    private static final class Layout {
        private final double[] bounds;
        private final double[] cumulative;
        private int size;
        private double running;

        Layout(int most) {
            bounds = new double[most];
            cumulative = new double[most];
        }

        /** Adds a bucket; one that ends where the last one did, or before, is a part of it. */
        void add(double bound, double inside) {
            running += inside;
            double normal = bound == 0 ? 0.0 : bound;
            if (size > 0 && !(normal > bounds[size - 1])) {
                cumulative[size - 1] = running;
                return;
            }
            bounds[size] = normal;
            cumulative[size] = running;
            size++;
        }
    }

    /** How fine the buckets are. */
    int scale() {
        return scale;
    }

    /** How many buckets there are, of both signs, without the zero bucket. */
    int size() {
        return positive.counts().length + negative.counts().length;
    }
}
