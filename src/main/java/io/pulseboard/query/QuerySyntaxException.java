package io.pulseboard.query;

/** A selector that cannot be understood or goes beyond a limit. Carries no stack trace, since it speaks of the client's fault. */
public final class QuerySyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final String query;
    private final int position;
    private final String expected;

    QuerySyntaxException(String query, int position, String problem, String expected) {
        super(null, null, false, false);
        this.message = message(query, position, problem, expected);
        this.query = query;
        this.position = position;
        this.expected = expected;
    }

    private static String message(String query, int position, String problem, String expected) {
        return problem + " at position " + position + " of selector '" + shortened(query) + "'; expected " + expected;
    }

    private static String shortened(String query) {
        return query.length() <= 200 ? query : query.substring(0, 200) + "...";
    }

    /** What is wrong, where, and what was expected. */
    @Override
    public String getMessage() {
        return message;
    }

    /** The selector as it was given; of a query of several, the one at fault. */
    public String query() {
        return query;
    }

    /** Where it goes wrong, in UTF-16 code units from 0; the length of the selector if it ends too early. */
    public int position() {
        return position;
    }

    /** What would have been right at that place. */
    public String expected() {
        return expected;
    }
}
