package io.pulseboard.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pulseboard.hub.Annotation;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.FrameEncoder;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StateView;
import io.pulseboard.hub.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compact format as CBOR: message for message, key for key and value for value what {@link CompactEncoder} says, in the deterministic
 * encoding of RFC 8949 (section 4.2.1), in which shorter keys come first. Snapshots and updates are written as they are; what is small and
 * seldom is written as JSON and then encoded, and so can not differ. Without state, for any thread.
 */
final class CborEncoder implements FrameEncoder {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The members that every snapshot and update has: {@code n}, {@code v}, {@code id}, {@code ts}, {@code type}. */
    private static final int MEMBERS = 5;

    private static final int HEAD_BYTES = 96;

    private final FrameEncoder compact;

    CborEncoder(FrameEncoder compact) {
        this.compact = compact;
    }

    /** That of the format, which is the same in either encoding. */
    @Override
    public String name() {
        return compact.name();
    }

    @Override
    public List<Payload> snapshot(StateView state) {
        List<CborColumns> columns = new ArrayList<>();
        int row = 0;
        do {
            CborColumns part = CborColumns.of(state, row, -1, MessageEncoder.PART_BYTES);
            columns.add(part);
            row += part.rows();
        } while (row < state.size());
        List<Payload> parts = new ArrayList<>(columns.size());
        for (CborColumns part : columns) {
            CborBytes out = new CborBytes(HEAD_BYTES + part.length());
            boolean last = parts.size() == columns.size() - 1;
            byte[] cbor = message("snapshot", state, null, parts.size() + 1, columns.size(), 0, part, out);
            parts.add(EncodedMessage.binary(cbor, last ? state.position() : null));
        }
        return parts;
    }

    @Override
    public Payload update(StateView changes, StreamPosition after, long merged) {
        CborColumns columns = CborColumns.of(changes, 0, after.seq(), Integer.MAX_VALUE);
        CborBytes out = new CborBytes(changes.fragments().lendScratch());
        byte[] cbor = message("update", changes, after, 1, 1, merged, columns, out);
        changes.fragments().returnScratch(out.array(), cbor.length);
        return merged == 0
                ? EncodedMessage.binaryUpdate(cbor, changes.position())
                : EncodedMessage.binary(cbor, changes.position());
    }

    /** The members in the order of their keys' encodings, those left out that the message does not have. */
    private static byte[] message(
            String type,
            StateView view,
            @Nullable StreamPosition after,
            int part,
            int parts,
            long merged,
            CborColumns columns,
            CborBytes out) {
        boolean inParts = parts > 1;
        int more = (after == null ? 0 : 1) + (inParts ? 2 : 0) + (merged == 0 ? 0 : 1) + columns.optionalMembers();
        out.startMap(MEMBERS + more);
        columns.writeColumns(out);
        out.text("id").text(view.position().toString());
        out.text("ts").integer(view.timestampMillis());
        if (inParts) {
            out.text("part").integer(part);
        }
        out.text("type").text(type);
        if (after != null) {
            out.text("after").text(after.toString());
        }
        if (inParts) {
            out.text("parts").integer(parts);
        }
        columns.writeDefinitions(out);
        if (merged > 0) {
            out.text("merged").integer(merged);
        }
        columns.writeStates(out);
        return out.toByteArray();
    }

    @Override
    public Payload heartbeat(StreamPosition id, long timestampMillis) {
        return encoded(compact.heartbeat(id, timestampMillis));
    }

    @Override
    public Payload gap(StreamPosition from, StreamPosition to) {
        return encoded(compact.gap(from, to));
    }

    @Override
    public Payload bye(CloseReason reason, long retryMillis) {
        return encoded(compact.bye(reason, retryMillis));
    }

    @Override
    public Payload annotation(Annotation annotation) {
        return encoded(compact.annotation(annotation));
    }

    private static Payload encoded(Payload payload) {
        EncodedMessage message = (EncodedMessage) payload;
        try {
            return EncodedMessage.binary(Cbor.encode(JSON.readTree(message.text())), message.id());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
