package io.pulseboard.query;

/** A regular expression that cannot be used; the message says why. Becomes a {@link QuerySyntaxException}, which knows where. */
final class BadRegexException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRegexException(String message) {
        super(message, null, false, false);
    }
}
