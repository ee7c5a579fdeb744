package io.pulseboard.ingest.prometheus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads names and escaped texts from a line into strings, and sees to it that they are UTF-8. Confined to one parser. */
final class TextReader {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private byte[] scratch = new byte[256];
    /** The names read lately, by a hash of their bytes: the same few names stand on most lines. */
    private final @Nullable String[] names = new @Nullable String[256];

    /** What {@link #escaped} does with a backslash before something that is no escape sequence. */
    enum UnknownEscape {
        /** It is a mistake, as Prometheus's parser of 0.0.4 sees it. */
        REFUSE,
        /** It stands for itself (OpenMetrics, "Escaping"). */
        KEEP
    }

    /** A metric name {@code [a-zA-Z_:][a-zA-Z0-9_:]*} or null if none starts here. */
    @Nullable String metricName(Line line) {
        return name(line, true);
    }

    /** A label name {@code [a-zA-Z_][a-zA-Z0-9_]*} or null if none starts here. */
    @Nullable String labelName(Line line) {
        return name(line, false);
    }

    private @Nullable String name(Line line, boolean colon) {
        int from = line.at;
        int i = from;
        int hash = 0;
        while (i < line.end && isNameByte(line.bytes[i], colon, i > from)) {
            hash = hash * 31 + line.bytes[i];
            i++;
        }
        if (i == from) {
            return null;
        }
        line.at = i;
        return intern(line.bytes, from, i - from, hash);
    }

    private String intern(byte[] bytes, int from, int length, int hash) {
        int slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (names.length - 1);
        String known = names[slot];
        if (known != null && known.length() == length && same(known, bytes, from)) {
            return known;
        }
        String name = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        names[slot] = name;
        return name;
    }

    private static boolean same(String text, byte[] bytes, int from) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNameByte(int b, boolean colon, boolean digit) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || (colon && b == ':')
                || (digit && b >= '0' && b <= '9');
    }

    /**
     * A text in double quotes. The cursor stands on the opening quote, and then behind the closing one.
     *
     * @param what what the text is, for complaints
     */
    String quoted(Line line, UnknownEscape unknown, String what) throws ExpositionSyntaxException {
        line.expect('"', "before the " + what);
        int from = line.at;
        int i = from;
        boolean escapes = false;
        while (i < line.end && line.bytes[i] != '"') {
            if (line.bytes[i] == '\\') {
                escapes = true;
                i++;
            }
            i++;
        }
        if (i >= line.end) {
            throw line.error(from - 1, "the " + what + " has no closing quote on its line");
        }
        String text = escapes ? escaped(line, from, i, unknown, what) : decode(line, line.bytes, from, i, from, what);
        line.at = i + 1;
        return text;
    }

    /** The text of these bytes of the line, with backslash, double quote and line feed unescaped. */
    String escaped(Line line, int from, int to, UnknownEscape unknown, String what) throws ExpositionSyntaxException {
        if (scratch.length < to - from) {
            scratch = Arrays.copyOf(scratch, Math.max(to - from, scratch.length * 2));
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = line.bytes[i];
            if (b == '\\') {
                byte meant = i + 1 < to ? unescape(line.bytes[i + 1]) : 0;
                if (meant != 0) {
                    b = meant;
                    i++;
                } else if (unknown == UnknownEscape.REFUSE) {
                    line.at = i + 1;
                    throw line.expected("'n', '\"' or '\\' after the backslash in the " + what);
                }
            }
            scratch[length++] = b;
        }
        return decode(line, scratch, 0, length, from, what);
    }

    private static byte unescape(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case '"', '\\' -> b;
            default -> 0;
        };
    }

    private String decode(Line line, byte[] source, int from, int to, int place, String what)
            throws ExpositionSyntaxException {
        for (int i = from; i < to; i++) {
            if (source[i] < 0) {
                return decodeUtf8(line, source, from, to, place, what);
            }
        }
        return new String(source, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String decodeUtf8(Line line, byte[] source, int from, int to, int place, String what)
            throws ExpositionSyntaxException {
        CharBuffer chars = CharBuffer.allocate(to - from);
        CoderResult result = decoder.reset().decode(ByteBuffer.wrap(source, from, to - from), chars, true);
        if (result.isError()) {
            throw line.error(place, "the " + what + " is not valid UTF-8");
        }
        return chars.flip().toString();
    }
}
