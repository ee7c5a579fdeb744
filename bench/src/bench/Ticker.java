package bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does something in every tick, on a thread of its own; ticks are whole multiples of their length since 1970, as Pulseboard's are. */
final class Ticker implements AutoCloseable {
    /** What is done. */
    interface Action {
        /**
         * Is called with the number of the call, from 0.
         */
        void run(long round) throws IOException;
    }

    private final long period;
    private final long offset;
    private final Action action;
    private final Thread thread;
    private volatile boolean stopped;

    private Ticker(long period, long offset, Action action) {
        this.period = period;
        this.offset = offset;
        this.action = action;
        this.thread = new Thread(this::run, "ticker");
        thread.setDaemon(true);
    }

    /**
     * Starts one.
     *
     * @param period in milliseconds
     * @param offset from the tick, in milliseconds
     */
    static Ticker start(long period, long offset, Action action) {
        Ticker ticker = new Ticker(period, offset, action);
        ticker.thread.start();
        return ticker;
    }

    /** Waits for the next time that lies so many milliseconds after a tick. */
    static void await(long period, long offset) {
        long due = (Math.floorDiv(System.currentTimeMillis() - offset, period) + 1) * period + offset;
        long left;
        while ((left = due - System.currentTimeMillis()) > 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
        }
    }

    private void run() {
        for (long round = 0; !stopped; round++) {
            await(period, offset);
            try {
                if (!stopped) {
                    action.run(round);
                }
            } catch (IOException e) {
                System.err.println("ticker: " + e);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
