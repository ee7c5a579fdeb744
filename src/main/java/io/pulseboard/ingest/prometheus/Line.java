package io.pulseboard.ingest.prometheus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One line of a body after another, and a cursor in it. Past the end of a line it reads as {@link #END}. Confined to one parse.
 */
final class Line {
    /** What is read past the end of the line; no byte of a line is a line feed. */
    static final int END = '\n';

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = ONES * '\n';

    final byte[] bytes;
    /** The cursor: the next byte to read. */
    int at;
    /** The first byte of the line, and the one behind its last. */
    int start;

    int end;

    private final int limit;
    private final int maxBytes;
    private int next;
    private int number;

    Line(byte[] bytes, int offset, int length, int maxBytes) {
        this.bytes = bytes;
        this.next = offset;
        this.limit = offset + length;
        this.maxBytes = maxBytes;
    }

    /** Goes to the next line; false if there is none. Text after the last line feed is a line, an empty rest is not. */
    boolean advance() throws ExpositionSyntaxException {
        if (next >= limit) {
            return false;
        }
        start = next;
        at = next;
        end = lineFeed(next);
        next = end + 1;
        number++;
        if (end - start > maxBytes) {
            throw limit("the line is longer than " + maxBytes + " bytes");
        }
        return true;
    }

    /** Eight bytes at a time: a byte of {@code x} is zero where the text has a line feed (Hacker's Delight, 6-1). */
    private int lineFeed(int from) {
        int i = from;
        for (; i <= limit - Long.BYTES; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
            long zeros = (x - ONES) & ~x & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (i < limit && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /** The number of this line, counted from 1. */
    int number() {
        return number;
    }

    /** Whether nothing but an empty rest follows this line. */
    boolean isLast() {
        return next >= limit;
    }

    /** The byte under the cursor, as a signed number, or {@link #END}. */
    int peek() {
        return at < end ? bytes[at] : END;
    }

    /** Whether the rest of the line starts with this ASCII text; if so the cursor goes behind it. */
    boolean skip(String text) {
        if (end - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        at += text.length();
        return true;
    }

    /** Moves the cursor over blanks and tabs. */
    void skipBlanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    static boolean isBlank(int b) {
        return b == ' ' || b == '\t';
    }

    /** Where the word under the cursor ends: at a blank, a tab or the end of the line. */
    int wordEnd() {
        int i = at;
        while (i < end && !isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Moves the cursor over this byte, or complains. */
    void expect(char wanted, String where) throws ExpositionSyntaxException {
        if (peek() != wanted) {
            throw expected("'" + wanted + "' " + where);
        }
        at++;
    }

    /** What a complaint at the cursor says: what was wanted there, and what is there. */
    ExpositionSyntaxException expected(String wanted) {
        return error("expected " + wanted + ", found " + found());
    }

    /** A complaint at the cursor. */
    ExpositionSyntaxException error(String reason) {
        return error(at, reason);
    }

    /** A complaint at a place in this line. */
    ExpositionSyntaxException error(int place, String reason) {
        return new ExpositionSyntaxException(number, column(place), reason, false);
    }

    /** A complaint that this line is too much. */
    ExpositionSyntaxException limit(String reason) {
        return new ExpositionSyntaxException(number, 1, reason, true);
    }

    private int column(int place) {
        int column = 1;
        for (int i = start; i < place; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return column;
    }

    /** What stands at the cursor, for people. */
    String found() {
        if (at >= end) {
            return "the end of the line";
        }
        int b = bytes[at];
        if (b >= ' ' && b < 0x7f) {
            return "'" + (char) b + "'";
        }
        return String.format("byte 0x%02x", b & 0xff);
    }

    /** The word from the cursor on, for people, shortened if it is long. */
    String word() {
        int to = Math.min(wordEnd(), at + 40);
        StringBuilder text = new StringBuilder();
        for (int i = at; i < to; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '?');
        }
        return text.isEmpty() ? found() : "'" + text + "'";
    }
}
