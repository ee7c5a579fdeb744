package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes attribute values as text (OpenTelemetry specification, "Common specification concepts", "AnyValue representation for
 * non-OTLP protocols"): text as it is, numbers and truth values as in JSON, bytes in base64, lists and maps as JSON, nothing as the
 * empty text.
 */
final class AnyValueText {
    /** How deep lists and maps may stand in one another. */
    static final int DEEPEST = 16;

    private static final int STRING = (1 << 3) | LENGTH;
    private static final int BOOL = (2 << 3) | VARINT;
    private static final int INT = (3 << 3) | VARINT;
    private static final int DOUBLE = (4 << 3) | FIXED64;
    private static final int ARRAY = (5 << 3) | LENGTH;
    private static final int MAP = (6 << 3) | LENGTH;
    private static final int BYTES = (7 << 3) | LENGTH;

    private static final int VALUES = (1 << 3) | LENGTH;
    private static final int KEY = (1 << 3) | LENGTH;
    private static final int VALUE = (2 << 3) | LENGTH;

    private AnyValueText() {}

    /** Reads an {@code AnyValue}, up to the end of the message at hand. */
    static String read(ProtobufReader reader) throws ProtobufException, InvalidPointException {
        StringBuilder text = new StringBuilder();
        String plain = value(reader, text, 0);
        return plain == null ? text.toString() : plain;
    }

    /**
     * Reads a value. Of several the last counts, as for any {@code oneof}.
     *
     * @param depth how many lists and maps are around it; if any, what is written is JSON
     * @return the text if it stands for itself, null if it was written to {@code out}
     */
    private static @Nullable String value(ProtobufReader reader, StringBuilder out, int depth)
            throws ProtobufException, InvalidPointException {
        String plain = depth == 0 ? "" : null;
        int start = out.length();
        boolean any = false;
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (!isKind(tag)) {
                reader.skip(tag);
                continue;
            }
            out.setLength(start);
            any = true;
            switch (tag) {
                case STRING -> plain = text(reader.utf8(), out, depth);
                case BYTES -> plain = text(base64(reader), out, depth);
                case DOUBLE -> plain = number(reader.fixed64AsDouble(), out, depth);
                case BOOL -> plain = literal(String.valueOf(reader.varint() != 0), out, depth);
                case INT -> plain = literal(String.valueOf(reader.varint()), out, depth);
                default -> {
                    container(reader, out, depth + 1, tag == MAP);
                    plain = null;
                }
            }
        }
        if (!any && depth > 0) {
            out.append("null");
        }
        return plain;
    }

    private static boolean isKind(int tag) {
        return switch (tag) {
            case STRING, BOOL, INT, DOUBLE, ARRAY, MAP, BYTES -> true;
            default -> false;
        };
    }

    private static @Nullable String text(String text, StringBuilder out, int depth) {
        if (depth == 0) {
            return text;
        }
        quote(text, out);
        return null;
    }

    private static @Nullable String literal(String literal, StringBuilder out, int depth) {
        if (depth == 0) {
            return literal;
        }
        out.append(literal);
        return null;
    }

    private static @Nullable String number(double number, StringBuilder out, int depth) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            // "NaN", "Infinity" and "-Infinity": the words of JSON's mapping, which are no JSON numbers.
            return text(String.valueOf(number), out, depth);
        }
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return literal(whole ? String.valueOf((long) number) : String.valueOf(number), out, depth);
    }

    private static String base64(ProtobufReader reader) throws ProtobufException {
        int length = reader.length();
        byte[] bytes = Arrays.copyOfRange(reader.bytes(), reader.position(), reader.position() + length);
        reader.skipBytes(length);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void container(ProtobufReader reader, StringBuilder out, int depth, boolean map)
            throws ProtobufException, InvalidPointException {
        if (depth > DEEPEST) {
            throw new InvalidPointException("an attribute's value is nested deeper than " + DEEPEST + " levels");
        }
        out.append(map ? '{' : '[');
        Set<String> keys = new HashSet<>();
        int first = out.length();
        int outer = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag != VALUES) {
                reader.skip(tag);
                continue;
            }
            if (out.length() > first) {
                out.append(',');
            }
            int inner = reader.enter();
            if (map) {
                entry(reader, out, depth, keys);
            } else {
                value(reader, out, depth);
            }
            reader.leave(inner);
        }
        reader.leave(outer);
        out.append(map ? '}' : ']');
    }

    private static void entry(ProtobufReader reader, StringBuilder out, int depth, Set<String> keys)
            throws ProtobufException, InvalidPointException {
        String key = "";
        StringBuilder value = new StringBuilder("null");
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            switch (tag) {
                case KEY -> key = reader.utf8();
                case VALUE -> {
                    value.setLength(0);
                    int outer = reader.enter();
                    value(reader, value, depth);
                    reader.leave(outer);
                }
                default -> reader.skip(tag);
            }
        }
        if (!keys.add(key)) {
            throw new InvalidPointException("an attribute's value has the key '" + Excerpt.of(key) + "' twice");
        }
        quote(key, out);
        out.append(':').append(value);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
