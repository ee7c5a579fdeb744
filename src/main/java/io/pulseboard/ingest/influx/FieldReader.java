package io.pulseboard.ingest.influx;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.DecimalReader;

/** Reads field values that are no strings ("Data types and format"). Confined to one parser. */
final class FieldReader {
    /** A tenth of the greatest unsigned 64-bit integer. */
    private static final long MOST_BEFORE_A_DIGIT = Long.divideUnsigned(-1L, 10);

    private final DecimalReader decimals = new DecimalReader();
    private double value;

    /** The value read last; {@code true} is 1, {@code false} is 0, and integers beyond 2<sup>53</sup> are rounded. */
    double value() {
        return value;
    }

    /** Reads all of these bytes. */
    void read(byte[] line, int from, int to) throws LineSyntaxException {
        if (from == to) {
            throw new LineSyntaxException(from, "the field value is missing");
        }
        byte first = line[from];
        byte last = line[to - 1];
        boolean number = (first >= '0' && first <= '9') || first == '-' || first == '.';
        if (!number) {
            value = truth(line, from, to);
        } else if (last == 'i') {
            value = integer(line, from, to);
        } else if (last == 'u') {
            value = unsigned(line, from, to);
        } else if (!decimals.read(line, from, to)) {
            throw unreadable(line, from, to);
        } else {
            value = decimals.value();
            if (Double.isInfinite(value)) {
                throw outOfRange(line, from, to, "64-bit floating point");
            }
        }
    }

    private static double truth(byte[] line, int from, int to) throws LineSyntaxException {
        byte first = line[from];
        if (to - from == 1 && (first == 't' || first == 'T')) {
            return 1;
        }
        if (to - from == 1 && (first == 'f' || first == 'F')) {
            return 0;
        }
        if (is(line, from, to, "true") || is(line, from, to, "True") || is(line, from, to, "TRUE")) {
            return 1;
        }
        if (is(line, from, to, "false") || is(line, from, to, "False") || is(line, from, to, "FALSE")) {
            return 0;
        }
        throw unreadable(line, from, to);
    }

    private static boolean is(byte[] line, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (line[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static double integer(byte[] line, int from, int to) throws LineSyntaxException {
        boolean negative = line[from] == '-';
        long magnitude = magnitude(line, negative ? from + 1 : from, to);
        // The magnitude of the least integer is one more than that of the greatest, and the only negative long to be
        // let through.
        if (magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE)) {
            throw outOfRange(line, from, to, "signed 64-bit integer");
        }
        return negative ? -magnitude : magnitude;
    }

    private static double unsigned(byte[] line, int from, int to) throws LineSyntaxException {
        long magnitude = magnitude(line, from, to);
        // Halved with the last bit kept sticky, so that it is rounded once.
        return magnitude >= 0 ? magnitude : 2.0 * (magnitude >>> 1 | (magnitude & 1));
    }

    /** The digits before the last byte as an unsigned long. */
    private static long magnitude(byte[] line, int from, int to) throws LineSyntaxException {
        int end = to - 1;
        long magnitude = 0;
        for (int i = from; i < end; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                throw unreadable(line, from, to);
            }
            long next = magnitude * 10 + digit;
            if (Long.compareUnsigned(magnitude, MOST_BEFORE_A_DIGIT) > 0
                    || Long.compareUnsigned(next, magnitude * 10) < 0) {
                throw outOfRange(line, from, to, "64-bit integer");
            }
            magnitude = next;
        }
        if (from == end) {
            throw unreadable(line, from, to);
        }
        return magnitude;
    }

    private static LineSyntaxException unreadable(byte[] line, int from, int to) {
        return new LineSyntaxException(
                from,
                "'" + Excerpt.of(line, from, to) + "' is neither a number, nor a boolean, nor a text in double quotes");
    }

    private static LineSyntaxException outOfRange(byte[] line, int from, int to, String type) {
        return new LineSyntaxException(from, "'" + Excerpt.of(line, from, to) + "' is out of the range of a " + type);
    }
}
