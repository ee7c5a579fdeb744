package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.tag;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.ByteKeyCache;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of one request after the other (Remote-Write 2.0, "Symbols"). A text met before is the same {@link Symbol} again. Not for
 * use by several threads at once.
 */
final class SymbolTable {
    private static final int REQUEST_SYMBOLS = tag(4, LENGTH);
    /** How many bytes a text may have that is to be known again: help texts have some hundred. */
    private static final int LONGEST = 2_048;

    private static final int AVERAGE = 128;
    private static final int LARGEST_KEPT = 1 << 16;

    private final ProtobufReader reader = new ProtobufReader();
    private final ByteKeyCache<Symbol> cache;
    private @Nullable Symbol[] symbols = new @Nullable Symbol[256];
    private int size;
    private int nextId;

    /**
     * @param most how many texts are known again
     */
    SymbolTable(int most) {
        cache = new ByteKeyCache<>(2 * most, 2L * most * AVERAGE);
    }

    /**
     * Takes in the table of a request, which may be anywhere in it.
     *
     * @param bytes holds the message at its beginning
     * @throws MalformedWriteException if there is none, or if its first text is not the empty one
     */
    void read(byte[] bytes, int length) throws ProtobufException, MalformedWriteException {
        clear();
        reader.read(bytes, 0, length);
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == REQUEST_SYMBOLS) {
                int textLength = reader.length();
                add(bytes, reader.position(), textLength);
                reader.skipBytes(textLength);
            } else {
                reader.skip(tag);
            }
        }
        Symbol first = get(0);
        if (first == null || !first.isEmpty()) {
            throw new MalformedWriteException(
                    400,
                    "bad_symbols",
                    first == null
                            ? "the request has no table of symbols"
                            : "the first symbol is '" + Excerpt.of(String.valueOf(first.text()))
                                    + "' and must be the empty text");
        }
    }

    private void add(byte[] bytes, int from, int length) {
        Symbol symbol = cache.get(bytes, from, from + length);
        if (symbol == null) {
            symbol = decode(bytes, from, length);
        }
        if (size == symbols.length) {
            symbols = Arrays.copyOf(symbols, 2 * size);
        }
        symbols[size++] = symbol;
    }

    private Symbol decode(byte[] bytes, int from, int length) {
        String text;
        try {
            text = ProtobufReader.utf8(bytes, from, from + length);
        } catch (ProtobufException notText) {
            return Symbol.passing(null);
        }
        if (length > LONGEST || nextId == Integer.MAX_VALUE) {
            return Symbol.passing(text);
        }
        Symbol symbol = new Symbol(text, nextId++);
        cache.put(bytes, from, from + length, symbol);
        return symbol;
    }

    /** The symbol that a reference means; null if there is none. */
    @Nullable Symbol get(long reference) {
        return reference >= 0 && reference < size ? symbols[(int) reference] : null;
    }

    /** How many symbols the request has. */
    int size() {
        return size;
    }

    /** Forgets the request. */
    void clear() {
        if (symbols.length > LARGEST_KEPT) {
            symbols = new @Nullable Symbol[LARGEST_KEPT];
        } else {
            Arrays.fill(symbols, 0, size, null);
        }
        size = 0;
    }
}
