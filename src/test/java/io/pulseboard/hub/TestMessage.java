package io.pulseboard.hub;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.SpecialValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not encoded, for looking into.
 *
 * @param after null where the kind of message has none
 */
record TestMessage(
        String type, StreamPosition id, @Nullable StreamPosition after, long merged, Map<String, Double> values)
        implements Payload {
    @Override
    public int size() {
        return 80 + 20 * values.size();
    }

    /** The tick this follows on; fails for a message that follows on none. */
    long afterSeq() {
        return Objects.requireNonNull(after).seq();
    }

    /** The value of one series; fails for one that is not in the message. */
    double value(String key) {
        return Objects.requireNonNull(values.get(key), key);
    }

    /** Takes over what the message says about the state. */
    void applyTo(Map<String, Double> state) {
        if (type.equals("snapshot")) {
            state.clear();
        }
        values.forEach((key, value) -> {
            if (SpecialValues.isGone(value)) {
                state.remove(key);
            } else {
                state.put(key, value);
            }
        });
    }

    /** Makes messages that can be looked into. */
    static final class Encoder implements FrameEncoder {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public List<Payload> snapshot(StateView state) {
            return List.of(new TestMessage("snapshot", state.position(), null, 0, values(state)));
        }

        @Override
        public Payload update(StateView changes, StreamPosition after, long merged) {
            return new TestMessage("update", changes.position(), after, merged, values(changes));
        }

        @Override
        public Payload heartbeat(StreamPosition id, long timestampMillis) {
            return new TestMessage("heartbeat", id, null, 0, Map.of());
        }

        @Override
        public Payload gap(StreamPosition from, StreamPosition to) {
            return new TestMessage("gap", to, from, 0, Map.of());
        }

        @Override
        public Payload bye(CloseReason reason, long retryMillis) {
            return new TestMessage("bye", new StreamPosition("none", 0), null, 0, Map.of());
        }

        @Override
        public Payload annotation(Annotation annotation) {
            return new TestMessage("annotation " + annotation.text(), new StreamPosition("none", 0), null, 0, Map.of());
        }

        private static Map<String, Double> values(StateView view) {
            Map<String, Double> values = new TreeMap<>();
            List<String> gone = new ArrayList<>();
            for (int row = 0; row < view.size(); row++) {
                for (int i = 0; i < view.series(row).componentCount(); i++) {
                    if (view.selection(row).contains(i)) {
                        String key = view.series(row).componentKey(i).toString();
                        CompoundValue compound = view.compound(row);
                        double value = compound == null ? view.value(row) : compound.component(i);
                        if (SpecialValues.isGone(value)) {
                            gone.add(key);
                        } else {
                            values.put(key, value);
                        }
                    }
                }
            }
            gone.forEach(key -> values.putIfAbsent(key, SpecialValues.GONE));
            return values;
        }
    }
}
