package io.pulseboard.ingest.prometheus;

import io.pulseboard.ingest.DecimalReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads numbers as both formats write them: the {@code number} of OpenMetrics's ABNF, which is also what Go's
 * {@code strconv.ParseFloat} takes once hexadecimal and underscores are barred, as Prometheus bars them. A number outside the range
 * of a double is not one. Confined to one parse.
 */
final class NumberReader {
    /** The longest word with its sign: {@code -infinity}. */
    private static final int LONGEST_WORD = 9;

    private final DecimalReader decimals = new DecimalReader();
    private double value;

    /** The number read last. */
    double value() {
        return value;
    }

    /** Reads all of the text; false if it is no number. */
    boolean read(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return read(utf8, 0, utf8.length);
    }

    /** Reads exactly these bytes; false if they are no number. */
    boolean read(byte[] source, int from, int until) {
        if (decimals.read(source, from, until)) {
            value = decimals.value();
            return !Double.isInfinite(value);
        }
        return until - from <= LONGEST_WORD
                && readWord(
                        new String(source, from, until - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
    }

    private boolean readWord(String word) {
        value = switch (word) {
            case "inf", "infinity", "+inf", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
        // A sign before NaN is neither in the ABNF nor in Go.
        return !Double.isNaN(value) || word.equals("nan");
    }
}
