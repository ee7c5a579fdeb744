package io.pulseboard.ingest.otlp;

import io.pulseboard.metric.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one request came to: samples, some of which are deltas yet, and a count of points that could not be taken. Reused by its
 * parser for the next request; not for use by several threads at once.
 */
final class OtlpBatch {
    private static final int LARGEST_KEPT = 100_000;

    private List<Sample> samples = new ArrayList<>();
    private int points;
    private final Map<PointRefusal, Integer> refused = new EnumMap<>(PointRefusal.class);
    private @Nullable String refusal;

    private int deltas;
    private int[] deltaIndexes = new int[16];
    private long[] deltaStarts = new long[16];
    private long[] deltaEnds = new long[16];
    private @Nullable ExponentialBuckets[] deltaBuckets = new ExponentialBuckets[16];

    /** Forgets everything. */
    void clear() {
        // The sink may hold on to the list it was given.
        samples = new ArrayList<>(Math.min(samples.size(), LARGEST_KEPT));
        points = 0;
        refused.clear();
        refusal = null;
        if (deltaIndexes.length > LARGEST_KEPT) {
            resizeDeltas(16);
        }
        Arrays.fill(deltaBuckets, 0, Math.min(deltas, deltaBuckets.length), null);
        deltas = 0;
    }

    /** Counts a data point, before it is known what becomes of it. */
    void point() {
        points++;
    }

    /** Adds a sample. */
    void add(Sample sample) {
        samples.add(sample);
    }

    /**
     * Adds a sample that is what happened between two times.
     *
     * @param startNanos where the delta begins, nanoseconds since the Unix epoch; 0 if not known
     * @param endNanos where it ends; 0 if not known
     * @param buckets the value of an exponential histogram, whose sample has none; else null
     */
    void addDelta(Sample sample, long startNanos, long endNanos, @Nullable ExponentialBuckets buckets) {
        if (deltas == deltaIndexes.length) {
            resizeDeltas(2 * deltas);
        }
        deltaIndexes[deltas] = samples.size();
        deltaStarts[deltas] = startNanos;
        deltaEnds[deltas] = endNanos;
        deltaBuckets[deltas] = buckets;
        deltas++;
        samples.add(sample);
    }

    private void resizeDeltas(int length) {
        deltaIndexes = Arrays.copyOf(deltaIndexes, length);
        deltaStarts = Arrays.copyOf(deltaStarts, length);
        deltaEnds = Arrays.copyOf(deltaEnds, length);
        deltaBuckets = Arrays.copyOf(deltaBuckets, length);
    }

    /** Notes that a counted point cannot be taken. */
    void refuse(PointRefusal why, String message) {
        refused.merge(why, 1, Integer::sum);
        if (refusal == null) {
            refusal = message;
        }
    }

    /** Puts the total in place of the delta with this number. */
    void total(int delta, Sample total) {
        samples.set(deltaIndexes[delta], total);
    }

    /** Notes that the delta with this number cannot be taken; its sample is to be left out by {@link #drop}. */
    void refuseDelta(int delta, PointRefusal why, String message) {
        refuse(why, message);
        deltaIndexes[delta] = -1 - deltaIndexes[delta];
    }

    /** Leaves out the samples of refused deltas. The numbers of deltas mean nothing then. */
    void drop() {
        List<Sample> kept = new ArrayList<>(samples.size());
        int next = 0;
        for (int delta = 0; delta < deltas; delta++) {
            if (deltaIndexes[delta] < 0) {
                int index = -1 - deltaIndexes[delta];
                kept.addAll(samples.subList(next, index));
                next = index + 1;
            }
        }
        if (next > 0) {
            kept.addAll(samples.subList(next, samples.size()));
            samples = kept;
        }
        deltas = 0;
    }

    /** The samples, in the order of the request. */
    List<Sample> samples() {
        return samples;
    }

    /** How many data points the request has. */
    int points() {
        return points;
    }

    /** How many of them could not be taken. */
    int refused() {
        int sum = 0;
        for (int count : refused.values()) {
            sum += count;
        }
        return sum;
    }

    /** How many of them could not be taken for this reason. */
    int refused(PointRefusal why) {
        return refused.getOrDefault(why, 0);
    }

    /** Why the first of them could not be taken, null if there is none. */
    @Nullable String refusal() {
        return refusal;
    }

    /** How many samples are deltas. */
    int deltas() {
        return deltas;
    }

    /** Where among the samples the delta with this number is. */
    int deltaIndex(int delta) {
        return deltaIndexes[delta];
    }

    /** Where the delta with this number begins, nanoseconds since the Unix epoch; 0 if not known. */
    long deltaStart(int delta) {
        return deltaStarts[delta];
    }

    /** Where the delta with this number ends, nanoseconds since the Unix epoch; 0 if not known. */
    long deltaEnd(int delta) {
        return deltaEnds[delta];
    }

    /** The value of the delta with this number if it is an exponential histogram, else null. */
    @Nullable ExponentialBuckets deltaBuckets(int delta) {
        return deltaBuckets[delta];
    }
}
