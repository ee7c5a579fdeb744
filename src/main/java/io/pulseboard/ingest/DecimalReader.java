package io.pulseboard.ingest;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers: a sign or none, digits with at most one point among them, and an exponent or none. No word ({@code NaN},
 * {@code Inf}), no hexadecimal, no underscores, no blanks. Not for use by several threads at once.
 */
public final class DecimalReader {
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final long MANTISSA_LIMIT = 1L << 53;

    private byte[] bytes = {};
    private int at;
    private int to;
    private long mantissa;
    private int digits;
    private int exponent;
    private boolean inexact;
    private double value;

    /** The number read last; infinite if it was beyond the range of a double. */
    public double value() {
        return value;
    }

    /** Reads exactly the bytes from {@code from} up to, not with, {@code until}; false if they are no number. */
    public boolean read(byte[] source, int from, int until) {
        bytes = source;
        at = from;
        to = until;
        mantissa = 0;
        digits = 0;
        exponent = 0;
        inexact = false;
        boolean negative = at < to && bytes[at] == '-';
        if (negative || (at < to && bytes[at] == '+')) {
            at++;
        }
        readDigits(0);
        if (at < to && bytes[at] == '.') {
            at++;
            readDigits(-1);
        }
        if (digits == 0 || !readExponent() || at != to) {
            return false;
        }
        value = exact()
                ? scale(negative)
                : Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        return true;
    }

    private void readDigits(int step) {
        while (at < to) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return;
            }
            if (mantissa < 100_000_000_000_000_000L) {
                mantissa = mantissa * 10 + digit;
                exponent += step;
            } else {
                inexact = true;
            }
            digits++;
            at++;
        }
    }

    private boolean readExponent() {
        if (at >= to || (bytes[at] | 0x20) != 'e') {
            return true;
        }
        at++;
        boolean negative = at < to && bytes[at] == '-';
        if (negative || (at < to && bytes[at] == '+')) {
            at++;
        }
        int first = at;
        int power = 0;
        for (; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            power = Math.min(power * 10 + bytes[at] - '0', 100_000);
        }
        exponent += negative ? -power : power;
        return at > first;
    }

    /** Whether mantissa and power of ten are both exact doubles, so that one operation rounds correctly (Clinger 1990). */
    private boolean exact() {
        return !inexact && mantissa < MANTISSA_LIMIT && exponent >= -22 && exponent <= 22;
    }

    private double scale(boolean negative) {
        double magnitude = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
        return negative ? -magnitude : magnitude;
    }
}
