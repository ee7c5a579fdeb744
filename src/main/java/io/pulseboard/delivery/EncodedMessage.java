package io.pulseboard.delivery;

import io.netty.buffer.Unpooled;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StreamPosition;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message as JSON, and the same in the framing of each transport, made once on first use and shared by all viewers. Immutable
 * to its readers, and so for any thread; two threads that ask first may both do the work.
 */
public final class EncodedMessage implements Payload {
    /** FIN and the opcode of a text frame: RFC 6455, section 5.2. */
    private static final int WHOLE_TEXT = 0x81;

    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    private final byte[] json;
    private final @Nullable StreamPosition id;
    private volatile @Nullable SharedBytes event;
    private volatile @Nullable SharedBytes chunk;
    private volatile @Nullable SharedBytes textFrame;

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
        return new String(json, StandardCharsets.UTF_8);
    }

    /** The message's bytes; a view of shared memory. */
    public Buffer json() {
        return Buffer.buffer(Unpooled.wrappedBuffer(json));
    }

    /**
     * The message as a server-sent event (WHATWG HTML, section "Server-sent events"): an {@code id} line where there is a
     * position, one {@code data} line, an empty line.
     */
    public SharedBytes event() {
        SharedBytes known = event;
        if (known == null) {
            byte[] bytes = eventBytes();
            known = new SharedBytes(bytes, bytes.length);
            event = known;
        }
        return known;
    }

    private byte[] eventBytes() {
        JsonBytes out = new JsonBytes(json.length + 48);
        if (id != null) {
            out.ascii("id: ").ascii(id.toString()).ascii("\n");
        }
        return out.ascii("data: ").bytes(json).ascii("\n\n").toByteArray();
    }

    /** {@link #event} as one chunk of an HTTP/1.1 body (RFC 9112, section 7.1). */
    public SharedBytes chunk() {
        SharedBytes known = chunk;
        if (known == null) {
            byte[] body = eventBytes();
            JsonBytes out = new JsonBytes(body.length + 16).ascii(Integer.toHexString(body.length));
            out.ascii("\r\n").bytes(body).ascii("\r\n");
            known = new SharedBytes(out.toByteArray(), body.length);
            chunk = known;
        }
        return known;
    }

    /** The message as one WebSocket text frame of a server (RFC 6455, section 5.2). */
    public SharedBytes textFrame() {
        SharedBytes known = textFrame;
        if (known == null) {
            JsonBytes out = new JsonBytes(json.length + 10).octet(WHOLE_TEXT);
            if (json.length < SHORT_LENGTH) {
                out.octet(json.length);
            } else if (json.length <= 0xffff) {
                out.octet(SHORT_LENGTH).octet(json.length >> 8).octet(json.length);
            } else {
                out.octet(LONG_LENGTH).octet(0).octet(0).octet(0).octet(0);
                out.octet(json.length >> 24)
                        .octet(json.length >> 16)
                        .octet(json.length >> 8)
                        .octet(json.length);
            }
            known = new SharedBytes(out.bytes(json).toByteArray(), json.length);
            textFrame = known;
        }
        return known;
    }
}
