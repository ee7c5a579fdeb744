package io.pulseboard.query;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one string in double or single quotes with the escapes of Go's string literals. {@code \x41} and {@code \101} are bytes
 * there, not characters, so the content is put together as bytes and has to be UTF-8 in the end. Used once.
 */
final class QuotedString {
    private static final String SIMPLE = "abfnrtv\\";
    private static final byte[] SIMPLE_BYTES = {7, 8, 12, 10, 13, 9, 11, '\\'};

    private final Scanner scanner;
    private final String text;
    private final int start;
    private final char quote;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int position;

    /**
     * @param start where the opening quote stands
     */
    QuotedString(Scanner scanner, String text, int start) {
        this.scanner = scanner;
        this.text = text;
        this.start = start;
        this.quote = text.charAt(start);
        this.position = start + 1;
    }

    /** Where the text goes on after the closing quote. */
    int end() {
        return position;
    }

    String read() throws QuerySyntaxException {
        while (next() != quote) {
            if (text.charAt(position) == '\\') {
                escape();
            } else {
                int codePoint = text.codePointAt(position);
                position += Character.charCount(codePoint);
                write(codePoint);
            }
        }
        position++;
        return decode();
    }

    private char next() throws QuerySyntaxException {
        if (position >= text.length() || text.charAt(position) == '\n') {
            throw scanner.problem(position, "unterminated string", "a closing " + quote);
        }
        return text.charAt(position);
    }

    private void write(int codePoint) {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private void escape() throws QuerySyntaxException {
        int backslash = position++;
        char c = next();
        position++;
        int simple = SIMPLE.indexOf(c);
        if (simple >= 0) {
            bytes.write(SIMPLE_BYTES[simple]);
        } else if (c == quote) {
            bytes.write(c);
        } else if (c >= '0' && c <= '7') {
            position--;
            bytes.write(digits(backslash, 3, 8, 255));
        } else if (c == 'x') {
            bytes.write(digits(backslash, 2, 16, 255));
        } else if (c == 'u' || c == 'U') {
            write(codePoint(backslash, c == 'u' ? 4 : 8));
        } else {
            throw scanner.problem(backslash, "unknown escape '\\" + c + "'", "\\\\, \\n, \\x41, \\u0041 or the like");
        }
    }

    private int codePoint(int backslash, int count) throws QuerySyntaxException {
        int codePoint = digits(backslash, count, 16, Character.MAX_CODE_POINT);
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw badCodePoint(backslash);
        }
        return codePoint;
    }

    private int digits(int backslash, int count, int base, int max) throws QuerySyntaxException {
        long number = 0;
        for (int i = 0; i < count; i++) {
            // Digits of other scripts are none here.
            char c = next();
            int digit = c < 0x80 ? Character.digit(c, base) : -1;
            if (digit < 0) {
                throw scanner.problem(
                        position, "unexpected '" + c + "' in an escape", count + " digits of base " + base);
            }
            number = number * base + digit;
            position++;
        }
        if (number > max) {
            throw badCodePoint(backslash);
        }
        return (int) number;
    }

    private QuerySyntaxException badCodePoint(int backslash) {
        return scanner.problem(backslash, "an escape that is no character", "a Unicode code point, no surrogate");
    }

    private String decode() throws QuerySyntaxException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw scanner.problem(start, "a string whose bytes are not UTF-8", "UTF-8 text");
        }
    }
}
