package io.pulseboard.ingest;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket: so many samples per second over time, some seconds' worth at once. A batch is taken whole as soon as there is anything
 * left, and what it takes too much has to be waited for afterwards; so a batch that is larger than the bucket is not refused for ever.
 * Safe for use by any thread.
 */
final class SampleRate {
    static final int BURST_SECONDS = 5;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final LongSupplier nanoTime;
    private double left;
    private long filledAt;

    /**
     * @param perSecond at least 1
     * @param nanoTime a clock that never goes back, in nanoseconds
     */
    SampleRate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.left = perSecond * (double) BURST_SECONDS;
        this.filledAt = nanoTime.getAsLong();
    }

    /**
     * Takes so many samples if anything is left.
     *
     * @return 0 if there was; else after how many seconds there will be, at least 1
     */
    synchronized int take(int samples) {
        long now = nanoTime.getAsLong();
        left = Math.min(perSecond * BURST_SECONDS, left + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        if (left <= 0) {
            return (int) Math.min(Integer.MAX_VALUE, 1 + (long) (-left / perSecond));
        }
        left -= samples;
        return 0;
    }
}
