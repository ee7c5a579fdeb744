package io.pulseboard.store;

import io.pulseboard.metric.CompoundValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The past that charts start from: a few minutes at tick resolution, then about an hour in coarse cells with smallest, largest
 * and last value. Bounded, in memory, lost with the process. All series share one time grid, so that a column is a bare array;
 * the values themselves are in a {@link HistoryColumn} per component of a series. Confined to the thread that freezes.
 */
public final class History {
    private final int fineSlots;
    private final int coarseCells;
    private final long coarseMillis;
    private final long[] tickMillis;

    private long firstSeq = -1;
    private long lastSeq = -1;
    private long firstCell = -1;
    private long lastCell = -1;

    /**
     * @param tick the time between ticks
     * @param fineWindow how far back every tick is kept
     * @param coarseStep the length of a coarse cell
     * @param coarseWindow how far back coarse cells are kept
     */
    public History(Duration tick, Duration fineWindow, Duration coarseStep, Duration coarseWindow) {
        this.fineSlots = slots(fineWindow, tick);
        this.coarseCells = slots(coarseWindow, coarseStep);
        this.coarseMillis = coarseStep.toMillis();
        this.tickMillis = new long[fineSlots];
    }

    private static int slots(Duration window, Duration step) {
        return Math.toIntExact(Math.max(2, 1 + (window.toMillis() + step.toMillis() - 1) / step.toMillis()));
    }

    /** How long a coarse cell is, in milliseconds. */
    public long coarseStepMillis() {
        return coarseMillis;
    }

    /** Adds a tick, whether or not anything changed in it. */
    public void record(long seq, long timestampMillis, SeriesValues changes) {
        long cell = timestampMillis / coarseMillis;
        if (firstSeq < 0) {
            firstSeq = seq;
            firstCell = cell;
        }
        lastSeq = seq;
        // A clock that was set back must not write into the past of the ring.
        lastCell = Math.max(cell, lastCell);
        tickMillis[(int) (seq % fineSlots)] = timestampMillis;
        for (int row = 0; row < changes.size(); row++) {
            record(changes.series(row), changes.value(row), changes.compound(row));
        }
    }

    private void record(Series series, double value, @Nullable CompoundValue compound) {
        int components = series.componentCount();
        for (int i = 0; i < components; i++) {
            double component = compound == null ? value : compound.component(i);
            series.historyColumn(i).set(lastSeq, lastCell, component, fineSlots, coarseCells);
        }
    }

    /** The ticks on the fine grid that are not older than this, with what held at each. */
    public Grid fine(long sinceMillis) {
        long from = firstSeq < 0 ? 0 : Math.max(firstSeq, lastSeq - fineSlots + 1);
        while (from <= lastSeq && tickMillis[(int) (from % fineSlots)] < sinceMillis) {
            from++;
        }
        long[] times = new long[firstSeq < 0 ? 0 : (int) (lastSeq - from + 1)];
        for (int i = 0; i < times.length; i++) {
            times[i] = tickMillis[(int) ((from + i) % fineSlots)];
        }
        return new Grid(this, false, from, times);
    }

    /** The coarse cells that end after this, with what held at the end of each; times are those of the cells' ends. */
    public Grid coarse(long sinceMillis) {
        if (firstCell < 0) {
            return new Grid(this, true, 0, new long[0]);
        }
        long oldest = Math.max(firstCell, lastCell - coarseCells + 1);
        long from = Math.max(oldest, sinceMillis / coarseMillis);
        long[] times = new long[(int) Math.max(0, lastCell - from + 1)];
        for (int i = 0; i < times.length; i++) {
            times[i] = (from + i + 1) * coarseMillis;
        }
        if (times.length > 0) {
            // The open cell ends now, not later: a chart must not show the future.
            times[times.length - 1] = Math.min(times[times.length - 1], tickMillis[(int) (lastSeq % fineSlots)]);
        }
        return new Grid(this, true, from, times);
    }

    /**
     * Some points in time, and the way to read columns at them. To be used up before the next tick, on the thread that freezes;
     * what {@link #read} returns is free of it.
     */
    public static final class Grid {
        private final History history;
        private final boolean coarse;
        private final long from;
        private final long[] times;

        private Grid(History history, boolean coarse, long from, long[] times) {
            this.history = history;
            this.coarse = coarse;
            this.from = from;
            this.times = times;
        }

        /** The points, milliseconds since the Unix epoch, ascending. */
        public long[] times() {
            return times.clone();
        }

        /** Whether points are coarse cells. */
        public boolean coarse() {
            return coarse;
        }

        /** The past of these components of a series, in their order. */
        public List<HistoryValues> read(Series series, int[] components) {
            List<HistoryValues> columns = new ArrayList<>(components.length);
            for (int component : components) {
                columns.add(read(series, component));
            }
            return columns;
        }

        private HistoryValues read(Series series, int component) {
            double[] values = new double[times.length];
            float[] min = new float[coarse ? times.length : 0];
            float[] max = new float[coarse ? times.length : 0];
            if (!series.hasHistory(component)) {
                Arrays.fill(values, Double.NaN);
                Arrays.fill(min, Float.NaN);
                Arrays.fill(max, Float.NaN);
                return new HistoryValues(series, component, values, coarse && series.isGauge(component), min, max);
            }
            HistoryColumn column = series.historyColumn(component);
            for (int i = 0; i < times.length; i++) {
                if (coarse) {
                    values[i] = column.lastOf(from + i, history.coarseCells);
                    min[i] = column.minOf(from + i, history.coarseCells);
                    max[i] = column.maxOf(from + i, history.coarseCells);
                } else {
                    values[i] = column.at(from + i, history.fineSlots);
                }
            }
            return new HistoryValues(series, component, values, coarse && series.isGauge(component), min, max);
        }
    }
}
