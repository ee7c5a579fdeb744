package io.pulseboard.hub;

/** Ends a subscriber's stream for a reason that lies not in the data. Has no stack trace: it reports no fault of the code. */
public final class StreamClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final CloseReason reason;

    /** An exception for this reason. */
    public StreamClosedException(CloseReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why the stream ends. */
    public CloseReason reason() {
        return reason;
    }
}
