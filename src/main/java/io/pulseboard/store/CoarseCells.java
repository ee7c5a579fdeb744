package io.pulseboard.store;

import org.jspecify.annotations.Nullable;

/**
 * The long past of one number: a ring of cells with the smallest, largest and last value of each. As long as the number only ever grows,
 * as counters do, the last values say it all: the smallest of a cell is the last of the cell before, the largest its own last. Extremes
 * are kept from the first cell on of which that is not true. Confined to the thread that freezes.
 */
final class CoarseCells {
    private final boolean single;
    private long firstCell = -1;
    private float firstMin = Float.NaN;
    private long openCell = -1;
    private float openMin = Float.NaN;
    private float openMax = Float.NaN;
    private @Nullable Pages last;
    private @Nullable Pages min;
    private @Nullable Pages max;

    /**
     * @param single whether single precision is enough for last values
     */
    CoarseCells(boolean single) {
        this.single = single;
    }

    /**
     * Writes a value.
     *
     * @param before the value that held until now, NaN if there was none
     * @param cells how many cells the ring has
     */
    void set(long cell, double before, double value, int cells) {
        float now = (float) value;
        if (firstCell < 0) {
            firstCell = cell;
        } else if (cell == openCell) {
            // Math.min gives NaN if either is one; a cell keeps the extremes of the numbers in it.
            openMin = Float.isNaN(openMin) ? now : Float.isNaN(now) ? openMin : Math.min(openMin, now);
            openMax = Float.isNaN(openMax) ? now : Float.isNaN(now) ? openMax : Math.max(openMax, now);
            return;
        } else {
            close(cell, before, cells);
        }
        openCell = cell;
        // What held when the cell began belongs to it too.
        float still = (float) before;
        openMin = Float.isNaN(still) ? now : Float.isNaN(now) ? still : Math.min(still, now);
        openMax = Float.isNaN(still) ? now : Float.isNaN(now) ? still : Math.max(still, now);
    }

    /** Closes the open cell and those in which nothing changed, up to the next one. */
    private void close(long next, double value, int cells) {
        if (last == null) {
            last = single ? new Pages.Floats(cells) : new Pages.Doubles(cells);
        }
        if (openCell == firstCell) {
            firstMin = openMin;
        }
        // One more than can be asked for: the oldest of those has a cell before it.
        long from = Math.max(openCell, next - cells);
        for (long c = from; c < next; c++) {
            boolean open = c == openCell;
            float least = open ? openMin : (float) value;
            float most = open ? openMax : (float) value;
            last.put((int) (c % cells), value);
            // Before the first of a long silence the ring has what nobody may ask for any more.
            boolean follows = open || c > from;
            if (min == null && follows && (!same(least, grownFrom(c, last, cells)) || !same(most, (float) value))) {
                keepExtremes(last, c, next, cells);
            }
            if (min != null && max != null) {
                min.put((int) (c % cells), least);
                max.put((int) (c % cells), most);
            }
        }
    }

    /** Where a number that only grows stood when this cell began. */
    private float grownFrom(long cell, Pages known, int cells) {
        return cell == firstCell ? firstMin : (float) known.get((int) ((cell - 1) % cells));
    }

    private void keepExtremes(Pages known, long before, long next, int cells) {
        Pages.Floats least = new Pages.Floats(cells);
        Pages.Floats most = new Pages.Floats(cells);
        for (long c = Math.max(firstCell, next - cells + 1); c < before; c++) {
            least.put((int) (c % cells), grownFrom(c, known, cells));
            most.put((int) (c % cells), known.get((int) (c % cells)));
        }
        min = least;
        max = most;
    }

    private static boolean same(float a, float b) {
        return Float.compare(a, b) == 0;
    }

    /** The value that held at the end of this cell, NaN if there was none. */
    double lastOf(long cell, double newest, int cells) {
        if (firstCell < 0 || cell < firstCell) {
            return Double.NaN;
        }
        if (cell >= openCell) {
            return newest;
        }
        return last == null ? Double.NaN : last.get((int) (cell % cells));
    }

    /** The smallest value in this cell, NaN if there was none. */
    float minOf(long cell, double newest, int cells) {
        if (firstCell < 0 || cell < firstCell) {
            return Float.NaN;
        }
        if (cell >= openCell) {
            return cell == openCell ? openMin : (float) newest;
        }
        if (min != null) {
            return (float) min.get((int) (cell % cells));
        }
        return last == null ? Float.NaN : grownFrom(cell, last, cells);
    }

    /** The largest value in this cell, NaN if there was none. */
    float maxOf(long cell, double newest, int cells) {
        if (firstCell < 0 || cell < firstCell) {
            return Float.NaN;
        }
        if (cell >= openCell) {
            return cell == openCell ? openMax : (float) newest;
        }
        if (max != null) {
            return (float) max.get((int) (cell % cells));
        }
        return last == null ? Float.NaN : (float) last.get((int) (cell % cells));
    }
}
