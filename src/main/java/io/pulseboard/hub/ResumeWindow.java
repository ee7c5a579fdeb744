package io.pulseboard.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The last ticks, from which returning clients are served. Bounded in time and in bytes, whichever is reached first. Confined to
 * the hub's thread.
 */
final class ResumeWindow {
    private final long maxMillis;
    private final long maxBytes;
    private final Consumer<Tick> onEvict;
    private final ArrayDeque<Tick> ticks = new ArrayDeque<>();
    private long bytes;

    /**
     * @param onEvict called with each tick that leaves
     */
    ResumeWindow(long maxMillis, long maxBytes, Consumer<Tick> onEvict) {
        this.maxMillis = maxMillis;
        this.maxBytes = maxBytes;
        this.onEvict = onEvict;
    }

    void add(Tick tick) {
        ticks.addLast(tick);
        bytes += tick.changes().bytes();
        while (ticks.size() > 1 && (bytes > maxBytes || age() > maxMillis)) {
            Tick oldest = ticks.removeFirst();
            bytes -= oldest.changes().bytes();
            onEvict.accept(oldest);
        }
    }

    private long age() {
        return ticks.getLast().timestampMillis() - ticks.getFirst().timestampMillis();
    }

    /** The oldest tick held, or {@code next} if none is. */
    long oldestSeq(long next) {
        return ticks.isEmpty() ? next : ticks.getFirst().seq();
    }

    /** The ticks after one and up to and with another, oldest first. Costs what lies after the first. */
    List<Tick> between(long after, long upTo) {
        List<Tick> found = new ArrayList<>();
        for (var newestFirst = ticks.descendingIterator(); newestFirst.hasNext(); ) {
            Tick tick = newestFirst.next();
            if (tick.seq() <= after) {
                break;
            }
            if (tick.seq() <= upTo) {
                found.add(tick);
            }
        }
        Collections.reverse(found);
        return found;
    }

    long bytes() {
        return bytes;
    }

    double seconds() {
        return ticks.isEmpty() ? 0 : age() / 1000.0;
    }
}
