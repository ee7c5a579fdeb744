package io.pulseboard.store;

import org.jspecify.annotations.Nullable;

/**
 * The past of one number, on the time grid that {@link History} keeps for all of them. Two rings: one slot per tick, and one cell
 * per coarse step ({@link CoarseCells}).
 *
 * <p>Only changes are written. Between them the value is the last one, which is filled in when the next change comes or when
 * somebody reads, so that a series that stands still costs nothing per tick, and one that never changed owns no pages at all.
 * NaN stands for "no value". Confined to the thread that freezes.
 */
final class HistoryColumn {
    private final CoarseCells cells;
    private long firstSeq = -1;
    private long lastSeq = -1;
    private double lastValue = Double.NaN;
    private @Nullable Pages fine;

    /**
     * @param gauge whether single precision is enough for what is long past: it is not for counters, of which the differences count
     */
    HistoryColumn(boolean gauge) {
        this.cells = new CoarseCells(gauge);
    }

    /** Writes the value that holds from this tick on. */
    void set(long seq, long cell, double value, int fineSlots, int coarseCells) {
        cells.set(cell, lastValue, value, coarseCells);
        if (firstSeq < 0) {
            firstSeq = seq;
        } else {
            if (fine == null) {
                fine = new Pages.Doubles(fineSlots);
            }
            for (long s = Math.max(lastSeq, seq - fineSlots + 1); s < seq; s++) {
                fine.put((int) (s % fineSlots), lastValue);
            }
        }
        lastSeq = seq;
        lastValue = value;
    }

    /** The value that held at this tick, NaN if there was none. The tick must be one that the ring still covers. */
    double at(long seq, int fineSlots) {
        if (firstSeq < 0 || seq < firstSeq) {
            return Double.NaN;
        }
        if (seq >= lastSeq) {
            return lastValue;
        }
        return fine == null ? Double.NaN : fine.get((int) (seq % fineSlots));
    }

    /** The value that held at the end of this cell, NaN if there was none. */
    double lastOf(long cell, int coarseCells) {
        return cells.lastOf(cell, lastValue, coarseCells);
    }

    /** The smallest value in this cell, NaN if there was none. */
    float minOf(long cell, int coarseCells) {
        return cells.minOf(cell, lastValue, coarseCells);
    }

    /** The largest value in this cell, NaN if there was none. */
    float maxOf(long cell, int coarseCells) {
        return cells.maxOf(cell, lastValue, coarseCells);
    }
}
