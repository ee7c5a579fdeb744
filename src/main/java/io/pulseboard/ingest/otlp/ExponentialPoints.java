package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;

/** Reads {@code ExponentialHistogramDataPoint}. */
final class ExponentialPoints extends Points {
    /** How many buckets of one sign a point may have; SDKs have 160 unless told otherwise. */
    static final int MOST_BUCKETS = 4_096;

    private static final int MOST_SCALE = 32;

    private static final int ATTRIBUTES = (1 << 3) | LENGTH;
    private static final int START = (2 << 3) | FIXED64;
    private static final int TIME = (3 << 3) | FIXED64;
    private static final int COUNT = (4 << 3) | FIXED64;
    private static final int SUM = (5 << 3) | FIXED64;
    private static final int SCALE = (6 << 3) | VARINT;
    private static final int ZERO_COUNT = (7 << 3) | FIXED64;
    private static final int POSITIVE = (8 << 3) | LENGTH;
    private static final int NEGATIVE = (9 << 3) | LENGTH;
    private static final int FLAGS = (10 << 3) | VARINT;
    private static final int EXEMPLARS = (11 << 3) | LENGTH;
    private static final int ZERO_THRESHOLD = (14 << 3) | FIXED64;

    private static final int OFFSET = (1 << 3) | VARINT;
    private static final int BUCKET_COUNTS = 2;

    private final Numbers positive = new Numbers(MOST_BUCKETS);
    private final Numbers negative = new Numbers(MOST_BUCKETS);
    private long positiveOffset;
    private long negativeOffset;
    private double count;
    private double sum;
    private double zeroCount;
    private double zeroThreshold;
    private long scale;

    ExponentialPoints(Catalog catalog) {
        super(catalog, ATTRIBUTES);
    }

    @Override
    void clear() {
        positive.clear();
        negative.clear();
        positiveOffset = 0;
        negativeOffset = 0;
        count = 0;
        sum = Double.NaN;
        zeroCount = 0;
        zeroThreshold = 0;
        scale = 0;
    }

    @Override
    void field(int tag, ProtobufReader reader) throws ProtobufException, InvalidPointException {
        switch (tag) {
            case START -> startNanos = reader.fixed64();
            case TIME -> timeNanos = reader.fixed64();
            case COUNT -> count = unsigned(reader.fixed64());
            case SUM -> sum = reader.fixed64AsDouble();
            case SCALE -> scale = reader.zigzag();
            case ZERO_COUNT -> zeroCount = unsigned(reader.fixed64());
            case POSITIVE -> positiveOffset = buckets(positive, reader);
            case NEGATIVE -> negativeOffset = buckets(negative, reader);
            case FLAGS -> flags = (int) reader.varint();
            case EXEMPLARS -> exemplar(reader);
            case ZERO_THRESHOLD -> zeroThreshold = reader.fixed64AsDouble();
            default -> reader.skip(tag);
        }
    }

    /** Reads {@code Buckets}; returns the index of the first. */
    private static long buckets(Numbers counts, ProtobufReader reader) throws ProtobufException, InvalidPointException {
        long offset = 0;
        int outer = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == OFFSET) {
                offset = (int) reader.zigzag();
            } else if (Numbers.isField(tag, BUCKET_COUNTS, VARINT)) {
                counts.varints(tag, reader);
            } else {
                reader.skip(tag);
            }
        }
        reader.leave(outer);
        return offset;
    }

    @Override
    void add(Family family, SeriesKey series, OtlpBatch batch, long millis) throws InvalidPointException {
        if (scale < -MOST_SCALE || scale > MOST_SCALE) {
            throw new InvalidPointException("a point of '" + family.name() + "' has the scale " + scale
                    + ", taken are those from -" + MOST_SCALE + " to " + MOST_SCALE);
        }
        if (!(zeroThreshold >= 0) || zeroThreshold == Double.POSITIVE_INFINITY) {
            throw new InvalidPointException(
                    "a point of '" + family.name() + "' has the zero threshold " + zeroThreshold);
        }
        ExponentialBuckets buckets = ExponentialBuckets.of(
                (int) scale,
                zeroThreshold,
                zeroCount,
                positiveOffset,
                positive.toArray(),
                negativeOffset,
                negative.toArray(),
                count,
                sum);
        if (family.delta()) {
            Sample unfinished = new Sample(series, family.metadata(), Double.NaN, null, millis);
            batch.addDelta(unfinished, startNanos, timeNanos, buckets);
        } else {
            batch.add(Sample.of(series, family.metadata(), buckets.toHistogram(), millis));
        }
    }
}
