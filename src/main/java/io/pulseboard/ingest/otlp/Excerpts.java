package io.pulseboard.ingest.otlp;

/** Cuts what a sender sent to a length that fits into a message. */
final class Excerpts {
    private static final int LONGEST = 80;

    private Excerpts() {}

    /** The text, or its beginning. */
    static String of(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
