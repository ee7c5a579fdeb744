package io.pulseboard.ingest.scrape;

/** A file that is no list of targets: what is wrong, and where. Carries no stack trace, since it speaks of the author's fault. */
final class TargetFileException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    private final int line;
    private final int column;

    /**
     * @param line from 1
     * @param column from 1, in characters
     * @param message what is wrong; it is cut, and put on one line
     */
    TargetFileException(int line, int column, String message) {
        super(oneLine(message), null, false, false);
        this.line = line;
        this.column = column;
    }

    private static String oneLine(String message) {
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
        return shown.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }
}
