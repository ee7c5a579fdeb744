package io.pulseboard.operations;

/** The configuration holds keys that mean nothing. Carries no stack trace: it speaks of the configuration, not of the program. */
final class UnknownKeysException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownKeysException(String message) {
        super(message, null, false, false);
    }
}
