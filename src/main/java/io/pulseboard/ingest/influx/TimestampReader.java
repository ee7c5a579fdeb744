package io.pulseboard.ingest.influx;

import io.pulseboard.http.Excerpt;

/** Reads timestamps ("Unix timestamp"): whole numbers, which InfluxDB holds in 64 bits of nanoseconds. */
final class TimestampReader {
    private TimestampReader() {}

    /** Reads all of these bytes, of which there is one at least, as milliseconds since 1970. */
    static long millis(byte[] line, int from, int to, Precision precision) throws LineSyntaxException {
        boolean negative = line[from] == '-';
        int first = negative ? from + 1 : from;
        if (first == to) {
            throw unreadable(line, from, to);
        }
        // Added up below zero, where there is one number more.
        long value = 0;
        boolean fits = true;
        for (int i = first; i < to; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                throw unreadable(line, from, to);
            }
            fits &= value >= (Long.MIN_VALUE + digit) / 10;
            value = value * 10 - digit;
        }
        fits &= negative || value != Long.MIN_VALUE;
        long timestamp = negative ? value : -value;
        if (!fits || !precision.isInRange(timestamp)) {
            throw new LineSyntaxException(from, "timestamp '" + Excerpt.of(line, from, to) + "' is out of range");
        }
        return precision.toMillis(timestamp);
    }

    static LineSyntaxException unreadable(byte[] line, int from, int to) {
        return new LineSyntaxException(
                from, "'" + Excerpt.of(line, from, to) + "' is not a timestamp in whole numbers");
    }
}
