package io.pulseboard.ingest.prometheus;

/** The text format 0.0.4 under Jazzer. */
public final class TextExpositionFuzzTarget {
    private TextExpositionFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Expositions.requireSameEachTime(ExpositionFormat.TEXT_0_0_4, input);
    }
}
