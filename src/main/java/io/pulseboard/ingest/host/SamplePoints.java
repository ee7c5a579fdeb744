package io.pulseboard.ingest.host;

import java.util.stream.LongStream;

/**
 * When to sample: shortly before each whole multiple of the period since the epoch, which is where ticks are (each tick, if the
 * period is a multiple of the tick's).
 *
 * <p>The scheduler calls once per period, but at a phase of its own that drifts against the wall clock: its timer counts
 * nanoseconds since the process started. So each call does not sample, but asks which points are due to be armed: those up to a
 * horizon of somewhat more than a period that were not given before. As every call computes them from the wall clock, neither drift
 * nor a late call moves the samples, and each point is given once, even while the phase of the calls wanders across it. Used by one
 * thread at a time.
 */
final class SamplePoints {
    private final long periodMillis;
    private final long leadMillis;
    private final long horizonMillis;
    private long last = Long.MIN_VALUE;

    /**
     * @param periodMillis how far the points are apart
     * @param leadMillis how long before a whole multiple each is, less than a period
     * @param slackMillis how much later than a period after the last call the next may come
     */
    SamplePoints(long periodMillis, long leadMillis, long slackMillis) {
        this.periodMillis = periodMillis;
        this.leadMillis = leadMillis;
        this.horizonMillis = periodMillis + slackMillis;
    }

    /**
     * The points to arm now, ascending, none of them in the past.
     *
     * @param nowMillis the wall clock, milliseconds since the epoch
     */
    long[] due(long nowMillis) {
        long horizon = nowMillis + horizonMillis;
        if (last > horizon) {
            // The clock was set back; what was given lies too far ahead to wait for.
            last = Long.MIN_VALUE;
        }
        long first = Math.max(last + 1, nowMillis);
        long next = roundUp(first + leadMillis) - leadMillis;
        long[] due = LongStream.iterate(next, point -> point <= horizon, point -> point + periodMillis)
                .toArray();
        if (due.length > 0) {
            last = due[due.length - 1];
        }
        return due;
    }

    private long roundUp(long millis) {
        return Math.floorDiv(millis + periodMillis - 1, periodMillis) * periodMillis;
    }
}
