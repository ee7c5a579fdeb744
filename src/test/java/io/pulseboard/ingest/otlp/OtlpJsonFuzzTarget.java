package io.pulseboard.ingest.otlp;

/** Requests of OTLP in JSON under Jazzer: rewritten as protocol buffers and read, or refused with a reason. */
public final class OtlpJsonFuzzTarget {
    private static final OtlpJsonParser PARSER = new OtlpJsonParser();

    private OtlpJsonFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ProtobufWriter rewritten = PARSER.parse(input);
            OtlpFuzzTarget.read(rewritten.bytes(), rewritten.length());
        } catch (MalformedJsonException refused) {
            if (refused.reason().isEmpty()) {
                throw new AssertionError("no reason", refused);
            }
        }
    }
}
