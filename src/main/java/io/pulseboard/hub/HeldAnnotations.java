package io.pulseboard.hub;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The notes that who comes later can still read: so many at most, and as far back as history reaches. The oldest go first, by the
 * time they stand at, so that one of the past may be the first to go. Confined to the hub's thread, but for {@link #size}.
 */
final class HeldAnnotations {
    private static final Comparator<Annotation> BY_TIME =
            Comparator.comparingLong(Annotation::timestampMillis).thenComparingLong(Annotation::id);

    private final int most;
    private final Duration reach;
    private final TreeSet<Annotation> held = new TreeSet<>(BY_TIME);
    private volatile int size;

    HeldAnnotations(int most, Duration reach) {
        this.most = most;
        this.reach = reach;
    }

    void add(Annotation annotation, long nowMillis) {
        held.add(annotation);
        forget(nowMillis);
    }

    /**
     * What stands at a moment or after it.
     *
     * @param sinceMillis milliseconds since the Unix epoch
     * @return oldest first
     */
    List<Annotation> since(long sinceMillis, long nowMillis) {
        forget(nowMillis);
        return held.stream()
                .filter(annotation -> annotation.timestampMillis() >= sinceMillis)
                .toList();
    }

    private void forget(long nowMillis) {
        long before = nowMillis - reach.toMillis();
        while (!held.isEmpty() && (held.size() > most || held.first().timestampMillis() < before)) {
            held.pollFirst();
        }
        size = held.size();
    }

    /** How many are held, though some of them may have grown too old since. For any thread. */
    int size() {
        return size;
    }
}
