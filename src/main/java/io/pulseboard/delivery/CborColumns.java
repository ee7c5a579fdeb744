package io.pulseboard.delivery;

import io.pulseboard.hub.Fragments;
import io.pulseboard.hub.StateView;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.SummaryValue;
import io.pulseboard.store.Series;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a message in the compact format as CBOR items, column by column, since a column begins with its length. What is larger than a
 * number is rendered once per tick ({@link Fragments}). Not for use by several threads.
 */
final class CborColumns {
    /** The parts that are rendered once; a number is no dearer to write than to copy. */
    private static final int COMPOUND = 0;

    private static final int DEFINITION = 1;
    private static final int DEFINITION_MEMBERS = 5;
    private static final int COMPOUND_MEMBERS = 3;

    private final CborBytes numbers;
    private final CborBytes values;
    private final CborBytes times;
    private final CborBytes definitions = new CborBytes(64);
    private final CborBytes states = new CborBytes(64);
    private int rows;
    private int definitionCount;
    private int stateCount;
    private boolean anyTime;

    private CborColumns(int mostRows) {
        this.numbers = new CborBytes(3 * mostRows);
        this.values = new CborBytes(9 * mostRows);
        this.times = new CborBytes(3 * mostRows);
    }

    /**
     * Renders some rows.
     *
     * @param from the first row
     * @param definedAfter with the definitions of series that were created after this tick
     * @param maxBytes stop at a row boundary when so much has been written
     */
    static CborColumns of(StateView view, int from, long definedAfter, int maxBytes) {
        CborColumns columns = new CborColumns(view.size() - from);
        for (int row = from; row < view.size() && columns.length() < maxBytes; row++) {
            columns.add(view, row, definedAfter);
        }
        return columns;
    }

    private void add(StateView view, int row, long definedAfter) {
        Series series = view.series(row);
        if (series.created() > definedAfter) {
            // It says nothing of the value, so it is the same for all of them.
            append(view, row, 0, DEFINITION, definitions);
            definitionCount++;
        }
        numbers.integer(series.number());
        if (view.compound(row) == null) {
            double value = view.value(row);
            values.numberOrNull(value);
            state(series, value);
        } else {
            append(view, row, view.version(row), COMPOUND, values);
        }
        long offset = view.sampleMillis(row) - view.timestampMillis();
        times.integer(offset);
        anyTime |= offset != 0;
        rows++;
    }

    private void state(Series series, double value) {
        @Nullable String state = MessageEncoder.state(value);
        if (state != null) {
            // Series ascend, and so do their numbers as text, shorter ones first.
            states.text(Integer.toString(series.number())).text(state);
            stateCount++;
        }
    }

    /** Appends a part of a row as it was rendered for another message, or else renders it. */
    private static void append(StateView view, int row, long version, int part, CborBytes out) {
        Fragments fragments = view.fragments();
        int number = view.number(row);
        int slot = fragments.find(number, version, part);
        if (slot != Fragments.ABSENT) {
            out.items(fragments.bytes(), fragments.offset(slot), fragments.length(slot));
            return;
        }
        int from = out.length();
        if (part == DEFINITION) {
            define(view.series(row), out);
        } else {
            compound(view.compound(row), out);
        }
        fragments.keep(number, version, part, out.array(), from, out.length() - from);
    }

    private static void define(Series series, CborBytes out) {
        MetricMetadata metadata = series.metadata();
        out.startArray(DEFINITION_MEMBERS).integer(series.number());
        out.text(series.key().toString()).text(metadata.type().text());
        out.text(metadata.unit()).text(metadata.help());
    }

    private static void compound(@Nullable CompoundValue compound, CborBytes out) {
        if (compound instanceof HistogramValue histogram) {
            histogram(histogram, out);
        } else if (compound instanceof SummaryValue summary) {
            summary(summary, out);
        }
    }

    private static void histogram(HistogramValue histogram, CborBytes out) {
        out.startMap(COMPOUND_MEMBERS);
        out.text("sum").numberOrNull(histogram.sum());
        out.text("count").numberOrNull(histogram.count());
        out.text("buckets").startArray(histogram.bucketCount());
        for (int i = 0; i < histogram.bucketCount(); i++) {
            double bound = histogram.upperBound(i);
            out.startArray(2);
            if (bound == Double.POSITIVE_INFINITY) {
                out.text("+Inf");
            } else {
                out.numberOrNull(bound);
            }
            out.numberOrNull(histogram.cumulativeCount(i));
        }
    }

    private static void summary(SummaryValue summary, CborBytes out) {
        out.startMap(COMPOUND_MEMBERS);
        out.text("sum").numberOrNull(summary.sum());
        out.text("count").numberOrNull(summary.count());
        out.text("quantiles").startArray(summary.quantileCount());
        for (int i = 0; i < summary.quantileCount(); i++) {
            out.startArray(2).numberOrNull(summary.quantile(i)).numberOrNull(summary.value(i));
        }
    }

    /** How many rows there are. */
    int rows() {
        return rows;
    }

    /** How many bytes they take, about. */
    int length() {
        return numbers.length() + values.length() + times.length() + definitions.length() + states.length();
    }

    /** How many of the members {@code t}, {@code define} and {@code states} there are. */
    int optionalMembers() {
        return (anyTime ? 1 : 0) + (definitionCount > 0 ? 1 : 0) + (stateCount > 0 ? 1 : 0);
    }

    /** Appends {@code n}, {@code t} if it says anything, and {@code v}. */
    void writeColumns(CborBytes out) {
        out.text("n").startArray(rows).items(numbers);
        if (anyTime) {
            out.text("t").startArray(rows).items(times);
        }
        out.text("v").startArray(rows).items(values);
    }

    /** Appends {@code define}, if there is anything to define. */
    void writeDefinitions(CborBytes out) {
        if (definitionCount > 0) {
            out.text("define").startArray(definitionCount).items(definitions);
        }
    }

    /** Appends {@code states}, if there are any. */
    void writeStates(CborBytes out) {
        if (stateCount > 0) {
            out.text("states").startMap(stateCount).items(states);
        }
    }
}
