package io.pulseboard.hub;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;
import io.pulseboard.store.SeriesValues;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of the series that a query selects, as of one tick: all of them, or those that changed. Rows ascend by series
 * number. Immutable, and so for any thread; only what a feed has encoded refers to {@link Fragments}, which stay with the hub's
 * thread.
 */
public final class StateView {
    private final StreamPosition position;
    private final long timestampMillis;
    private final SeriesValues values;
    private final Selection @Nullable [] selections;
    private final long @Nullable [] versions;
    private final Fragments fragments;

    /**
     * @param selections per row which components are selected, null if all of every row; kept
     * @param versions per row the tick that gave the series its value, null for the newest change of each; kept
     * @param fragments what has been rendered already
     */
    StateView(
            StreamPosition position,
            long timestampMillis,
            SeriesValues values,
            Selection @Nullable [] selections,
            long @Nullable [] versions,
            Fragments fragments) {
        this.position = position;
        this.timestampMillis = timestampMillis;
        this.values = values;
        this.selections = selections;
        this.versions = versions;
        this.fragments = fragments;
    }

    /** The frozen values of these series, which must ascend by number. Called by the hub's thread. */
    static StateView of(
            StreamPosition position, long timestampMillis, List<? extends Selected> rows, Fragments fragments) {
        Series[] series = new Series[rows.size()];
        for (int i = 0; i < series.length; i++) {
            series[i] = rows.get(i).series();
        }
        return new StateView(
                position, timestampMillis, SeriesValues.ofAscending(series), selections(rows), null, fragments);
    }

    /** The selections of these rows, null if everything of every row is selected. */
    static Selection @Nullable [] selections(List<? extends Selected> rows) {
        Selection[] selections = null;
        for (int i = 0; i < rows.size(); i++) {
            Selection selection = rows.get(i).selection();
            if (selections == null && !selection.isAll()) {
                selections = new Selection[rows.size()];
                Arrays.fill(selections, 0, i, Selection.ALL);
            }
            if (selections != null) {
                selections[i] = selection;
            }
        }
        return selections;
    }

    /** Up to where this is complete. */
    public StreamPosition position() {
        return position;
    }

    /** The time of the tick, milliseconds since the Unix epoch. */
    public long timestampMillis() {
        return timestampMillis;
    }

    /** How many series there are. */
    public int size() {
        return values.size();
    }

    /** The series in this row; of its values only those that this view gives are as of this tick. */
    public Series series(int row) {
        return values.series(row);
    }

    /** The number of the series in this row. */
    public int number(int row) {
        return values.series(row).number();
    }

    /** The identity of the series in this row, of a histogram or summary as a whole. */
    public SeriesKey key(int row) {
        return values.series(row).key();
    }

    /** What is known of the family of the series in this row. */
    public MetricMetadata metadata(int row) {
        return values.series(row).metadata();
    }

    /** The number in this row, or one of {@link io.pulseboard.metric.SpecialValues}; NaN where there is a compound value. */
    public double value(int row) {
        return values.value(row);
    }

    /** The histogram or summary in this row; null for a plain number, and for a series that is stale or gone. */
    public @Nullable CompoundValue compound(int row) {
        return values.compound(row);
    }

    /** When the value in this row was observed, milliseconds since the Unix epoch. */
    public long sampleMillis(int row) {
        return values.sampleMillis(row);
    }

    /** Which components of the series in this row are selected; never none. */
    public Selection selection(int row) {
        return selections == null ? Selection.ALL : selections[row];
    }

    /** Where an encoder keeps what it has rendered; {@link Fragments#NONE} for a view that may leave the hub's thread. */
    public Fragments fragments() {
        return fragments;
    }

    /** The tick of the change that gave the series in this row its value; 0 without {@link #fragments}. */
    public long version(int row) {
        if (versions != null) {
            return versions[row];
        }
        return fragments == Fragments.NONE ? 0 : values.series(row).version();
    }
}
