package io.pulseboard.ingest.otlp;

/** A data point cannot be taken, while the others of its request can. Carries no stack trace, since it speaks of the sender's fault. */
final class InvalidPointException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    InvalidPointException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** The message, which is never null. */
    String reason() {
        return reason;
    }
}
