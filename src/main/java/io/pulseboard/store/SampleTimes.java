package io.pulseboard.store;

import org.jspecify.annotations.Nullable;

/**
 * When the values of some rows were observed, in as few bytes as that takes: mostly all at the same moment, else within half a
 * minute. Immutable.
 */
final class SampleTimes {
    static final SampleTimes NONE = new SampleTimes(0, null, null);

    private final long first;
    /** From the first, in milliseconds; null where all are the same or too far apart. */
    private final short @Nullable [] offsets;
    /** Null where they are not too far apart. */
    private final long @Nullable [] all;

    private SampleTimes(long first, short @Nullable [] offsets, long @Nullable [] all) {
        this.first = first;
        this.offsets = offsets;
        this.all = all;
    }

    /** These times, in Unix milliseconds; the array is kept if it has to be. */
    static SampleTimes of(long[] millis) {
        if (millis.length == 0) {
            return NONE;
        }
        long first = millis[0];
        boolean same = true;
        boolean near = true;
        for (long each : millis) {
            same &= each == first;
            near &= each - first == (short) (each - first);
        }
        if (same) {
            return new SampleTimes(first, null, null);
        }
        if (!near) {
            return new SampleTimes(first, null, millis);
        }
        short[] offsets = new short[millis.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (short) (millis[i] - first);
        }
        return new SampleTimes(first, offsets, null);
    }

    long at(int row) {
        return all != null ? all[row] : offsets != null ? first + offsets[row] : first;
    }

    /** How many bytes of heap a row takes. */
    int bytesPerRow() {
        return all != null ? Long.BYTES : offsets != null ? Short.BYTES : 0;
    }
}
