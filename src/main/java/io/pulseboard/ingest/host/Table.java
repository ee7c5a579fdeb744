package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import io.pulseboard.metric.Sample;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a reader reports: rows (a core, a device, a mount, a field of a file), each with its series. A row is made when its
 * identity is first seen and then kept, so that a round allocates nothing but samples. A series that was reported in the last round
 * and is not in this one becomes stale, once; a row of which nothing is left is forgotten.
 *
 * <p>Two identities must never stand for series of the same key. Not for use by several threads.
 *
 * @param <K> the identity of a row
 */
final class Table<K> {
    private final Function<K, List<Series>> columns;
    private final Map<K, Row> rows = new LinkedHashMap<>();

    /**
     * @param columns the series of a new row, in order of their index
     */
    Table(Function<K, List<Series>> columns) {
        this.columns = columns;
    }

    /** The row of this identity, a new one if there was none in the last round. */
    Row row(K id) {
        Row row = rows.get(id);
        if (row == null) {
            row = new Row(columns.apply(id));
            rows.put(id, row);
        }
        return row;
    }

    /** Forgets what was set in this round: the reader failed, and half a reading is none. */
    void discard() {
        for (Row row : rows.values()) {
            Arrays.fill(row.set, false);
        }
    }

    /** Ends the round: adds a sample for each series set in it, and a stale one for each that no longer is. */
    void flush(long timestampMillis, List<Sample> samples) {
        for (Iterator<Row> all = rows.values().iterator(); all.hasNext(); ) {
            if (!all.next().flush(timestampMillis, samples)) {
                all.remove();
            }
        }
    }

    /** The series of one identity and their values. */
    static final class Row {
        private final Series[] series;
        private final double[] values;
        private final boolean[] set;
        private final boolean[] reported;

        private Row(List<Series> series) {
            this.series = series.toArray(Series[]::new);
            this.values = new double[this.series.length];
            this.set = new boolean[this.series.length];
            this.reported = new boolean[this.series.length];
        }

        /** Reports the value of the series at this index. */
        void set(int index, double value) {
            values[index] = value;
            set[index] = true;
        }

        /** The value of the last round, NaN if the series was not reported in it. Valid until it is set in this round. */
        double last(int index) {
            return reported[index] ? values[index] : Double.NaN;
        }

        private boolean flush(long timestampMillis, List<Sample> samples) {
            boolean any = false;
            for (int i = 0; i < series.length; i++) {
                Series one = series[i];
                if (set[i]) {
                    samples.add(Sample.of(one.key(), one.metadata(), values[i], timestampMillis));
                } else if (reported[i]) {
                    samples.add(Sample.stale(one.key(), one.metadata(), timestampMillis));
                }
                reported[i] = set[i];
                any |= set[i];
                set[i] = false;
            }
            return any;
        }
    }
}
