package io.pulseboard.ingest.json;

/** One item is no sample. Carries no stack trace. */
final class InvalidItemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String reason;

    InvalidItemException(String code, String reason) {
        super(reason, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    String code() {
        return code;
    }

    /** The message, which is never null. */
    String reason() {
        return reason;
    }
}
