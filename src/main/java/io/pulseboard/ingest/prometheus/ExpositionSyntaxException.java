package io.pulseboard.ingest.prometheus;

/**
 * A body is not what its format demands, or is more than its receiver takes. Says where and what would have been right. Carries no
 * stack trace, since it speaks of the sender's fault.
 */
public final class ExpositionSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final int line;
    private final int column;
    private final boolean limit;

    ExpositionSyntaxException(int line, int column, String reason, boolean limit) {
        super("line " + line + ", column " + column + ": " + reason, null, false, false);
        this.reason = reason;
        this.line = line;
        this.column = column;
        this.limit = limit;
    }

    /** What is wrong and what was expected, without the place; the message is the place and this. */
    public String reason() {
        return reason;
    }

    /** The line, counted from 1. Of a histogram or summary that does not fit together, the line on which it began. */
    public int line() {
        return line;
    }

    /** The column in that line, in Unicode code points, counted from 1. */
    public int column() {
        return column;
    }

    /** Whether the body is well-formed so far but exceeds a limit of {@link ExpositionOptions}: HTTP would say 413, not 400. */
    public boolean isLimit() {
        return limit;
    }
}
