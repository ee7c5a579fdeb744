package io.pulseboard.ingest.json;

/** A body is not JSON, or not of the shape that it must have, or more than is taken. Carries no stack trace. */
final class JsonSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /**
     * @param line counted from 1
     * @param column counted from 1
     */
    JsonSyntaxException(String message, int line, int column) {
        super("line " + line + ", column " + column + ": " + message, null, false, false);
        this.line = line;
        this.column = column;
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }
}
