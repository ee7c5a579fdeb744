package io.pulseboard.dashboard;

/** YAML of boards under Jazzer: read, or refused in one line with a place. */
public final class BoardFuzzTarget {
    private static final BoardParser PARSER = new BoardParser();

    private BoardFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Board board = PARSER.parse(input);
            if (!board.equals(PARSER.parse(input))) {
                throw new AssertionError("not the same twice");
            }
        } catch (BoardSyntaxException refused) {
            String message = String.valueOf(refused.getMessage());
            if (message.contains("\n") || refused.line() < 1 || refused.column() < 1) {
                throw new AssertionError("no line with a place: " + message, refused);
            }
        }
    }
}
