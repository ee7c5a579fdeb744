package io.pulseboard.ingest.json;

import java.util.List;

/** Pushed JSON under Jazzer: read or refused, and each time alike. */
public final class JsonSampleFuzzTarget {
    private static final JsonSampleParser PARSER = new JsonSampleParser();

    private JsonSampleFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            List<JsonItem> items = PARSER.parse(input, 0);
            if (!items.toString().equals(PARSER.parse(input, 0).toString())) {
                throw new AssertionError("not the same twice");
            }
        } catch (JsonSyntaxException refused) {
            if (refused.getMessage() == null) {
                throw new AssertionError("refused without a word", refused);
            }
        }
    }
}
