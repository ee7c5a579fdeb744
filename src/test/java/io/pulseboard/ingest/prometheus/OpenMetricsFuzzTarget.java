package io.pulseboard.ingest.prometheus;

import java.util.Arrays;

/** OpenMetrics under Jazzer. */
public final class OpenMetricsFuzzTarget {
    private OpenMetricsFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        boolean accepted = Expositions.requireSameEachTime(ExpositionFormat.OPENMETRICS_1_0, input);
        int end = input.length - (input.length > 0 && input[input.length - 1] == '\n' ? 2 : 1);
        if (accepted && accepts(Arrays.copyOf(input, end))) {
            throw new AssertionError("accepted although '# EOF' was cut");
        }
    }

    private static boolean accepts(byte[] text) {
        try {
            ExpositionParser.parseOnce(text, ExpositionFormat.OPENMETRICS_1_0, 0, sample -> {});
            return true;
        } catch (ExpositionSyntaxException e) {
            return false;
        }
    }
}
