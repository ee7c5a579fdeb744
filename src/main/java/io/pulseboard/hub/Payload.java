package io.pulseboard.hub;

/** An encoded message. What it is made of is a matter between the {@link FrameEncoder} and the transports; it is immutable. */
public interface Payload {
    /** The length of the message without any framing, in bytes. */
    int size();
}
