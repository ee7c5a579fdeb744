package io.pulseboard.delivery;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with the few things that our messages are made of. It exists beside Jackson because a message is made
 * mostly of fragments that are UTF-8 already. Not for use by several threads.
 */
final class JsonBytes {
    /** Whole numbers below this are written as integers. */
    static final double EXACT_LONG = 1e15;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    JsonBytes(int capacity) {
        this(new byte[Math.max(16, capacity)]);
    }

    /** Writes over this array, until a larger one is needed. */
    JsonBytes(byte[] scratch) {
        this.bytes = scratch;
    }

    int length() {
        return length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** The bytes up to {@link #length}; good until more is appended. */
    byte[] array() {
        return bytes;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    JsonBytes bytes(byte[] more) {
        return bytes(more, 0, more.length);
    }

    JsonBytes bytes(JsonBytes more) {
        return bytes(more.bytes, 0, more.length);
    }

    JsonBytes bytes(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Appends text of ASCII characters as it is. */
    JsonBytes ascii(String text) {
        int n = text.length();
        reserve(n);
        for (int i = 0; i < n; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    JsonBytes ascii(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    /** Appends the lowest eight bits. */
    JsonBytes octet(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Appends a string with its quotes. */
    JsonBytes string(String text) {
        ascii('"');
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                utf8(text, plainFrom, i);
                escape(c);
                plainFrom = i + 1;
            }
        }
        utf8(text, plainFrom, text.length());
        return ascii('"');
    }

    private void utf8(String text, int from, int to) {
        if (from < to) {
            bytes(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> ascii("\\\"");
            case '\\' -> ascii("\\\\");
            case '\n' -> ascii("\\n");
            default -> {
                ascii("\\u00");
                reserve(2);
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 15];
            }
        }
    }

    JsonBytes number(long value) {
        reserve(20);
        length = NumberOutput.outputLong(value, bytes, length);
        return this;
    }

    /** Appends a number, or {@code null} for a value that JSON has no number for. */
    JsonBytes number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < EXACT_LONG) {
            return number((long) value);
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return ascii("null");
        }
        return ascii(NumberOutput.toString(value, true));
    }
}
