package io.pulseboard.ingest.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The bytes of one file of proc or sys, and a cursor that walks them line by line and word by word. Words are separated by blanks
 * and tabs. The buffer is kept from one {@link #load} to the next, so a reader that runs each second allocates next to nothing.
 * Not for use by several threads.
 */
final class ProcFile {
    /** No file read here comes near; more than this is not a file of proc. */
    private static final int MAX_LENGTH = 16 * 1024 * 1024;

    /** As many decimal digits always fit a long. */
    private static final int SAFE_DIGITS = 18;

    private static final double[] POWERS_OF_TEN = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    private byte[] bytes = new byte[4096];
    private int length;
    private int at;
    private int lineEnd;
    private int line;
    private Path path = Path.of("");

    /**
     * Reads the whole file; the cursor is before its first line.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws java.nio.file.AccessDeniedException if it may not be read
     */
    void load(Path file) throws IOException {
        path = file;
        length = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count;
            do {
                if (length == bytes.length) {
                    grow();
                }
                count = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
                length += Math.max(count, 0);
            } while (count > 0);
        }
        at = 0;
        lineEnd = -1;
        line = 0;
    }

    private void grow() throws MalformedFileException {
        if (bytes.length >= MAX_LENGTH) {
            throw new MalformedFileException(path + ": longer than " + MAX_LENGTH + " bytes");
        }
        bytes = Arrays.copyOf(bytes, bytes.length * 4);
    }

    /** The first line of a file of one value, or the default if there is none that can be read. */
    String textOr(Path file, String absent) {
        try {
            load(file);
            return nextLine() ? rest() : absent;
        } catch (IOException notThere) {
            return absent;
        }
    }

    /** The number that a file of one value holds, or the default if there is none that can be read. */
    double numberOr(Path file, double absent) {
        try {
            load(file);
            return nextLine() ? number() : absent;
        } catch (IOException notThere) {
            return absent;
        }
    }

    /**
     * The entries of a directory that the filter takes, sorted by name so that a reading has the same order each time.
     *
     * @throws IOException if the directory cannot be read
     */
    static List<Path> list(Path directory, Predicate<Path> filter) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(filter).sorted().toList();
        } catch (UncheckedIOException midway) {
            throw new IOException(directory + ": " + midway.getMessage(), midway);
        }
    }

    /** Goes to the start of the next line; false if there is none. */
    boolean nextLine() {
        int start = lineEnd + 1;
        if (start >= length) {
            return false;
        }
        at = start;
        int end = start;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        lineEnd = end;
        line++;
        return true;
    }

    /** Whether the line has another word. */
    boolean hasWord() {
        skipBlanks();
        return at < lineEnd;
    }

    /** Whether what is left of the line starts with this ASCII text. */
    boolean startsWith(String ascii) {
        if (lineEnd - at < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The next word, decoded as UTF-8.
     *
     * @throws MalformedFileException if the line has none
     */
    String word() throws MalformedFileException {
        skipBlanks();
        int start = at;
        skipToBlank();
        if (at == start) {
            throw malformed("a word");
        }
        return text(start, at);
    }

    /** The next word, which is passed over if it is this one. */
    boolean skipWord(String ascii) {
        skipBlanks();
        int end = at + ascii.length();
        if (startsWith(ascii) && (end == lineEnd || isBlank(bytes[end]))) {
            at = end;
            return true;
        }
        return false;
    }

    /** The start of the next word, which is passed over if it is this. */
    boolean skipPrefix(String ascii) {
        skipBlanks();
        boolean found = startsWith(ascii);
        at += found ? ascii.length() : 0;
        return found;
    }

    /** Passes over as many words as there are, at most this many. */
    void skipWords(int count) {
        for (int i = 0; i < count && hasWord(); i++) {
            skipToBlank();
        }
    }

    /**
     * What is left of the line up to the last such character in it, without blanks around it; the cursor is behind that character.
     *
     * @throws MalformedFileException if the line has no such character
     */
    String upToLast(char delimiter) throws MalformedFileException {
        skipBlanks();
        int end = lineEnd - 1;
        while (end >= at && bytes[end] != delimiter) {
            end--;
        }
        if (end < at) {
            throw malformed("'" + delimiter + "'");
        }
        String found = text(at, end);
        at = end + 1;
        return found;
    }

    /** What is left of the line, without blanks around it; may be empty. */
    String rest() {
        skipBlanks();
        int end = lineEnd;
        while (end > at && isBlank(bytes[end - 1])) {
            end--;
        }
        String found = text(at, end);
        at = lineEnd;
        return found;
    }

    /**
     * The next word as a number: digits, perhaps with a sign and a fraction. Exact up to 2<sup>53</sup>, then the nearest double,
     * up to the full range of the kernel's unsigned 64 bit counters.
     *
     * @throws MalformedFileException if the next word is none
     */
    double number() throws MalformedFileException {
        skipBlanks();
        int start = at;
        boolean negative = at < lineEnd && bytes[at] == '-';
        if (negative) {
            at++;
        }
        int firstDigit = at;
        long whole = digits(0);
        int digits = at - firstDigit;
        double value = whole;
        if (at < lineEnd && bytes[at] == '.') {
            int firstDecimal = ++at;
            long all = digits(whole);
            digits += at - firstDecimal;
            value = digits <= SAFE_DIGITS ? all / POWERS_OF_TEN[at - firstDecimal] : value;
        }
        if (digits == 0 || (at < lineEnd && !isBlank(bytes[at]))) {
            at = start;
            throw malformed("a number");
        }
        if (digits > SAFE_DIGITS) {
            return Double.parseDouble(text(start, at));
        }
        return negative ? -value : value;
    }

    private long digits(long before) {
        long value = before;
        while (at < lineEnd && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + (bytes[at++] - '0');
        }
        return value;
    }

    /** An exception that names file and line, what was expected, and what is there instead. */
    MalformedFileException malformed(String expected) {
        String found = at >= lineEnd ? "the line ends" : "found '" + text(at, Math.min(lineEnd, at + 40)) + "'";
        return new MalformedFileException(path + " line " + line + ": expected " + expected + ", " + found);
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private void skipBlanks() {
        while (at < lineEnd && isBlank(bytes[at])) {
            at++;
        }
    }

    private void skipToBlank() {
        while (at < lineEnd && !isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
