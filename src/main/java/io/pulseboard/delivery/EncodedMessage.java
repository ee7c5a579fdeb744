package io.pulseboard.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StreamPosition;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message as JSON, and the same in the framing of each transport, made once on first use and shared by all viewers. Immutable
 * to its readers, and so for any thread; two threads that ask first may both do the work.
 */
public final class EncodedMessage implements Payload {
    private final byte[] json;
    private final @Nullable StreamPosition id;
    private volatile @Nullable Buffer event;
    private volatile @Nullable String text;

    /**
     * @param json the message in UTF-8, without line breaks; kept
     * @param id the position a client has reached with this message, null if it is none to resume from
     */
    EncodedMessage(byte[] json, @Nullable StreamPosition id) {
        this.json = json;
        this.id = id;
    }

    @Override
    public int size() {
        return json.length;
    }

    /** The position that a client has reached with this message, null if it is none to resume from. */
    public @Nullable StreamPosition id() {
        return id;
    }

    /** The message as a string. */
    public String text() {
        String known = text;
        if (known == null) {
            known = new String(json, StandardCharsets.UTF_8);
            text = known;
        }
        return known;
    }

    /** The message's bytes; a view of shared memory. */
    public Buffer json() {
        return Buffer.buffer(Unpooled.wrappedBuffer(json));
    }

    /**
     * The message as a server-sent event (WHATWG HTML, section "Server-sent events"): an {@code id} line where there is a
     * position, one {@code data} line, an empty line. A view of shared direct memory.
     */
    public Buffer event() {
        Buffer known = event;
        if (known == null) {
            known = Buffer.buffer(shared(frame()));
            event = known;
        }
        return known;
    }

    private byte[] frame() {
        JsonBytes out = new JsonBytes(json.length + 48);
        if (id != null) {
            out.ascii("id: ").ascii(id.toString()).ascii("\n");
        }
        return out.ascii("data: ").bytes(json).ascii("\n\n").toByteArray();
    }

    /**
     * Direct, so that the socket takes it without a copy; unpooled and unreleasable, so that a write of one viewer does not free
     * it under the others. The garbage collector does.
     */
    private static ByteBuf shared(byte[] bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct.asReadOnlyBuffer()));
    }
}
