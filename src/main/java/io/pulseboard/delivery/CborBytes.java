package io.pulseboard.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A growing array of CBOR items (RFC 8949), each in its one deterministic encoding (section 4.2.1): heads and floats as short as
 * their value allows, lengths given beforehand. That the keys of a map ascend is up to who writes one item by item; {@link #item} sees to
 * it. Not for use by several threads.
 */
final class CborBytes {
    private static final int UNSIGNED = 0x00;
    private static final int NEGATIVE = 0x20;
    private static final int TEXT = 0x60;
    private static final int ARRAY = 0x80;
    private static final int MAP = 0xa0;
    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;
    private static final int NULL = 0xf6;
    private static final int HALF = 0xf9;
    private static final int SINGLE = 0xfa;
    private static final int DOUBLE = 0xfb;

    /** Up to here an argument is in the head itself; larger ones follow it. */
    private static final int LAST_IN_HEAD = 23;

    private static final int NO_HALF = -1;
    private static final int HALF_NAN = 0x7e00;
    private static final int HALF_INFINITY = 0x7c00;

    /** Section 4.2.1: keys in the order of their encodings, in which the length comes first. */
    private static final Comparator<String> KEYS = Comparator.<String>comparingInt(key -> utf8(key).length)
            .thenComparing(CborBytes::utf8, Arrays::compareUnsigned);

    private byte[] bytes;
    private int length;

    CborBytes(int capacity) {
        this(new byte[Math.max(16, capacity)]);
    }

    /** Writes over this array, until a larger one is needed. */
    CborBytes(byte[] scratch) {
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

    /** Appends items that are encoded already. */
    CborBytes items(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Appends items that are encoded already. */
    CborBytes items(CborBytes other) {
        return items(other.bytes, 0, other.length);
    }

    /** Begins an array of so many items, which follow. */
    CborBytes startArray(int items) {
        return head(ARRAY, items);
    }

    /** Begins a map of so many keys, each of which follows with its value. */
    CborBytes startMap(int keys) {
        return head(MAP, keys);
    }

    CborBytes text(String text) {
        int count = text.length();
        reserve(count + 5);
        int before = length;
        head(TEXT, count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = before;
                byte[] utf8 = utf8(text);
                return head(TEXT, utf8.length).items(utf8, 0, utf8.length);
            }
            bytes[length++] = (byte) c;
        }
        return this;
    }

    CborBytes integer(long value) {
        return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value);
    }

    /** Appends a number: a whole one below 10^15, as which -0 counts, as an integer, and any other as a float. */
    CborBytes number(double value) {
        return value == Math.rint(value) && Math.abs(value) < JsonBytes.EXACT_LONG
                ? integer((long) value)
                : floating(value);
    }

    /** Appends a {@link #number}, or null for a value that JSON has no number for. */
    CborBytes numberOrNull(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? nothing() : number(value);
    }

    CborBytes bool(boolean value) {
        return octet(value ? TRUE : FALSE);
    }

    /** Appends null. */
    CborBytes nothing() {
        return octet(NULL);
    }

    /** Appends the shortest float that has exactly this value; for all that are no numbers the same one. */
    CborBytes floating(double value) {
        if (Double.isNaN(value)) {
            return octet(HALF).bigEndian(HALF_NAN, 2);
        }
        float single = (float) value;
        if (single != value) {
            return octet(DOUBLE).bigEndian(Double.doubleToRawLongBits(value), 8);
        }
        int half = half(single);
        return half == NO_HALF
                ? octet(SINGLE).bigEndian(Float.floatToRawIntBits(single), 4)
                : octet(HALF).bigEndian(half, 2);
    }

    /** The bits of the half-precision float (IEEE 754, binary16) of exactly this value, {@link #NO_HALF} if there is none. */
    private static int half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int exponent = ((bits >>> 23) & 0xff) - 127;
        int fraction = bits & 0x7fffff;
        if ((bits & 0x7fffffff) == 0) {
            return sign;
        }
        if (Float.isInfinite(value)) {
            return sign | HALF_INFINITY;
        }
        if (exponent > 15 || exponent < -24) {
            return NO_HALF;
        }
        // Below the normal ones there are multiples of 2^-24: the leading one is no longer left out, and moves right.
        boolean normal = exponent >= -14;
        int significand = normal ? fraction : fraction | 0x800000;
        int dropped = normal ? 13 : -1 - exponent;
        if ((significand & ((1 << dropped) - 1)) != 0) {
            return NO_HALF;
        }
        return sign | (normal ? (exponent + 15) << 10 : 0) | significand >> dropped;
    }

    /**
     * Appends what could be a JSON value, its objects as maps.
     *
     * @throws IllegalArgumentException if there is something else in it, or a number beyond 64 bits
     */
    CborBytes item(JsonNode node) {
        if (node.isObject()) {
            return map(node);
        }
        if (node.isArray()) {
            startArray(node.size());
            node.forEach(this::item);
            return this;
        }
        if (node.isTextual()) {
            return text(node.textValue());
        }
        if (node.isBoolean()) {
            return bool(node.booleanValue());
        }
        if (node.isNull()) {
            return nothing();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return integer(node.longValue());
        }
        if (node.isFloat() || node.isDouble()) {
            return number(node.doubleValue());
        }
        throw new IllegalArgumentException("no CBOR for a " + node.getNodeType());
    }

    private CborBytes map(JsonNode node) {
        List<String> keys = new ArrayList<>(node.size());
        node.fieldNames().forEachRemaining(keys::add);
        keys.sort(KEYS);
        startMap(keys.size());
        for (String key : keys) {
            text(key).item(node.get(key));
        }
        return this;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The first byte of an item, and its argument (section 3) in as few bytes as can hold it. */
    private CborBytes head(int type, long argument) {
        if (argument <= LAST_IN_HEAD) {
            return octet(type | (int) argument);
        }
        if (argument <= 0xff) {
            return octet(type | 24).bigEndian(argument, 1);
        }
        if (argument <= 0xffff) {
            return octet(type | 25).bigEndian(argument, 2);
        }
        return argument <= 0xffff_ffffL
                ? octet(type | 26).bigEndian(argument, 4)
                : octet(type | 27).bigEndian(argument, 8);
    }

    private CborBytes octet(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    private CborBytes bigEndian(long value, int count) {
        reserve(count);
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }
}
