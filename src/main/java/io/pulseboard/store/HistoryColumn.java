package io.pulseboard.store;

import org.jspecify.annotations.Nullable;

/**
 * The past of one number, on the time grid that {@link History} keeps for all of them. Two rings: one slot per tick, and one cell
 * per coarse step with the smallest, largest and last value.
 *
 * <p>Only changes are written. Between them the value is the last one, which is filled in when the next change comes or when
 * somebody reads, so that a series that stands still costs nothing per tick, and one that never changed owns no pages at all.
 * NaN stands for "no value". Confined to the thread that freezes.
 */
final class HistoryColumn {
    private static final int PAGE_SHIFT = 6;
    private static final int PAGE = 1 << PAGE_SHIFT;
    private static final int PAGE_MASK = PAGE - 1;

    private long firstSeq = -1;
    private long lastSeq = -1;
    private double lastValue = Double.NaN;
    private double @Nullable [][] fine;

    private long firstCell = -1;
    private long lastCell = -1;
    private float cellMin = Float.NaN;
    private float cellMax = Float.NaN;
    private double @Nullable [][] coarseLast;
    private float @Nullable [][] coarseMin;
    private float @Nullable [][] coarseMax;

    /** Writes the value that holds from this tick on. */
    void set(long seq, long cell, double value, int fineSlots, int coarseCells) {
        setCoarse(cell, value, coarseCells);
        if (firstSeq < 0) {
            firstSeq = seq;
        } else {
            for (long s = Math.max(lastSeq, seq - fineSlots + 1); s < seq; s++) {
                putFine((int) (s % fineSlots), lastValue, fineSlots);
            }
        }
        lastSeq = seq;
        lastValue = value;
    }

    private void putFine(int slot, double value, int slots) {
        if (fine == null) {
            fine = new double[pages(slots)][];
        }
        put(fine, slot, value);
    }

    private void setCoarse(long cell, double value, int cells) {
        float single = (float) value;
        if (firstCell < 0) {
            firstCell = cell;
        } else if (cell == lastCell) {
            // Math.min gives NaN if either is one; a cell keeps the extremes of the numbers in it.
            cellMin = Float.isNaN(cellMin) ? single : Float.isNaN(single) ? cellMin : Math.min(cellMin, single);
            cellMax = Float.isNaN(cellMax) ? single : Float.isNaN(single) ? cellMax : Math.max(cellMax, single);
            return;
        } else {
            closeCells(cell, cells);
        }
        lastCell = cell;
        // What held when the cell began belongs to it too.
        float before = (float) lastValue;
        cellMin = Float.isNaN(before) ? single : Float.isNaN(single) ? before : Math.min(before, single);
        cellMax = Float.isNaN(before) ? single : Float.isNaN(single) ? before : Math.max(before, single);
    }

    private void closeCells(long next, int cells) {
        float still = (float) lastValue;
        for (long c = Math.max(lastCell, next - cells + 1); c < next; c++) {
            int slot = (int) (c % cells);
            boolean open = c == lastCell;
            if (coarseLast == null || coarseMin == null || coarseMax == null) {
                coarseLast = new double[pages(cells)][];
                coarseMin = new float[pages(cells)][];
                coarseMax = new float[pages(cells)][];
            }
            put(coarseLast, slot, lastValue);
            put(coarseMin, slot, open ? cellMin : still);
            put(coarseMax, slot, open ? cellMax : still);
        }
    }

    /** The value that held at this tick, NaN if there was none. The tick must be one that the ring still covers. */
    double at(long seq, int fineSlots) {
        if (firstSeq < 0 || seq < firstSeq) {
            return Double.NaN;
        }
        if (seq >= lastSeq) {
            return lastValue;
        }
        return fine == null ? Double.NaN : get(fine, (int) (seq % fineSlots));
    }

    /** The value that held at the end of this cell, NaN if there was none. */
    double lastOf(long cell, int cells) {
        if (firstCell < 0 || cell < firstCell) {
            return Double.NaN;
        }
        if (cell >= lastCell) {
            return lastValue;
        }
        return coarseLast == null ? Double.NaN : get(coarseLast, (int) (cell % cells));
    }

    /** The smallest value in this cell, NaN if there was none. */
    float minOf(long cell, int cells) {
        return extreme(cell, cells, cellMin, coarseMin);
    }

    /** The largest value in this cell, NaN if there was none. */
    float maxOf(long cell, int cells) {
        return extreme(cell, cells, cellMax, coarseMax);
    }

    private float extreme(long cell, int cells, float open, float @Nullable [][] closed) {
        if (firstCell < 0 || cell < firstCell) {
            return Float.NaN;
        }
        if (cell >= lastCell) {
            return cell == lastCell ? open : (float) lastValue;
        }
        if (closed == null) {
            return Float.NaN;
        }
        float[] page = closed[(int) (cell % cells) >> PAGE_SHIFT];
        return page == null ? Float.NaN : page[(int) (cell % cells) & PAGE_MASK];
    }

    private static int pages(int slots) {
        return (slots + PAGE - 1) >> PAGE_SHIFT;
    }

    private static void put(double[][] pages, int slot, double value) {
        double[] page = pages[slot >> PAGE_SHIFT];
        if (page == null) {
            page = new double[PAGE];
            pages[slot >> PAGE_SHIFT] = page;
        }
        page[slot & PAGE_MASK] = value;
    }

    private static void put(float[][] pages, int slot, float value) {
        float[] page = pages[slot >> PAGE_SHIFT];
        if (page == null) {
            page = new float[PAGE];
            pages[slot >> PAGE_SHIFT] = page;
        }
        page[slot & PAGE_MASK] = value;
    }

    private static double get(double[][] pages, int slot) {
        double[] page = pages[slot >> PAGE_SHIFT];
        return page == null ? Double.NaN : page[slot & PAGE_MASK];
    }
}
