package io.pulseboard.ingest.scrape;

import io.pulseboard.ingest.scrape.TargetFileParser.Syntax;

/** Files of targets under Jazzer, in both syntaxes: read, or refused in one line with a place. */
public final class TargetFileFuzzTarget {
    private static final TargetFileParser PARSER = new TargetFileParser();

    private TargetFileFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        for (Syntax syntax : Syntax.values()) {
            try {
                PARSER.parse(input, syntax);
            } catch (TargetFileException refused) {
                String message = String.valueOf(refused.getMessage());
                if (message.contains("\n") || refused.line() < 1 || refused.column() < 1) {
                    throw new AssertionError("no line with a place: " + message, refused);
                }
            }
        }
    }
}
