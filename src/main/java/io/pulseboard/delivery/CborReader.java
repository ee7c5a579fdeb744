package io.pulseboard.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one CBOR item (RFC 8949) of what messages are made of: maps with text keys, arrays, text, numbers, booleans, null. Heads may be
 * longer than need be and lengths indefinite, since encoders differ in that; byte strings, tags, undefined and other simple values, keys that
 * come twice and text that is not UTF-8 are refused.
 *
 * <p>What it makes is bounded by the bytes it is given: a length that is declared counts as soon as that many bytes can not be left, and
 * nesting ends at {@value #MAX_DEPTH}. For one thread.
 */
final class CborReader {
    /** How deep arrays and maps may nest; operations nest two deep. */
    static final int MAX_DEPTH = 8;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int TEXT = 3;
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;

    private final byte[] bytes;
    private int at;

    private CborReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads what is one item and nothing else.
     *
     * @throws CborSyntaxException if it is not
     */
    static JsonNode read(byte[] bytes) throws CborSyntaxException {
        CborReader reader = new CborReader(bytes);
        JsonNode item = reader.item(0);
        if (reader.at < bytes.length) {
            throw new CborSyntaxException(bytes.length - reader.at + " bytes more than one item", reader.at);
        }
        return item;
    }

    /** @param depth how many arrays and maps there are around it */
    private JsonNode item(int depth) throws CborSyntaxException {
        int start = at;
        int head = octet();
        int info = head & 0x1f;
        return switch (head >> 5) {
            case 0 -> NODES.numberNode(integer(info, start));
            case 1 -> NODES.numberNode(-1 - integer(info, start));
            case TEXT -> NODES.textNode(text(info, start));
            case 4 -> array(info, start, depth);
            case 5 -> map(info, start, depth);
            case 7 -> simple(info, start);
            case 2 -> throw new CborSyntaxException("a byte string", start);
            default -> throw new CborSyntaxException("a tag", start);
        };
    }

    private ArrayNode array(int info, int start, int depth) throws CborSyntaxException {
        checkDepth(depth, start);
        ArrayNode array = NODES.arrayNode();
        int left = info == INDEFINITE ? -1 : length(info, start, 1);
        while (more(left)) {
            array.add(item(depth + 1));
            left--;
        }
        return array;
    }

    private ObjectNode map(int info, int start, int depth) throws CborSyntaxException {
        checkDepth(depth, start);
        ObjectNode map = NODES.objectNode();
        int left = info == INDEFINITE ? -1 : length(info, start, 2);
        while (more(left)) {
            int keyStart = at;
            int head = octet();
            if (head >> 5 != TEXT) {
                throw new CborSyntaxException("a key that is no text", keyStart);
            }
            String key = text(head & 0x1f, keyStart);
            if (map.has(key)) {
                throw new CborSyntaxException("a key that was there before", keyStart);
            }
            map.set(key, item(depth + 1));
            left--;
        }
        return map;
    }

    private static void checkDepth(int depth, int start) throws CborSyntaxException {
        if (depth >= MAX_DEPTH) {
            throw new CborSyntaxException("nested deeper than " + MAX_DEPTH, start);
        }
    }

    /** @param left how many items are to come, negative if that is not known */
    private boolean more(int left) {
        if (left >= 0) {
            return left > 0;
        }
        boolean ends = at < bytes.length && (bytes[at] & 0xff) == BREAK;
        if (ends) {
            at++;
        }
        return !ends;
    }

    private String text(int info, int start) throws CborSyntaxException {
        if (info != INDEFINITE) {
            return utf8(length(info, start, 1), start);
        }
        StringBuilder all = new StringBuilder();
        while (more(-1)) {
            int chunkStart = at;
            int head = octet();
            if (head >> 5 != TEXT || (head & 0x1f) == INDEFINITE) {
                throw new CborSyntaxException("a piece of text that is none", chunkStart);
            }
            all.append(utf8(length(head & 0x1f, chunkStart, 1), chunkStart));
        }
        return all.toString();
    }

    private String utf8(int count, int start) throws CborSyntaxException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, count))
                    .toString();
            at += count;
            return text;
        } catch (CharacterCodingException broken) {
            throw new CborSyntaxException("text that is not UTF-8", start);
        }
    }

    private JsonNode simple(int info, int start) throws CborSyntaxException {
        return switch (info) {
            case 20 -> NODES.booleanNode(false);
            case 21 -> NODES.booleanNode(true);
            case 22 -> NODES.nullNode();
            case 25 -> NODES.numberNode(half((int) bigEndian(2)));
            case 26 -> NODES.numberNode((double) Float.intBitsToFloat((int) bigEndian(4)));
            case 27 -> NODES.numberNode(Double.longBitsToDouble(bigEndian(8)));
            case INDEFINITE -> throw new CborSyntaxException("a break where an item was due", start);
            default -> throw new CborSyntaxException("undefined, or a simple value without meaning", start);
        };
    }

    /** The value of a half-precision float (RFC 8949, appendix D). */
    private static double half(int bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 0) {
            magnitude = Math.scalb((double) fraction, -24);
        } else if (exponent < 0x1f) {
            magnitude = Math.scalb(fraction + 1024.0, exponent - 25);
        } else {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    private long integer(int info, int start) throws CborSyntaxException {
        long value = argument(info, start);
        if (value < 0) {
            throw new CborSyntaxException("an integer beyond 64 bits with a sign", start);
        }
        return value;
    }

    /** @param each how many bytes one of what is counted has at least */
    private int length(int info, int start, int each) throws CborSyntaxException {
        long count = argument(info, start);
        int left = bytes.length - at;
        if (count < 0 || count > left / each) {
            throw new CborSyntaxException(
                    "a length of " + Long.toUnsignedString(count) + " where " + left + " bytes are left", start);
        }
        return (int) count;
    }

    /** The argument of a head (section 3), negative if it takes all 64 bits. */
    private long argument(int info, int start) throws CborSyntaxException {
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw new CborSyntaxException("a head without meaning", start);
        }
        return bigEndian(1 << (info - 24));
    }

    private long bigEndian(int count) throws CborSyntaxException {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    private int octet() throws CborSyntaxException {
        if (at == bytes.length) {
            throw new CborSyntaxException("the end in the middle of an item", at);
        }
        return bytes[at++] & 0xff;
    }
}
