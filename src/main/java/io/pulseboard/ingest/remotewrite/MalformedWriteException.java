package io.pulseboard.ingest.remotewrite;

/** A request of which nothing can be taken. Carries no stack trace, since it speaks of the sender's fault. */
final class MalformedWriteException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * @param status the HTTP status, 4xx
     * @param code a word for counters, one of a few constants
     */
    MalformedWriteException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    /** A word for counters. */
    String code() {
        return code;
    }

    /** What is wrong, in words for the sender. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
