package io.pulseboard.delivery;

import io.pulseboard.hub.StateView;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.store.Series;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The format for people and for clients of ten lines: {@code "values":{"orders_total{job=\"shop\"}":42}}. Histograms and summaries
 * are flattened into their components.
 */
final class NamedEncoder extends MessageEncoder {
    NamedEncoder() {
        super("named");
    }

    @Override
    int body(StateView view, int from, long definedAfter, int maxBytes, JsonBytes out) {
        int start = out.length();
        JsonBytes states = new JsonBytes(64);
        Set<ByteBuffer> present = replacedKeys(view);
        out.ascii(",\"values\":{");
        boolean first = true;
        int row = from;
        while (row < view.size() && out.length() + states.length() - start < maxBytes) {
            Series series = view.series(row);
            CompoundValue compound = view.compound(row);
            for (int i = 0; i < series.componentCount(); i++) {
                if (!view.selection(row).contains(i)) {
                    continue;
                }
                double value = compound == null ? view.value(row) : compound.component(i);
                byte[] key = series.quotedIdentity(i);
                if (SpecialValues.isGone(value) && present.contains(ByteBuffer.wrap(key))) {
                    continue;
                }
                out.ascii(first ? "" : ",").bytes(key).ascii(':').number(value);
                first = false;
                state(value, key, states);
            }
            row++;
        }
        out.ascii('}');
        if (states.length() > 0) {
            out.ascii(",\"states\":{").bytes(states.toByteArray()).ascii('}');
        }
        return row;
    }

    private static void state(double value, byte[] key, JsonBytes states) {
        @Nullable String state = state(value);
        if (state != null) {
            states.ascii(states.length() == 0 ? "" : ",").bytes(key).ascii(':').string(state);
        }
    }

    /**
     * When a series is removed and comes back within one message, both of its lives have the same name; only the newer one may
     * speak. Empty where nothing is removed, which is nearly always.
     */
    private static Set<ByteBuffer> replacedKeys(StateView view) {
        boolean anyGone = false;
        for (int row = 0; row < view.size() && !anyGone; row++) {
            anyGone = SpecialValues.isGone(view.value(row));
        }
        Set<ByteBuffer> keys = new HashSet<>();
        for (int row = 0; anyGone && row < view.size(); row++) {
            if (!SpecialValues.isGone(view.value(row))) {
                for (int i = 0; i < view.series(row).componentCount(); i++) {
                    keys.add(ByteBuffer.wrap(view.series(row).quotedIdentity(i)));
                }
            }
        }
        return keys;
    }
}
