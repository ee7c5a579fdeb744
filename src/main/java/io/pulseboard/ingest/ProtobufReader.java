package io.pulseboard.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the protocol buffers' wire format (protobuf.dev, "Encoding") where it stands, without a message object: whoever knows the
 * message walks its fields.
 *
 * <pre>{@code
 * for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
 *     switch (tag) {
 *         case NAME -> { int end = reader.enter(); ...; reader.leave(end); }
 *         case VALUE -> value = reader.fixed64AsDouble();
 *         default -> reader.skip(tag);
 *     }
 * }
 * }</pre>
 *
 * <p>Nothing is read beyond the message at hand, whatever a length says. Not for use by several threads at once.
 */
public final class ProtobufReader {
    /** Numbers of one to ten bytes. */
    public static final int VARINT = 0;
    /** Eight bytes, the lowest first. */
    public static final int FIXED64 = 1;
    /** A length and as many bytes: text, bytes, messages, packed numbers. */
    public static final int LENGTH = 2;
    /** Four bytes, the lowest first. */
    public static final int FIXED32 = 5;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** The tag of a field: its number and its wire type. A {@code switch} wants a constant, which {@code number << 3 | type} is. */
    public static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    /** Begins to read a message that is a part of an array. */
    public void read(byte[] from, int offset, int length) {
        bytes = from;
        at = offset;
        end = offset + length;
    }

    /** The array that is read. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in the array reading goes on. */
    public int position() {
        return at;
    }

    /** Whether the message at hand has no more. */
    public boolean atEnd() {
        return at == end;
    }

    /**
     * The tag of the next field, 0 at the end of the message at hand.
     *
     * @throws ProtobufException for the field number 0, or one that is too large
     */
    public int tag() throws ProtobufException {
        if (at == end) {
            return 0;
        }
        int start = at;
        long tag = varint();
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw new ProtobufException("no field has the tag " + Long.toUnsignedString(tag), start);
        }
        return (int) tag;
    }

    /** A number of one to ten bytes. */
    public long varint() throws ProtobufException {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++];
        }
        int start = at;
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                throw new ProtobufException("the message ends within a number", start);
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new ProtobufException("a number has more than ten bytes", start);
    }

    /** A number of one to ten bytes in zigzag encoding, {@code sint32} or {@code sint64}. */
    public long zigzag() throws ProtobufException {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    /** Eight bytes. */
    public long fixed64() throws ProtobufException {
        require(Long.BYTES);
        long value = (long) LONGS.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    /** Eight bytes as a floating point number, its bits as they came: a NaN keeps its payload. */
    public double fixed64AsDouble() throws ProtobufException {
        return Double.longBitsToDouble(fixed64());
    }

    /** Four bytes. */
    public int fixed32() throws ProtobufException {
        require(Integer.BYTES);
        int value = (int) INTS.get(bytes, at);
        at += Integer.BYTES;
        return value;
    }

    private void require(int count) throws ProtobufException {
        if (end - at < count) {
            throw new ProtobufException("the message ends within a number of " + count + " bytes", at);
        }
    }

    /**
     * The length of what follows, all of which is there.
     */
    public int length() throws ProtobufException {
        int start = at;
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new ProtobufException(
                    "a field says that it has " + Long.toUnsignedString(length) + " bytes, and " + (end - at)
                            + " are left",
                    start);
        }
        return (int) length;
    }

    /**
     * Goes into a field that is a message, or a run of packed numbers: until {@link #leave} the end is the field's.
     *
     * @return for {@link #leave}
     */
    public int enter() throws ProtobufException {
        int length = length();
        int outer = end;
        end = at + length;
        return outer;
    }

    /** Goes out of a field, behind what was not read of it. */
    public void leave(int outer) {
        at = end;
        end = outer;
    }

    /** Goes past so many bytes, which {@link #length} has said are there. */
    public void skipBytes(int length) {
        at += length;
    }

    /** Goes past the field with this tag. Groups, which nobody has used for long, are refused. */
    public void skip(int tag) throws ProtobufException {
        switch (tag & 7) {
            case VARINT -> varint();
            case FIXED64 -> fixed64();
            case LENGTH -> skipBytes(length());
            case FIXED32 -> fixed32();
            default -> throw new ProtobufException("field " + (tag >>> 3) + " has the wire type " + (tag & 7), at);
        }
    }

    /**
     * A field of text, copied.
     *
     * @throws ProtobufException if it is not UTF-8
     */
    public String utf8() throws ProtobufException {
        int length = length();
        String text = utf8(bytes, at, at + length);
        at += length;
        return text;
    }

    /**
     * Bytes as text.
     *
     * @throws ProtobufException if they are not UTF-8
     */
    public static String utf8(byte[] bytes, int from, int to) throws ProtobufException {
        int i = from;
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        if (i == to) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProtobufException("text is not UTF-8", from);
        }
    }
}
