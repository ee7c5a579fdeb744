package io.pulseboard.ingest.remotewrite;

/** Something of one series that is not taken, in words for the sender. The rest of the request stands. Carries no stack trace. */
final class InvalidSeriesException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSeriesException(String reason) {
        super(reason, null, false, false);
    }

    /** What is wrong, naming the series and the value. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
