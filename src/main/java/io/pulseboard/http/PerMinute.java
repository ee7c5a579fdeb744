package io.pulseboard.http;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets something happen so many times in any minute, whoever causes it. Safe for use by any thread. */
public final class PerMinute {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    /** When the latest events were, a ring: what a minute may hold is all that has to be remembered. */
    private final long[] times;

    private long count;

    /**
     * @param most how many times in a minute, at least 1; so many numbers it keeps
     * @param nanoTime a clock that never goes back, in nanoseconds
     */
    public PerMinute(int most, LongSupplier nanoTime) {
        this.times = new long[most];
        this.nanoTime = nanoTime;
    }

    /**
     * Counts one more if there is room.
     *
     * @return 0 if there was; else after how many seconds there will be, at least 1
     */
    public synchronized int admit() {
        int seconds = full();
        if (seconds == 0) {
            times[(int) (count % times.length)] = nanoTime.getAsLong();
            count++;
        }
        return seconds;
    }

    /** What {@link #admit} would return, without counting. */
    public synchronized int full() {
        if (count < times.length) {
            return 0;
        }
        long left = times[(int) (count % times.length)] + MINUTE_NANOS - nanoTime.getAsLong();
        return left <= 0 ? 0 : (int) ((left + SECOND_NANOS - 1) / SECOND_NANOS);
    }
}
