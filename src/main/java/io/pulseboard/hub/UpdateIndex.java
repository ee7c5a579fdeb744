package io.pulseboard.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ticks at which a feed had an update, ascending, each with its frame where that is kept. Confined to the hub's thread. */
final class UpdateIndex {
    private final KeptFrames kept;
    private long[] ticks = new long[4];
    private KeptFrames.@Nullable Entry[] entries = new KeptFrames.Entry[4];
    private int from;
    private int to;

    UpdateIndex(KeptFrames kept) {
        this.kept = kept;
    }

    int size() {
        return to - from;
    }

    /** The tick of this update, counted from the oldest. */
    long tick(int index) {
        return ticks[from + index];
    }

    /** The frame of this update, null if it is not kept. */
    @Nullable Frame frame(int index) {
        KeptFrames.Entry entry = entries[from + index];
        return entry == null ? null : entry.frame();
    }

    /** Keeps the frame of this update. */
    void keep(int index, Frame frame) {
        entries[from + index] = kept.keep(frame);
    }

    /** The oldest update after this tick, or {@link #size} if there is none. */
    int firstAfter(long tick) {
        int found = Arrays.binarySearch(ticks, from, to, tick + 1);
        return (found < 0 ? -found - 1 : found) - from;
    }

    /** Adds the newest update. */
    void append(Frame frame) {
        if (to == ticks.length) {
            makeRoom(0);
        }
        ticks[to] = frame.seq();
        entries[to++] = kept.keep(frame);
    }

    /** Adds updates before the oldest. */
    void prepend(long[] older, int count) {
        if (from < count) {
            makeRoom(count);
        }
        from -= count;
        System.arraycopy(older, 0, ticks, from, count);
    }

    private void makeRoom(int before) {
        int size = size();
        int capacity = Math.max(4, before + 2 * size);
        long[] newTicks = new long[capacity];
        KeptFrames.@Nullable Entry[] newEntries = new KeptFrames.Entry[capacity];
        System.arraycopy(ticks, from, newTicks, before, size);
        System.arraycopy(entries, from, newEntries, before, size);
        ticks = newTicks;
        entries = newEntries;
        from = before;
        to = before + size;
    }

    /** Takes out the oldest. */
    void removeFirst(int count) {
        for (int i = 0; i < count; i++) {
            KeptFrames.Entry entry = entries[from];
            if (entry != null) {
                kept.drop(entry);
            }
            entries[from++] = null;
        }
    }
}
