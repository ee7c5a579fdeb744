package io.pulseboard.ingest.otlp;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Sample;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the deltas of one series have come to. Safe for use by any thread. */
final class DeltaTotal {
    /** One over the share of a delta that may lie before the end of the one before. */
    private static final int SIGNIFICANT = 10;

    /** All guarded by this. */
    private boolean begun;

    private boolean retired;
    private long lastStart;
    private long lastEnd;
    private long touchedMillis;
    private double number;
    private @Nullable HistogramValue histogram;
    private @Nullable ExponentialBuckets buckets;

    /**
     * Adds a delta of a batch and puts the total in its place, or refuses it.
     *
     * @return false if nothing was done since this is no longer in use
     */
    synchronized boolean add(OtlpBatch batch, int delta, Sample sample, long nowMillis) {
        if (retired) {
            return false;
        }
        touchedMillis = nowMillis;
        long start = batch.deltaStart(delta);
        long end = batch.deltaEnd(delta);
        boolean repeated = begun && end != 0 && end == lastEnd && start == lastStart;
        String fault = repeated ? null : fault(start, end);
        if (fault != null) {
            batch.refuseDelta(delta, PointRefusal.OUT_OF_ORDER, "a delta of " + sample.key() + " " + fault);
            return true;
        }
        if (!repeated) {
            add(sample, batch.deltaBuckets(delta));
            lastStart = start;
            lastEnd = Math.max(lastEnd, end);
            begun = true;
        }
        batch.total(delta, total(sample));
        return true;
    }

    /** What is wrong with the times of a delta, null if nothing. */
    private @Nullable String fault(long start, long end) {
        if (start != 0 && end != 0 && Long.compareUnsigned(start, end) > 0) {
            return "begins after it ends";
        }
        if (!begun || end == 0 || lastEnd == 0) {
            return null;
        }
        if (end <= lastEnd) {
            return "ends at " + instant(end) + ", and what ended at " + instant(lastEnd) + " is added up already";
        }
        if (start != 0 && lastEnd - start > (end - start) / SIGNIFICANT) {
            return "begins at " + instant(start) + ", before the last one ended at " + instant(lastEnd)
                    + ": if two senders write this series, give each its own service.instance.id";
        }
        return null;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private void add(Sample sample, @Nullable ExponentialBuckets delta) {
        CompoundValue compound = sample.compound();
        if (delta != null) {
            buckets = buckets == null ? delta : buckets.plus(delta);
            histogram = null;
            number = 0;
        } else if (compound instanceof HistogramValue added) {
            histogram = histogram == null || !sameBounds(histogram, added) ? added : sum(histogram, added);
            buckets = null;
            number = 0;
        } else {
            boolean number = histogram == null && buckets == null;
            this.number = number ? this.number + sample.value() : sample.value();
            histogram = null;
            buckets = null;
        }
    }

    private static boolean sameBounds(HistogramValue one, HistogramValue other) {
        if (one.bucketCount() != other.bucketCount()) {
            return false;
        }
        for (int i = 0; i < one.bucketCount(); i++) {
            if (one.upperBound(i) != other.upperBound(i)) {
                return false;
            }
        }
        return true;
    }

    private static HistogramValue sum(HistogramValue one, HistogramValue other) {
        double[] bounds = new double[one.bucketCount()];
        double[] counts = new double[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = one.upperBound(i);
            counts[i] = one.cumulativeCount(i) + other.cumulativeCount(i);
        }
        return new HistogramValue(bounds, counts, one.sum() + other.sum(), false);
    }

    private Sample total(Sample delta) {
        if (buckets != null) {
            return Sample.of(delta.key(), delta.metadata(), buckets.toHistogram(), delta.timestampMillis());
        }
        if (histogram != null) {
            return Sample.of(delta.key(), delta.metadata(), histogram, delta.timestampMillis());
        }
        return Sample.of(delta.key(), delta.metadata(), number, delta.timestampMillis());
    }

    /** Puts this out of use if nothing was added since then. */
    synchronized boolean retireIfIdleSince(long millis) {
        retired |= touchedMillis < millis;
        return retired;
    }
}
