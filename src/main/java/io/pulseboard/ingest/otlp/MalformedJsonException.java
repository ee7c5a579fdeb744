package io.pulseboard.ingest.otlp;

/** A body is not JSON, or not an OTLP request in JSON. Carries no stack trace, since it speaks of the sender's fault. */
final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedJsonException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** The message, which is never null. */
    String reason() {
        return reason;
    }
}
