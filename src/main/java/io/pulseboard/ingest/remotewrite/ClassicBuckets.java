package io.pulseboard.ingest.remotewrite;

import io.pulseboard.metric.HistogramValue;
import java.util.Arrays;

/**
 * Makes cumulative buckets of a native histogram's, which are many, sparse, and other ones every time. Viewers see another series
 * whenever bounds change, so bounds have to stay: they follow from the range of the observations alone, in steps of
 * {@value #BLOCK_OCTAVES} powers of two, and a cumulative histogram's range only grows. The finest resolution is taken, up to four
 * buckets per power of two, in which that range has at most {@value #MOST_EXPONENTIAL} buckets; to these come the edges of the range
 * and the zero bucket. Of custom bounds, which stay by themselves, at most {@value #MOST_CUSTOM} are kept, at even distances.
 *
 * <p>Native buckets of a lower resolution are unions of those of a higher one, so no observation is counted in a wrong bucket; but
 * a negative one that lies exactly on a bound is counted above it, since there upper bounds are exclusive. Buckets that a floating
 * point number cannot bound are counted in the one next to them.
 *
 * <p>Reused; confined to one parser.
 */
final class ClassicBuckets {
    static final int MOST_EXPONENTIAL = 64;
    static final int MOST_CUSTOM = 160;
    /** The highest resolution: 2^2 buckets per power of two. */
    private static final int FINEST = 2;

    private static final int BLOCK_OCTAVES = 4;
    /** The exponents of the smallest and of the largest power of two that a double can be, the latter plus one. */
    private static final int LEAST_EXPONENT = -1074;

    private static final int MOST_EXPONENT = 1024;

    private final double[] bounds = new double[Math.max(MOST_CUSTOM, MOST_EXPONENTIAL + 4) + 1];
    private final double[] counts = new double[bounds.length];
    private final Range positives = new Range();
    private final Range negatives = new Range();
    private int size;
    private double cumulative;

    /** Where a side has observations, as bucket indexes: from {@code low}, exclusive, to {@code high}, inclusive. */
    private static final class Range {
        private long least;
        private long most;
        private boolean empty;
        private long low;
        private long high;

        void find(BucketSide side, int schema) {
            empty = true;
            for (int i = 0; i < side.size(); i++) {
                if (side.count(i) > 0) {
                    long index = clamp(side.index(i), schema);
                    least = empty ? index : Math.min(least, index);
                    most = empty ? index : Math.max(most, index);
                    empty = false;
                }
            }
        }

        /** Aligns the range in a lower resolution, and says how many buckets it has there. */
        long align(int shift, long block) {
            if (empty) {
                return 0;
            }
            low = Math.floorDiv(reduced(least, shift) - 1, block) * block;
            high = Math.floorDiv(reduced(most, shift) + block - 1, block) * block;
            return high - low;
        }
    }

    /** Forgets all buckets. */
    void clear() {
        size = 0;
        cumulative = 0;
    }

    /** Adds the buckets of a schema whose bounds are powers of 2^(2^-schema). */
    void addExponential(int schema, BucketSide negative, double zeroThreshold, double zeroCount, BucketSide positive) {
        positives.find(positive, schema);
        negatives.find(negative, schema);
        int target = Math.min(schema, FINEST);
        while (align(schema, target) > MOST_EXPONENTIAL) {
            target--;
        }
        addNegative(negative, schema, target);
        cumulative += zeroCount;
        if (zeroCount > 0 || zeroThreshold > 0) {
            close(zeroThreshold);
        }
        addPositive(positive, schema, target);
    }

    private long align(int schema, int target) {
        long block = Math.max(1, target >= 0 ? (long) BLOCK_OCTAVES << target : BLOCK_OCTAVES >> Math.min(-target, 31));
        return positives.align(schema - target, block) + negatives.align(schema - target, block);
    }

    private void addNegative(BucketSide side, int schema, int target) {
        if (negatives.empty) {
            return;
        }
        close(-bound(negatives.high, target));
        int at = side.size() - 1;
        for (long index = negatives.high; index > negatives.low; index--) {
            while (at >= 0 && reduced(clamp(side.index(at), schema), schema - target) >= index) {
                cumulative += side.count(at--);
            }
            close(-bound(index - 1, target));
        }
    }

    private void addPositive(BucketSide side, int schema, int target) {
        if (positives.empty) {
            return;
        }
        close(bound(positives.low, target));
        int at = 0;
        for (long index = positives.low + 1; index <= positives.high; index++) {
            while (at < side.size() && reduced(clamp(side.index(at), schema), schema - target) <= index) {
                cumulative += side.count(at++);
            }
            close(bound(index, target));
        }
    }

    /** Adds buckets whose bounds are listed. */
    void addCustom(BucketSide side, double[] custom, int customCount) {
        int every = (customCount + MOST_CUSTOM - 1) / MOST_CUSTOM;
        int at = 0;
        for (int i = 0; i < customCount; i++) {
            while (at < side.size() && side.index(at) <= i) {
                cumulative += side.count(at++);
            }
            if ((i + 1) % every == 0) {
                close(custom[i]);
            }
        }
    }

    /** Ends a bucket; where its bound is not above the last one it becomes a part of that bucket. */
    private void close(double bound) {
        if (size > 0 && bound <= bounds[size - 1]) {
            counts[size - 1] = cumulative;
        } else if (Double.isFinite(bound)) {
            // Zero has one sign here.
            bounds[size] = bound + 0.0;
            counts[size++] = cumulative;
        }
    }

    /**
     * The histogram of these buckets and one up to infinity.
     *
     * @param count how many observations there are
     */
    HistogramValue toValue(double count, double sum, boolean gauge) {
        bounds[size] = Double.POSITIVE_INFINITY;
        counts[size++] = Math.max(count, cumulative);
        return new HistogramValue(Arrays.copyOf(bounds, size), Arrays.copyOf(counts, size), sum, gauge);
    }

    /** The index of the bucket that holds this one in a resolution that is lower by so many steps. */
    private static long reduced(long index, int steps) {
        return ((index - 1) >> Math.min(steps, 63)) + 1;
    }

    /** The index, or that of the first or last bucket that a double can be in. */
    private static long clamp(long index, int schema) {
        long least = schema >= 0 ? (long) LEAST_EXPONENT << schema : LEAST_EXPONENT >> -schema;
        long most = schema >= 0 ? (long) MOST_EXPONENT << schema : MOST_EXPONENT >> -schema;
        return Math.max(least, Math.min(index, most + 1));
    }

    /** The upper bound of the bucket with this index. */
    private static double bound(long index, int schema) {
        if (schema <= 0) {
            return power(index << Math.min(-schema, 16));
        }
        long whole = index >> schema;
        double fraction = (double) (index - (whole << schema)) / (1 << schema);
        return Math.scalb(Math.pow(2, fraction), (int) whole);
    }

    private static double power(long exponent) {
        return Math.scalb(1.0, (int) Math.max(-2_000, Math.min(exponent, 2_000)));
    }
}
