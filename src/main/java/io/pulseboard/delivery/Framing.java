package io.pulseboard.delivery;

import io.pulseboard.hub.StreamPosition;
import org.jspecify.annotations.Nullable;

/** What the protocols put around a message. */
final class Framing {
    /** FIN and the opcode of a text frame: RFC 6455, section 5.2. */
    private static final int WHOLE_TEXT = 0x81;

    private static final int WHOLE_BINARY = 0x82;

    /** Marks a compressed message: RFC 7692, section 6. */
    private static final int RSV1 = 0x40;

    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    private Framing() {}

    /**
     * A server-sent event (WHATWG HTML, section "Server-sent events"): an {@code id} line where there is a position, one {@code
     * data} line, an empty line.
     *
     * @param json without line breaks
     */
    static byte[] event(byte[] json, @Nullable StreamPosition id) {
        JsonBytes out = new JsonBytes(json.length + 48);
        if (id != null) {
            out.ascii("id: ").ascii(id.toString()).ascii("\n");
        }
        return out.ascii("data: ").bytes(json).ascii("\n\n").toByteArray();
    }

    /** One chunk of an HTTP/1.1 body (RFC 9112, section 7.1). */
    static SharedBytes chunk(byte[] body) {
        JsonBytes out = new JsonBytes(body.length + 16).ascii(Integer.toHexString(body.length));
        out.ascii("\r\n").bytes(body).ascii("\r\n");
        return new SharedBytes(out.toByteArray(), body.length);
    }

    /**
     * One WebSocket frame of a server (RFC 6455, section 5.2).
     *
     * @param binary whether the message is; text if not
     * @param compressed whether the payload is that of {@code permessage-deflate}
     */
    static SharedBytes frame(byte[] payload, boolean binary, boolean compressed) {
        int whole = binary ? WHOLE_BINARY : WHOLE_TEXT;
        JsonBytes out = new JsonBytes(payload.length + 10).octet(compressed ? whole | RSV1 : whole);
        int length = payload.length;
        if (length < SHORT_LENGTH) {
            out.octet(length);
        } else if (length <= 0xffff) {
            out.octet(SHORT_LENGTH).octet(length >> 8).octet(length);
        } else {
            out.octet(LONG_LENGTH).octet(0).octet(0).octet(0).octet(0);
            out.octet(length >> 24).octet(length >> 16).octet(length >> 8).octet(length);
        }
        return new SharedBytes(out.bytes(payload).toByteArray(), length);
    }

    /** Whether a {@link #frame} is compressed. */
    static boolean isCompressed(SharedBytes frame) {
        return (frame.bytes()[0] & RSV1) != 0;
    }
}
