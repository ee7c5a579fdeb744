package io.pulseboard.delivery;

import io.pulseboard.hub.StateView;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.SummaryValue;
import io.pulseboard.store.Series;
import org.jspecify.annotations.Nullable;

/**
 * The format for pages with many charts: each series is defined once with a number, its identity, type, unit and help, and then
 * named by its number. Histograms and summaries stay whole. Columns: {@code n} numbers, {@code v} values, {@code t} sample times
 * relative to {@code ts} in milliseconds, left out where all are 0.
 */
class CompactEncoder extends MessageEncoder {
    /** The parts that are rendered once; numbers and times are integers, no dearer to write than to copy. */
    private static final int VALUE = 0;

    private static final int DEFINITION = 1;

    CompactEncoder() {
        super("compact");
    }

    @Override
    int body(StateView view, int from, long definedAfter, int maxBytes, JsonBytes out) {
        JsonBytes define = new JsonBytes(64);
        JsonBytes numbers = new JsonBytes(8 * (view.size() - from));
        JsonBytes values = new JsonBytes(16 * (view.size() - from));
        JsonBytes times = new JsonBytes(8 * (view.size() - from));
        JsonBytes states = new JsonBytes(64);
        boolean anyTime = false;
        int row = from;
        while (row < view.size() && define.length() + numbers.length() + values.length() + times.length() < maxBytes) {
            String comma = row == from ? "" : ",";
            Series series = view.series(row);
            if (series.created() > definedAfter) {
                define.ascii(define.length() == 0 ? "" : ",");
                // It says nothing of the value, so it is the same for all of them.
                append(view, row, 0, DEFINITION, define);
            }
            numbers.ascii(comma).number((long) series.number());
            append(view, row, view.version(row), VALUE, values.ascii(comma));
            state(view, row, states);
            long offset = view.sampleMillis(row) - view.timestampMillis();
            times.ascii(comma).number(offset);
            anyTime |= offset != 0;
            row++;
        }
        if (define.length() > 0) {
            out.ascii(",\"define\":[").bytes(define).ascii(']');
        }
        out.ascii(",\"n\":[").bytes(numbers);
        out.ascii("],\"v\":[").bytes(values).ascii(']');
        if (anyTime) {
            out.ascii(",\"t\":[").bytes(times).ascii(']');
        }
        if (states.length() > 0) {
            out.ascii(",\"states\":{").bytes(states).ascii('}');
        }
        return row;
    }

    private static void define(Series series, JsonBytes out) {
        MetricMetadata metadata = series.metadata();
        out.ascii('[').number((long) series.number()).ascii(',');
        out.string(series.key().toString());
        out.ascii(",\"").ascii(metadata.type().text()).ascii("\",").string(metadata.unit());
        out.ascii(',').string(metadata.help()).ascii(']');
    }

    @Override
    void render(StateView view, int row, int part, JsonBytes out) {
        if (part == DEFINITION) {
            define(view.series(row), out);
            return;
        }
        CompoundValue compound = view.compound(row);
        if (compound instanceof HistogramValue histogram) {
            histogram(histogram, out);
        } else if (compound instanceof SummaryValue summary) {
            summary(summary, out);
        } else {
            out.number(view.value(row));
        }
    }

    private static void state(StateView view, int row, JsonBytes states) {
        @Nullable String state = view.compound(row) == null ? state(view.value(row)) : null;
        if (state != null) {
            states.ascii(states.length() == 0 ? "\"" : ",\"").number((long) view.number(row));
            states.ascii("\":").string(state);
        }
    }

    private static void histogram(HistogramValue histogram, JsonBytes out) {
        out.ascii("{\"buckets\":[");
        for (int i = 0; i < histogram.bucketCount(); i++) {
            out.ascii(i == 0 ? "[" : ",[");
            double bound = histogram.upperBound(i);
            if (bound == Double.POSITIVE_INFINITY) {
                out.ascii("\"+Inf\"");
            } else {
                out.number(bound);
            }
            out.ascii(',').number(histogram.cumulativeCount(i)).ascii(']');
        }
        out.ascii("],\"sum\":").number(histogram.sum());
        out.ascii(",\"count\":").number(histogram.count()).ascii('}');
    }

    private static void summary(SummaryValue summary, JsonBytes out) {
        out.ascii("{\"quantiles\":[");
        for (int i = 0; i < summary.quantileCount(); i++) {
            out.ascii(i == 0 ? "[" : ",[").number(summary.quantile(i));
            out.ascii(',').number(summary.value(i)).ascii(']');
        }
        out.ascii("],\"sum\":").number(summary.sum());
        out.ascii(",\"count\":").number(summary.count()).ascii('}');
    }
}
