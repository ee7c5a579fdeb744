package io.pulseboard.hub;

/**
 * Why a stream ends. Each reason has a word for the {@code bye} message and the {@code reason} label of the counter, a close code for
 * WebSockets (RFC 6455 section 7.4 and its IANA registry), and says whether coming back makes sense.
 */
public enum CloseReason {
    /** The client went away, in order or not. */
    CLIENT_LEFT("client_left", 1000, true),
    /** The server is going down; another will take over, or it will come back. */
    SHUTDOWN("shutdown", 1012, true),
    /** The client took nothing for {@code pulseboard.stream.stall-timeout}. */
    STALLED("stalled", 1008, true),
    /** As many streams are open as the server allows. */
    TOO_MANY_STREAMS("too_many_streams", 1013, true),
    /** The client sent more messages than the server answers. */
    FLOOD("flood", 1008, false),
    /** A message was larger than the server takes. */
    MESSAGE_TOO_LARGE("message_too_large", 1009, false),
    /** The client sent what its protocol forbids, such as invalid UTF-8 in a text message. */
    PROTOCOL_ERROR("protocol_error", 1002, false),
    /** The client sent a kind of message that its sub-protocol does not have: a binary one to JSON, a text to CBOR. */
    UNSUPPORTED_DATA("unsupported_data", 1003, false),
    /** Something failed in the server; the log says what. */
    INTERNAL_ERROR("internal_error", 1011, true);

    private final String text;
    private final int webSocketCode;
    private final boolean reconnect;

    CloseReason(String text, int webSocketCode, boolean reconnect) {
        this.text = text;
        this.webSocketCode = webSocketCode;
        this.reconnect = reconnect;
    }

    /** The word for messages and labels. */
    public String text() {
        return text;
    }

    /** The code of the WebSocket close frame. */
    public int webSocketCode() {
        return webSocketCode;
    }

    /** Whether the client may expect more luck with another attempt. */
    public boolean reconnect() {
        return reconnect;
    }
}
