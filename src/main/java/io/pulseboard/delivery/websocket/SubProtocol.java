package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.hub.FrameEncoder;
import org.jspecify.annotations.Nullable;

/**
 * What can be agreed on by {@code Sec-WebSocket-Protocol} (RFC 6455, section 1.9): how messages are encoded, in both directions. Their
 * names are also in {@code quarkus.websockets-next.server.supported-subprotocols}; which one it is, is decided by the client's order.
 */
enum SubProtocol {
    /** Text messages of JSON; also where no sub-protocol was agreed on. */
    JSON("pulseboard.json.v1", false, "text messages of JSON"),
    /** Binary messages of CBOR, the compact format only. */
    CBOR("pulseboard.cbor.v1", true, "binary messages of CBOR");

    private final String text;
    private final boolean binary;
    private final String messages;

    SubProtocol(String text, boolean binary, String messages) {
        this.text = text;
        this.binary = binary;
        this.messages = messages;
    }

    /** The one that was agreed on. */
    static SubProtocol of(@Nullable String agreed) {
        return CBOR.text.equals(agreed) ? CBOR : JSON;
    }

    /** Whether messages are binary; text if not. */
    boolean isBinary() {
        return binary;
    }

    /** What to say to who sends the other kind of message. */
    String refusal() {
        return text + " has " + messages;
    }

    /**
     * Reads the format's name; null or empty for the default.
     *
     * @throws io.pulseboard.http.ProblemException with status 400 if there is none of that name
     */
    FrameEncoder format(@Nullable String name) {
        return this == CBOR ? StreamRequest.binaryFormat(name) : StreamRequest.format(name);
    }
}
