package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The labels of a series as references to symbols, names and values in turn. Reused; confined to one parser. */
final class References {
    private static final int MOST = 2 * SeriesLabels.MOST;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Stands for a number that is not in any table. */
    private static final int NOWHERE = -1;

    private final byte[] key = new byte[CachedSeries.LONGEST_KEY];
    private int[] references = new int[32];
    /** How many there are, of which no more are held than {@link #MOST}. */
    private int size;

    /** Forgets all. */
    void clear() {
        size = 0;
    }

    /** Reads references, packed or one. */
    void read(ProtobufReader reader, int tag) throws ProtobufException {
        if ((tag & 7) == LENGTH) {
            int end = reader.enter();
            while (!reader.atEnd()) {
                add(reader.varint());
            }
            reader.leave(end);
        } else {
            add(reader.varint());
        }
    }

    private void add(long reference) {
        if (size < MOST) {
            if (size == references.length) {
                references = Arrays.copyOf(references, 2 * size);
            }
            references[size] = reference >= 0 && reference <= Integer.MAX_VALUE ? (int) reference : NOWHERE;
        }
        size++;
    }

    /** Whether they are pairs, and all of them in the table. */
    boolean areValid(SymbolTable symbols) {
        if (size > MOST || size % 2 != 0) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (symbols.get(references[i]) == null) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes the key that tells by which texts, in which order, a series is named.
     *
     * @return its length; -1 if there is none, since the series is not to be known again, or not valid
     */
    int resolve(SymbolTable symbols) {
        if (size > key.length / Integer.BYTES || size % 2 != 0) {
            return -1;
        }
        for (int i = 0; i < size; i++) {
            Symbol symbol = symbols.get(references[i]);
            if (symbol == null || symbol.isPassing()) {
                return -1;
            }
            INTS.set(key, i * Integer.BYTES, symbol.id());
        }
        return size * Integer.BYTES;
    }

    /** Holds the key made last, at its beginning. */
    byte[] key() {
        return key;
    }

    /**
     * Puts the texts in place of the references.
     *
     * @throws InvalidSeriesException if that cannot be done
     */
    void addTo(SeriesLabels labels, SymbolTable symbols) throws InvalidSeriesException {
        labels.clear();
        if (size % 2 != 0) {
            throw new InvalidSeriesException("a series has an odd number of references to labels, " + size);
        }
        if (size > MOST) {
            throw SeriesLabels.tooMany();
        }
        for (int i = 0; i < size; i += 2) {
            labels.add(text(i, labels, symbols), text(i + 1, labels, symbols));
        }
    }

    private String text(int at, SeriesLabels labels, SymbolTable symbols) throws InvalidSeriesException {
        Symbol symbol = symbols.get(references[at]);
        if (symbol == null) {
            throw new InvalidSeriesException("series " + labels + " refers to symbol "
                    + (references[at] == NOWHERE ? "2^31 or a higher one" : references[at]) + ", and the table has "
                    + symbols.size());
        }
        String text = symbol.text();
        if (text == null) {
            throw new InvalidSeriesException(
                    "series " + labels + " refers to symbol " + references[at] + ", which is not UTF-8");
        }
        return text;
    }
}
