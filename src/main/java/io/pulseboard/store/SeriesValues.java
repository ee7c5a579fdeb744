package io.pulseboard.store;

import io.pulseboard.metric.CompoundValue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of some series as of one tick, as columns, in ascending order of series numbers. Immutable, and so for any thread.
 */
public final class SeriesValues {
    /** No series. */
    public static final SeriesValues EMPTY =
            new SeriesValues(new Series[0], false, new double[0], null, SampleTimes.NONE);

    /** What an instance costs beside its rows, in bytes. */
    private static final long BASE_BYTES = 120;

    private static final int REFERENCE_BYTES = 4;
    private static final long COMPOUND_BASE_BYTES = 80;

    private final Series[] series;
    private final boolean sharesSeries;
    private final double[] values;
    private final @Nullable CompoundValue @Nullable [] compounds;
    private final SampleTimes times;

    private SeriesValues(
            Series[] series,
            boolean sharesSeries,
            double[] values,
            @Nullable CompoundValue @Nullable [] compounds,
            SampleTimes times) {
        this.series = series;
        this.sharesSeries = sharesSeries;
        this.values = values;
        this.compounds = compounds;
        this.times = times;
    }

    /**
     * The frozen values of these series; the array is sorted in place and kept. Called by the freezing thread.
     *
     * @param before those of the tick before: mostly the same series change again, and then both have one list of them
     */
    static SeriesValues of(Series[] series, SeriesValues before) {
        if (series.length == 0) {
            return EMPTY;
        }
        Arrays.sort(series, Comparator.comparingInt(Series::number));
        boolean same = Arrays.equals(series, before.series);
        return ofAscending(same ? before.series : series, same);
    }

    /** The frozen values of these series, which ascend by number; the array is kept. Called by the freezing thread. */
    public static SeriesValues ofAscending(Series[] series) {
        return ofAscending(series, false);
    }

    private static SeriesValues ofAscending(Series[] series, boolean shared) {
        double[] values = new double[series.length];
        long[] millis = new long[series.length];
        @Nullable CompoundValue @Nullable [] compounds = null;
        for (int i = 0; i < series.length; i++) {
            values[i] = series[i].value();
            millis[i] = series[i].sampleMillis();
            CompoundValue compound = series[i].compound();
            if (compound != null) {
                if (compounds == null) {
                    compounds = new CompoundValue[series.length];
                }
                compounds[i] = compound;
            }
        }
        return new SeriesValues(series, shared, values, compounds, SampleTimes.of(millis));
    }

    /**
     * One row by itself.
     *
     * @param series the series
     * @param value see {@link SeriesValues#value}
     * @param compound see {@link SeriesValues#compound}
     * @param sampleMillis see {@link SeriesValues#sampleMillis}
     */
    public record Row(Series series, double value, @Nullable CompoundValue compound, long sampleMillis) {}

    /** The values of these rows, which must ascend by series number. */
    public static SeriesValues ofRows(List<Row> rows) {
        Series[] series = new Series[rows.size()];
        double[] values = new double[rows.size()];
        long[] millis = new long[rows.size()];
        @Nullable CompoundValue[] compounds = new CompoundValue[rows.size()];
        for (int i = 0; i < series.length; i++) {
            Row row = rows.get(i);
            series[i] = row.series();
            values[i] = row.value();
            compounds[i] = row.compound();
            millis[i] = row.sampleMillis();
        }
        return new SeriesValues(series, false, values, compounds, SampleTimes.of(millis));
    }

    /** This row by itself. */
    public Row row(int row) {
        return new Row(series[row], values[row], compound(row), times.at(row));
    }

    /** How many series there are. */
    public int size() {
        return series.length;
    }

    /** The series in this row. */
    public Series series(int row) {
        return series[row];
    }

    /** The number in this row, or one of {@link io.pulseboard.metric.SpecialValues}; NaN where there is a compound value. */
    public double value(int row) {
        return values[row];
    }

    /** The histogram or summary in this row, null for a plain number and for a series that is stale or gone. */
    public @Nullable CompoundValue compound(int row) {
        return compounds == null ? null : compounds[row];
    }

    /** When the value in this row was observed, milliseconds since the Unix epoch. */
    public long sampleMillis(int row) {
        return times.at(row);
    }

    /**
     * The row of a series, searched for from a row on: for one near that it costs next to nothing, so that the series of an
     * ascending list are found one after the other.
     *
     * @param from a row that is not after that of the series, from 0 to {@link #size}
     * @return the row; if the series is not there, {@code -row - 1} for the row of the next greater number, or of the end
     */
    public int rowOf(Series wanted, int from) {
        int low = from;
        int high = from;
        for (int step = 1; high < series.length && series[high].number() < wanted.number(); step *= 2) {
            low = high + 1;
            high += step;
        }
        high = Math.min(high, series.length - 1);
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Integer.compare(series[middle].number(), wanted.number());
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** About how many bytes of heap this takes, without the series themselves. */
    public long bytes() {
        int row = Double.BYTES + times.bytesPerRow() + (sharesSeries ? 0 : REFERENCE_BYTES);
        long bytes = BASE_BYTES + (long) row * series.length;
        if (compounds != null) {
            bytes += 4L * compounds.length;
            for (CompoundValue compound : compounds) {
                if (compound != null) {
                    bytes += COMPOUND_BASE_BYTES + 16L * compound.componentCount();
                }
            }
        }
        return bytes;
    }
}
