package io.pulseboard.hub;

import java.util.List;

/**
 * A wire format, as the hub sees it. Called by the hub's thread, once per feed and message; the payloads are shared by all
 * subscribers. Encoders are compared by identity: one instance per format and encoding.
 */
public interface FrameEncoder {
    /** The name of the format, as the {@code format} parameter has it. */
    String name();

    /** The full state, in one message or, where it would be very large, in several that belong together. */
    List<Payload> snapshot(StateView state);

    /**
     * What changed.
     *
     * @param changes the newest value of every matching series that changed after {@code after}, up to its own position
     * @param after the position that this follows on
     * @param merged how many updates it stands for, because its subscriber was slow; 0 for an ordinary one
     */
    Payload update(StateView changes, StreamPosition after, long merged);

    /** Nothing changed up to this position. */
    Payload heartbeat(StreamPosition id, long timestampMillis);

    /** What lies between these positions can not be replayed. */
    Payload gap(StreamPosition from, StreamPosition to);

    /**
     * The stream ends.
     *
     * @param retryMillis how long the client should wait before it comes back
     */
    Payload bye(CloseReason reason, long retryMillis);

    /** A note on the time axis, for everybody. */
    Payload annotation(Annotation annotation);
}
