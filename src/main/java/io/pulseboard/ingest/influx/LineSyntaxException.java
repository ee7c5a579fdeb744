package io.pulseboard.ingest.influx;

/** A line is no point. Carries no stack trace, since it speaks of the sender's fault. */
final class LineSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final int place;

    /**
     * @param place where in the body, in bytes from 0
     * @param reason what is wrong there, with the value
     */
    LineSyntaxException(int place, String reason) {
        super(reason, null, false, false);
        this.reason = reason;
        this.place = place;
    }

    /** The message, which is never null. */
    String reason() {
        return reason;
    }

    int place() {
        return place;
    }
}
