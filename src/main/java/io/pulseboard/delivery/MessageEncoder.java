package io.pulseboard.delivery;

import io.pulseboard.hub.Annotation;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.Fragments;
import io.pulseboard.hub.FrameEncoder;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StateView;
import io.pulseboard.hub.StreamPosition;
import io.pulseboard.metric.SpecialValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON formats share: every message but the bodies of snapshots and updates. Without state, for any thread; what has been
 * rendered in a tick is with the view ({@link Fragments}).
 */
abstract class MessageEncoder implements FrameEncoder {
    /** Where a snapshot is cut: below the 1 MiB up to which a message is in one WebSocket frame. */
    static final int PART_BYTES = 1_000_000;

    private final String name;

    MessageEncoder(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Writes the members that hold the values of some rows, each preceded by a comma.
     *
     * @param from the first row
     * @param definedAfter write the definitions of series that were created after this tick
     * @param maxBytes stop at a row boundary when so much has been written
     * @return the row after the last one written
     */
    abstract int body(StateView view, int from, long definedAfter, int maxBytes, JsonBytes out);

    /**
     * Renders a part of a row, for this message and all others of the tick.
     *
     * @param part which one; what that means is the format's own matter
     */
    abstract void render(StateView view, int row, int part, JsonBytes out);

    /** Appends a part of a row as it was rendered for another message, or else renders it. */
    final void append(StateView view, int row, long version, int part, JsonBytes out) {
        Fragments fragments = view.fragments();
        int number = view.number(row);
        int slot = fragments.find(number, version, part);
        if (slot != Fragments.ABSENT) {
            out.bytes(fragments.bytes(), fragments.offset(slot), fragments.length(slot));
            return;
        }
        int from = out.length();
        render(view, row, part, out);
        fragments.keep(number, version, part, out.array(), from, out.length() - from);
    }

    @Override
    public List<Payload> snapshot(StateView state) {
        List<byte[]> bodies = new ArrayList<>();
        byte[] scratch = state.fragments().lendScratch();
        int row = 0;
        do {
            JsonBytes body = new JsonBytes(scratch);
            row = body(state, row, -1, PART_BYTES, body);
            bodies.add(body.toByteArray());
            scratch = body.array();
        } while (row < state.size());
        state.fragments().returnScratch(scratch, bodies.get(0).length);
        List<Payload> parts = new ArrayList<>(bodies.size());
        for (byte[] body : bodies) {
            JsonBytes out = head("snapshot", state.position(), state.timestampMillis(), body.length);
            boolean last = parts.size() == bodies.size() - 1;
            if (bodies.size() > 1) {
                out.ascii(",\"part\":").number(parts.size() + 1L);
                out.ascii(",\"parts\":").number((long) bodies.size());
            }
            parts.add(new EncodedMessage(out.bytes(body).ascii('}').toByteArray(), last ? state.position() : null));
        }
        return parts;
    }

    /** The full state in one message, however large: for a reader who asks once, not for streams. */
    EncodedMessage whole(StateView state) {
        JsonBytes out = head("snapshot", state.position(), state.timestampMillis(), 64 * state.size());
        body(state, 0, -1, Integer.MAX_VALUE, out);
        return new EncodedMessage(out.ascii('}').toByteArray(), state.position());
    }

    @Override
    public Payload update(StateView changes, StreamPosition after, long merged) {
        JsonBytes out = new JsonBytes(changes.fragments().lendScratch());
        head("update", changes.position(), after, changes.timestampMillis(), out);
        if (merged > 0) {
            out.ascii(",\"merged\":").number(merged);
        }
        body(changes, 0, after.seq(), Integer.MAX_VALUE, out);
        byte[] json = out.ascii('}').toByteArray();
        changes.fragments().returnScratch(out.array(), json.length);
        return merged == 0
                ? EncodedMessage.update(json, changes.position())
                : new EncodedMessage(json, changes.position());
    }

    @Override
    public Payload heartbeat(StreamPosition id, long timestampMillis) {
        JsonBytes out = head("heartbeat", id, timestampMillis, 0);
        return new EncodedMessage(out.ascii('}').toByteArray(), id);
    }

    @Override
    public Payload gap(StreamPosition from, StreamPosition to) {
        JsonBytes out = new JsonBytes(96).ascii("{\"type\":\"gap\",\"from\":\"").ascii(from.toString());
        return new EncodedMessage(
                out.ascii("\",\"to\":\"").ascii(to.toString()).ascii("\"}").toByteArray(), null);
    }

    @Override
    public Payload bye(CloseReason reason, long retryMillis) {
        JsonBytes out = new JsonBytes(96).ascii("{\"type\":\"bye\",\"reason\":").string(reason.text());
        out.ascii(",\"reconnect\":").ascii(String.valueOf(reason.reconnect()));
        return new EncodedMessage(
                out.ascii(",\"retry\":").number(retryMillis).ascii('}').toByteArray(), null);
    }

    @Override
    public Payload annotation(Annotation annotation) {
        JsonBytes out = new JsonBytes(128 + annotation.text().length()).ascii("{\"type\":\"annotation\",\"id\":");
        out.number(annotation.id())
                .ascii(",\"ts\":")
                .number(annotation.timestampMillis())
                .ascii(",\"text\":")
                .string(annotation.text());
        out.ascii(",\"tags\":[");
        for (int i = 0; i < annotation.tags().size(); i++) {
            out.ascii(i == 0 ? "" : ",").string(annotation.tags().get(i));
        }
        return new EncodedMessage(out.ascii("]}").toByteArray(), null);
    }

    private static JsonBytes head(String type, StreamPosition id, long timestampMillis, int bodyBytes) {
        return head(type, id, null, timestampMillis, new JsonBytes(160 + bodyBytes));
    }

    private static JsonBytes head(
            String type, StreamPosition id, @Nullable StreamPosition after, long timestampMillis, JsonBytes out) {
        out.ascii("{\"type\":\"").ascii(type);
        out.ascii("\",\"id\":\"").ascii(id.toString());
        if (after != null) {
            out.ascii("\",\"after\":\"").ascii(after.toString());
        }
        return out.ascii("\",\"ts\":").number(timestampMillis);
    }

    /** The word for a value that is no JSON number, null for one that is. */
    static @Nullable String state(double value) {
        if (!Double.isNaN(value)) {
            return value == Double.POSITIVE_INFINITY ? "+inf" : value == Double.NEGATIVE_INFINITY ? "-inf" : null;
        }
        if (SpecialValues.isStale(value)) {
            return "stale";
        }
        return SpecialValues.isGone(value) ? "gone" : "nan";
    }
}
