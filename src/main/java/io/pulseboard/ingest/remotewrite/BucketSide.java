package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;
import static io.pulseboard.ingest.ProtobufReader.tag;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import java.util.Arrays;

/** The buckets of a native histogram for positive or for negative observations. Reused; confined to one parser. */
final class BucketSide {
    private static final int OFFSET = tag(1, VARINT);
    private static final int SPAN_LENGTH = tag(2, VARINT);
    /** How many buckets or spans are looked at; Prometheus's clients make 160 of them at most. */
    static final int MOST = 10_000;

    private static final double[] NONE = {};
    private static final long[] NO_LONGS = {};

    private final String name;
    /** Offsets and lengths of spans in turn; of all these arrays no more is filled than {@link #MOST} allows. */
    private long[] spans = NO_LONGS;

    private int spansEnd;
    private long[] deltas = NO_LONGS;
    private int deltaCount;
    private double[] counts = NONE;
    private int countCount;
    private long[] indexes = NO_LONGS;
    private int size;
    private long intTotal;

    /**
     * @param name which side it is, for messages
     */
    BucketSide(String name) {
        this.name = name;
    }

    /** Forgets all. */
    void clear() {
        spansEnd = 0;
        deltaCount = 0;
        countCount = 0;
        size = 0;
        intTotal = 0;
    }

    /** Whether the message says anything of this side. */
    boolean isEmpty() {
        return spansEnd == 0 && deltaCount == 0 && countCount == 0;
    }

    /** Reads a {@code BucketSpan}. */
    void readSpan(ProtobufReader reader) throws ProtobufException {
        long offset = 0;
        long length = 0;
        int end = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == OFFSET) {
                offset = (int) reader.zigzag();
            } else if (tag == SPAN_LENGTH) {
                length = reader.varint() & 0xffff_ffffL;
            } else {
                reader.skip(tag);
            }
        }
        reader.leave(end);
        if (spansEnd < 2 * MOST) {
            if (spansEnd == spans.length) {
                spans = Arrays.copyOf(spans, Math.max(8, 2 * spansEnd));
            }
            spans[spansEnd] = offset;
            spans[spansEnd + 1] = length;
        }
        spansEnd += 2;
    }

    /** Reads what each bucket has more than the one before it, packed or one by one. */
    void readDeltas(ProtobufReader reader, int tag) throws ProtobufException {
        if ((tag & 7) == LENGTH) {
            int end = reader.enter();
            while (!reader.atEnd()) {
                addDelta(reader.zigzag());
            }
            reader.leave(end);
        } else {
            addDelta(reader.zigzag());
        }
    }

    private void addDelta(long delta) {
        if (deltaCount < MOST) {
            if (deltaCount == deltas.length) {
                deltas = Arrays.copyOf(deltas, Math.max(16, 2 * deltaCount));
            }
            deltas[deltaCount] = delta;
        }
        deltaCount++;
    }

    /** Reads what each bucket has, packed or one by one. */
    void readCounts(ProtobufReader reader, int tag) throws ProtobufException {
        if ((tag & 7) == FIXED64) {
            addCount(reader.fixed64AsDouble());
        } else {
            int end = reader.enter();
            while (!reader.atEnd()) {
                addCount(reader.fixed64AsDouble());
            }
            reader.leave(end);
        }
    }

    private void addCount(double count) {
        if (countCount < MOST) {
            if (countCount == counts.length) {
                counts = Arrays.copyOf(counts, Math.max(16, 2 * countCount));
            }
            counts[countCount] = count;
        }
        countCount++;
    }

    /**
     * Gives each bucket its index and its own count, and checks them as Prometheus does ({@code model/histogram/generic.go}).
     *
     * @param floats whether the counts count; else the deltas do
     */
    void resolve(boolean floats) throws InvalidSeriesException {
        size = floats ? countCount : deltaCount;
        if (size > MOST || spansEnd > 2 * MOST) {
            throw fault("more than " + MOST + " buckets or spans");
        }
        place();
        if (floats) {
            for (int i = 0; i < size; i++) {
                if (!(counts[i] >= 0)) {
                    throw fault("a bucket with " + counts[i] + " observations");
                }
            }
        } else {
            sumUp();
        }
    }

    private void place() throws InvalidSeriesException {
        long spanned = 0;
        for (int i = 0; i < spansEnd; i += 2) {
            if (i > 0 && spans[i] < 0) {
                throw fault("a span with the offset " + spans[i]);
            }
            spanned += spans[i + 1];
        }
        if (spanned != size) {
            throw fault("spans of " + spanned + " buckets and counts of " + size);
        }
        if (indexes.length < size) {
            indexes = new long[Math.max(16, 2 * size)];
        }
        long index = 0;
        int at = 0;
        for (int i = 0; i < spansEnd; i += 2) {
            index += spans[i];
            for (long left = spans[i + 1]; left > 0; left--) {
                indexes[at++] = index++;
            }
        }
    }

    private void sumUp() throws InvalidSeriesException {
        if (counts.length < size) {
            counts = new double[deltas.length];
        }
        long count = 0;
        try {
            for (int i = 0; i < size; i++) {
                count = Math.addExact(count, deltas[i]);
                if (count < 0) {
                    throw fault("a bucket with " + count + " observations");
                }
                counts[i] = count;
                intTotal = Math.addExact(intTotal, count);
            }
        } catch (ArithmeticException overflow) {
            throw fault("more than 2^63 observations");
        }
    }

    private InvalidSeriesException fault(String what) {
        return new InvalidSeriesException("its " + name + " side has " + what);
    }

    /** How many buckets there are. */
    int size() {
        return size;
    }

    /** The index of a bucket in its schema. */
    long index(int bucket) {
        return indexes[bucket];
    }

    /** How many observations are in a bucket. */
    double count(int bucket) {
        return counts[bucket];
    }

    /** How many observations are in all buckets, where they came as integers. */
    long intTotal() {
        return intTotal;
    }
}
