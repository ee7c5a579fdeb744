package io.pulseboard.ingest.otlp;

import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Adds deltas up, series by series (OpenTelemetry specification, "Metrics Data Model", "Sums: Delta-to-Cumulative"). Safe for use by
 * any thread.
 *
 * <p>How deltas have to lie in time ("Sums: detecting alignment issues"):
 * <ul>
 *   <li>One that begins where the last one ended, or later, is added. SDKs send nothing for what did not change in an interval, so a
 *       gap does not mean that something was lost, and starting anew would hide what happened since. Only what has not been heard
 *       of for the expiry is forgotten and starts anew.
 *   <li>One with the very times of the last one is a repetition: a success, and not added again.
 *   <li>One that ends before the last one did, or at the same time, is refused, and so is one that overlaps the last one by more than a tenth
 *       of its length: then two senders write one series.
 *   <li>One that has no start is added if it ends later, and one without any time in any case ("Sums: Missing Timestamps").
 * </ul>
 */
final class DeltaAccumulator {
    /** How far ahead of the clock a delta may end: what follows it in time would be refused until then. */
    private static final Duration FARTHEST = Duration.ofMinutes(10);

    private final int mostSeries;
    private final long expiryMillis;
    private final Map<SeriesKey, DeltaTotal> totals = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);

    /**
     * @param mostSeries how many series are added up at once; deltas of further ones are refused
     * @param expiry after how long a series that nothing was heard of is forgotten
     */
    DeltaAccumulator(int mostSeries, Duration expiry) {
        this.mostSeries = mostSeries;
        this.expiryMillis = expiry.toMillis();
    }

    /** How many series are being added up. */
    int size() {
        return size.get();
    }

    /**
     * Puts totals in place of the deltas of a batch, and takes out those that are refused.
     *
     * @param nowMillis the clock, milliseconds since the Unix epoch
     */
    void accumulate(OtlpBatch batch, long nowMillis) {
        if (batch.deltas() == 0) {
            return;
        }
        sweepIfDue(nowMillis);
        for (int delta = 0; delta < batch.deltas(); delta++) {
            accumulate(batch, delta, nowMillis);
        }
        batch.drop();
    }

    private void accumulate(OtlpBatch batch, int delta, long nowMillis) {
        Sample sample = batch.samples().get(batch.deltaIndex(delta));
        if (sample.timestampMillis() > nowMillis + FARTHEST.toMillis()) {
            batch.refuseDelta(
                    delta,
                    PointRefusal.INVALID,
                    "a delta of " + sample.key() + " ends more than " + FARTHEST + " in the future");
            return;
        }
        while (true) {
            DeltaTotal total = totals.get(sample.key());
            if (total == null) {
                total = begin(sample.key());
            }
            if (total == null) {
                batch.refuseDelta(
                        delta,
                        PointRefusal.DELTA_BUDGET,
                        "as many series are added up from deltas as " + OtlpConfig.DELTA_MAX_SERIES + " allows, "
                                + mostSeries + ": refused new series " + sample.key());
                return;
            }
            if (total.add(batch, delta, sample, nowMillis)) {
                return;
            }
            // It was forgotten between our look-up and our addition.
            forget(sample.key(), total);
        }
    }

    private @Nullable DeltaTotal begin(SeriesKey key) {
        if (size.incrementAndGet() > mostSeries) {
            size.decrementAndGet();
            return null;
        }
        DeltaTotal fresh = new DeltaTotal();
        DeltaTotal other = totals.putIfAbsent(key, fresh);
        if (other != null) {
            size.decrementAndGet();
            return other;
        }
        return fresh;
    }

    private void forget(SeriesKey key, DeltaTotal total) {
        if (totals.remove(key, total)) {
            size.decrementAndGet();
        }
    }

    private void sweepIfDue(long nowMillis) {
        long due = nextSweep.get();
        if (nowMillis >= due && nextSweep.compareAndSet(due, nowMillis + expiryMillis / 4)) {
            totals.forEach((key, total) -> {
                if (total.retireIfIdleSince(nowMillis - expiryMillis)) {
                    forget(key, total);
                }
            });
        }
    }
}
