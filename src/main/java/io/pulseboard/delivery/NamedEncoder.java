package io.pulseboard.delivery;

import io.pulseboard.hub.StateView;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The format for people and for clients of ten lines: {@code "values":{"orders_total{job=\"shop\"}":42}}. Histograms and summaries
 * are flattened into their components.
 */
class NamedEncoder extends MessageEncoder {
    NamedEncoder() {
        super("named");
    }

    @Override
    int body(StateView view, int from, long definedAfter, int maxBytes, JsonBytes out) {
        int start = out.length();
        JsonBytes states = new JsonBytes(64);
        Set<SeriesKey> replaced = replaced(view);
        out.ascii(",\"values\":{");
        int empty = out.length();
        int row = from;
        while (row < view.size() && out.length() + states.length() - start < maxBytes) {
            Series series = view.series(row);
            Selection selection = view.selection(row);
            long version = view.version(row);
            for (int i = 0; i < series.componentCount(); i++) {
                double value = value(view, row, i);
                if (selection.contains(i)
                        && !(SpecialValues.isGone(value) && replaced.contains(series.componentKey(i)))) {
                    if (out.length() > empty) {
                        out.ascii(',');
                    }
                    append(view, row, version, i, out);
                    state(value, series, i, states);
                }
            }
            row++;
        }
        out.ascii('}');
        if (states.length() > 0) {
            out.ascii(",\"states\":{").bytes(states).ascii('}');
        }
        return row;
    }

    private static double value(StateView view, int row, int component) {
        CompoundValue compound = view.compound(row);
        return compound == null ? view.value(row) : compound.component(component);
    }

    /** One name and its number. */
    @Override
    void render(StateView view, int row, int component, JsonBytes out) {
        byte[] key = view.series(row).quotedIdentity(component);
        out.bytes(key).ascii(':').number(value(view, row, component));
    }

    private static void state(double value, Series series, int component, JsonBytes states) {
        @Nullable String state = state(value);
        if (state != null) {
            states.ascii(states.length() == 0 ? "" : ",").bytes(series.quotedIdentity(component));
            states.ascii(':').string(state);
        }
    }

    /**
     * When a series is removed and comes back within one message, both of its lives have the same name; only the newer one may
     * speak. Gives the names of removed components that something else goes by; empty where nothing is removed, which is nearly
     * always.
     */
    private static Set<SeriesKey> replaced(StateView view) {
        Set<SeriesKey> gone = Set.of();
        for (int row = 0; row < view.size(); row++) {
            if (SpecialValues.isGone(view.value(row))) {
                gone = gone.isEmpty() ? new HashSet<>() : gone;
                for (int i = 0; i < view.series(row).componentCount(); i++) {
                    gone.add(view.series(row).componentKey(i));
                }
            }
        }
        return gone.isEmpty() ? gone : present(view, gone);
    }

    private static Set<SeriesKey> present(StateView view, Set<SeriesKey> wanted) {
        Set<SeriesKey> present = new HashSet<>();
        for (int row = 0; row < view.size(); row++) {
            for (int i = 0;
                    !SpecialValues.isGone(view.value(row))
                            && i < view.series(row).componentCount();
                    i++) {
                SeriesKey key = view.series(row).componentKey(i);
                if (wanted.contains(key)) {
                    present.add(key);
                }
            }
        }
        return present;
    }
}
