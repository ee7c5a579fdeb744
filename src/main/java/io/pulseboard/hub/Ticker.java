package io.pulseboard.hub;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ticks at whole multiples of the interval since the Unix epoch, so that sources can sample just before, and the ticks of two
 * servers fall together. quarkus-scheduler has a smallest period of one second and no phase, so this is a timer of its own, on
 * the hub's thread. After a pause of the process it goes on with the next multiple; the ones missed are not made up for.
 */
final class Ticker {
    private static final Logger LOG = Logger.getLogger(Ticker.class);

    private final Hub hub;
    private final long intervalMillis;
    private final ScheduledExecutorService hubThread;
    private final InstantSource clock;

    Ticker(Hub hub, Duration interval, ScheduledExecutorService hubThread, InstantSource clock) {
        this.hub = hub;
        this.intervalMillis = interval.toMillis();
        this.hubThread = hubThread;
        this.clock = clock;
    }

    void start() {
        scheduleAfter(clock.millis());
    }

    private void scheduleAfter(long millis) {
        long next = (millis / intervalMillis + 1) * intervalMillis;
        // The timer counts in nanoseconds, the clock here in milliseconds: wake when the clock has surely got there.
        long delay = Math.max(0, next - clock.millis());
        hubThread.schedule(() -> tick(next), delay, TimeUnit.MILLISECONDS);
    }

    private void tick(long boundary) {
        long now = clock.millis();
        if (now < boundary) {
            // The timer was early, or the clock was set back: by little, wait; by much, follow the clock.
            scheduleAfter(Math.min(now, boundary - 1));
            return;
        }
        // Skip those that a pause has swallowed.
        long current = now / intervalMillis * intervalMillis;
        try {
            hub.tick(current, TimeUnit.MILLISECONDS.toNanos(now - current));
        } catch (RuntimeException failure) {
            // A tick that fails must not be the last one.
            LOG.errorf(failure, "tick failed boundary=%d", current);
        } finally {
            scheduleAfter(Math.max(current, clock.millis() - 1));
        }
    }
}
