package io.pulseboard.ingest.otlp;

import io.pulseboard.ingest.ProtobufReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the protocol buffers' wire format (protobuf.dev, "Encoding"). Reused; not for use by several threads. */
final class ProtobufWriter {
    private static final int LARGEST_KEPT = 1 << 20;
    private static final int SMALLEST = 256;
    /** A length is left room for before it is known. It may have more bytes than it needs. */
    private static final int LENGTH_BYTES = 5;

    private byte[] bytes = new byte[SMALLEST];
    private int length;

    /** Forgets what was written. */
    ProtobufWriter clear() {
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[SMALLEST];
        }
        length = 0;
        return this;
    }

    /** The array in which it is, from 0. */
    byte[] bytes() {
        return bytes;
    }

    /** How many bytes were written. */
    int length() {
        return length;
    }

    /** A copy of what was written. */
    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private void tag(int field, int wireType) {
        bareVarint(ProtobufReader.tag(field, wireType));
    }

    /** Writes a field of a number of one to ten bytes. */
    ProtobufWriter varint(int field, long value) {
        tag(field, ProtobufReader.VARINT);
        bareVarint(value);
        return this;
    }

    /** Writes a number of one to ten bytes without a tag, for packed fields. */
    void bareVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** Writes a field of eight bytes. */
    void fixed64(int field, long value) {
        tag(field, ProtobufReader.FIXED64);
        bareFixed64(value);
    }

    /** Writes eight bytes without a tag, for packed fields. */
    void bareFixed64(long value) {
        reserve(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    /** Writes a field of text. */
    ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a field of bytes. */
    ProtobufWriter bytes(int field, byte[] value) {
        tag(field, ProtobufReader.LENGTH);
        bareVarint(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /**
     * Begins a field that is a message, or a run of packed numbers.
     *
     * @return for {@link #end}
     */
    int begin(int field) {
        tag(field, ProtobufReader.LENGTH);
        reserve(LENGTH_BYTES);
        length += LENGTH_BYTES;
        return length;
    }

    /** Ends a field. */
    void end(int begun) {
        int size = length - begun;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            boolean last = i == LENGTH_BYTES - 1;
            bytes[begun - LENGTH_BYTES + i] = (byte) (((size >>> (7 * i)) & 0x7f) | (last ? 0 : 0x80));
        }
    }
}
