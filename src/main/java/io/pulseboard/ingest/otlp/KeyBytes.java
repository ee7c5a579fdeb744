package io.pulseboard.ingest.otlp;

import java.util.Arrays;

/** The bytes by which something is known again, put together from where they stand. Reused; not for use by several threads. */
final class KeyBytes {
    private static final int LARGEST_KEPT = 64 * 1024;
    private static final int SMALLEST = 1024;

    private byte[] bytes = new byte[SMALLEST];
    private int length;

    /**
     * Begins anew.
     *
     * @param owner the number of what the rest belongs to, so that equal bytes elsewhere are told from these
     */
    KeyBytes begin(long owner) {
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[SMALLEST];
        }
        length = 0;
        return number(owner);
    }

    /** Adds a number. */
    KeyBytes number(long number) {
        reserve(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[length++] = (byte) (number >>> shift);
        }
        return this;
    }

    /** Adds the bytes from {@code start} up to, not with, {@code end}. */
    KeyBytes append(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /** The array in which they are, from 0. */
    byte[] bytes() {
        return bytes;
    }

    /** How many there are. */
    int length() {
        return length;
    }
}
