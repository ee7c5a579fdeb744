package bench;

/** A histogram of whole milliseconds, up to a minute; not safe for threads, each loop has its own. */
final class Latency {
    private static final int LIMIT = 60_000;

    private final long[] counts = new long[LIMIT + 1];
    private long total;

    /** Counts one event. A time below zero, by clocks that differ, counts as zero. */
    void record(long millis) {
        counts[(int) Math.max(0, Math.min(LIMIT, millis))]++;
        total++;
    }

    /** Adds what another one has. */
    void add(Latency other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** How many events were counted. */
    long total() {
        return total;
    }

    /** The time within which that share of the events came, in milliseconds; 0 without events. */
    int percentile(double share) {
        long wanted = (long) Math.ceil(total * share);
        long below = 0;
        for (int i = 0; i <= LIMIT; i++) {
            below += counts[i];
            if (below >= wanted) {
                return i;
            }
        }
        return LIMIT;
    }
}
