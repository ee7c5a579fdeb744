package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;
import static io.pulseboard.ingest.ProtobufReader.tag;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SpecialValues;
import java.util.Arrays;

/**
 * A native histogram as both versions write it (message {@code Histogram} of Prometheus's {@code prompb/types.proto}), checked as
 * Prometheus checks it and turned into one with fixed buckets by {@link ClassicBuckets}. Reused; confined to one parser.
 */
final class NativeHistogram {
    /** The schema whose bounds are listed. */
    private static final int CUSTOM = -53;

    private static final int COARSEST = -9;
    private static final int FINEST = 52;
    private static final int HINT_GAUGE = 3;

    private static final int COUNT_INT = tag(1, VARINT);
    private static final int COUNT_FLOAT = tag(2, FIXED64);
    private static final int SUM = tag(3, FIXED64);
    private static final int SCHEMA = tag(4, VARINT);
    private static final int ZERO_THRESHOLD = tag(5, FIXED64);
    private static final int ZERO_COUNT_INT = tag(6, VARINT);
    private static final int ZERO_COUNT_FLOAT = tag(7, FIXED64);
    private static final int NEGATIVE_SPANS = tag(8, LENGTH);
    private static final int NEGATIVE_DELTAS = tag(9, LENGTH);
    private static final int NEGATIVE_DELTA = tag(9, VARINT);
    private static final int NEGATIVE_COUNTS = tag(10, LENGTH);
    private static final int NEGATIVE_COUNT = tag(10, FIXED64);
    private static final int POSITIVE_SPANS = tag(11, LENGTH);
    private static final int POSITIVE_DELTAS = tag(12, LENGTH);
    private static final int POSITIVE_DELTA = tag(12, VARINT);
    private static final int POSITIVE_COUNTS = tag(13, LENGTH);
    private static final int POSITIVE_COUNT = tag(13, FIXED64);
    private static final int RESET_HINT = tag(14, VARINT);
    private static final int TIMESTAMP = tag(15, VARINT);
    private static final int CUSTOM_VALUES = tag(16, LENGTH);
    private static final int CUSTOM_VALUE = tag(16, FIXED64);

    private final BucketSide positive = new BucketSide("positive");
    private final BucketSide negative = new BucketSide("negative");
    private final ClassicBuckets buckets = new ClassicBuckets();
    private boolean floats;
    private long countInt;
    private double countFloat;
    private double sum;
    private int schema;
    private double zeroThreshold;
    private long zeroCountInt;
    private double zeroCountFloat;
    private boolean gauge;
    private long timestamp;
    private double[] customBounds = new double[16];
    private int customCount;

    private void clear() {
        positive.clear();
        negative.clear();
        floats = false;
        countInt = 0;
        countFloat = 0;
        sum = 0;
        schema = 0;
        zeroThreshold = 0;
        zeroCountInt = 0;
        zeroCountFloat = 0;
        gauge = false;
        timestamp = 0;
        customCount = 0;
    }

    /** Reads the message that the reader is at. */
    void read(ProtobufReader reader) throws ProtobufException {
        clear();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (!readNumber(reader, tag) && !readBuckets(reader, tag)) {
                reader.skip(tag);
            }
        }
    }

    private boolean readNumber(ProtobufReader reader, int tag) throws ProtobufException {
        if (tag == COUNT_INT) {
            countInt = reader.varint();
            floats = false;
        } else if (tag == COUNT_FLOAT) {
            countFloat = reader.fixed64AsDouble();
            floats = true;
        } else if (tag == SUM) {
            sum = reader.fixed64AsDouble();
        } else if (tag == SCHEMA) {
            schema = (int) reader.zigzag();
        } else if (tag == ZERO_THRESHOLD) {
            zeroThreshold = reader.fixed64AsDouble();
        } else if (tag == ZERO_COUNT_INT) {
            zeroCountInt = reader.varint();
        } else if (tag == ZERO_COUNT_FLOAT) {
            zeroCountFloat = reader.fixed64AsDouble();
        } else if (tag == RESET_HINT) {
            gauge = reader.varint() == HINT_GAUGE;
        } else if (tag == TIMESTAMP) {
            timestamp = reader.varint();
        } else {
            return false;
        }
        return true;
    }

    private boolean readBuckets(ProtobufReader reader, int tag) throws ProtobufException {
        if (tag == POSITIVE_SPANS) {
            positive.readSpan(reader);
        } else if (tag == POSITIVE_DELTAS || tag == POSITIVE_DELTA) {
            positive.readDeltas(reader, tag);
        } else if (tag == POSITIVE_COUNTS || tag == POSITIVE_COUNT) {
            positive.readCounts(reader, tag);
        } else if (tag == NEGATIVE_SPANS) {
            negative.readSpan(reader);
        } else if (tag == NEGATIVE_DELTAS || tag == NEGATIVE_DELTA) {
            negative.readDeltas(reader, tag);
        } else if (tag == NEGATIVE_COUNTS || tag == NEGATIVE_COUNT) {
            negative.readCounts(reader, tag);
        } else if (tag == CUSTOM_VALUE) {
            addCustomBound(reader.fixed64AsDouble());
        } else if (tag == CUSTOM_VALUES) {
            int end = reader.enter();
            while (!reader.atEnd()) {
                addCustomBound(reader.fixed64AsDouble());
            }
            reader.leave(end);
        } else {
            return false;
        }
        return true;
    }

    private void addCustomBound(double bound) {
        if (customCount < BucketSide.MOST) {
            if (customCount == customBounds.length) {
                customBounds = Arrays.copyOf(customBounds, 2 * customCount);
            }
            customBounds[customCount] = bound;
        }
        customCount++;
    }

    /**
     * The sample that the message is.
     *
     * @throws InvalidSeriesException if Prometheus would not take it
     */
    Sample toSample(CachedSeries series) throws InvalidSeriesException {
        if (SpecialValues.isStale(sum)) {
            return Sample.stale(series.key(), series.number(), timestamp);
        }
        try {
            return Sample.of(series.key(), series.histogram(gauge), toValue(), timestamp);
        } catch (InvalidSeriesException invalid) {
            throw new InvalidSeriesException(
                    "histogram of " + Excerpt.of(series.key().toString()) + ": " + invalid.reason());
        }
    }

    private HistogramValue toValue() throws InvalidSeriesException {
        positive.resolve(floats);
        negative.resolve(floats);
        double total = floats ? floatTotal() : intTotal();
        double zero = floats ? zeroCountFloat : zeroCountInt;
        buckets.clear();
        if (schema == CUSTOM) {
            checkCustom(zero);
            buckets.addCustom(positive, customBounds, customCount);
        } else {
            if (schema < COARSEST || schema > FINEST) {
                throw new InvalidSeriesException(
                        "schema " + schema + " is not " + CUSTOM + " nor from " + COARSEST + " to " + FINEST);
            }
            if (customCount > 0) {
                throw new InvalidSeriesException("schema " + schema + " goes without custom bounds");
            }
            buckets.addExponential(schema, negative, zeroThreshold, zero, positive);
        }
        return buckets.toValue(total, Double.isNaN(sum) ? Double.NaN : sum, gauge);
    }

    private double intTotal() throws InvalidSeriesException {
        long inBuckets;
        try {
            inBuckets = Math.addExact(positive.intTotal(), negative.intTotal());
            inBuckets = Math.addExact(inBuckets, zeroCountInt);
        } catch (ArithmeticException overflow) {
            throw new InvalidSeriesException("more than 2^63 observations");
        }
        if (zeroCountInt < 0 || countInt < 0) {
            throw new InvalidSeriesException("more than 2^63 observations");
        }
        // Observations of NaN are in no bucket.
        if (Double.isNaN(sum) ? inBuckets > countInt : inBuckets != countInt) {
            throw new InvalidSeriesException(
                    inBuckets + " observations are in its buckets, and its count is " + countInt);
        }
        return countInt;
    }

    private double floatTotal() throws InvalidSeriesException {
        if (!(zeroCountFloat >= 0)) {
            throw new InvalidSeriesException("its zero bucket has " + zeroCountFloat + " observations");
        }
        if (!(countFloat >= 0)) {
            throw new InvalidSeriesException("its count is " + countFloat);
        }
        return countFloat;
    }

    private void checkCustom(double zero) throws InvalidSeriesException {
        if (zero != 0 || zeroThreshold != 0 || !negative.isEmpty()) {
            throw new InvalidSeriesException("custom buckets go without a zero bucket and negative buckets");
        }
        if (customCount > BucketSide.MOST) {
            throw new InvalidSeriesException("it has more than " + BucketSide.MOST + " custom bounds");
        }
        for (int i = 0; i < customCount; i++) {
            if (!Double.isFinite(customBounds[i]) || (i > 0 && customBounds[i] <= customBounds[i - 1])) {
                throw new InvalidSeriesException("custom bounds must be finite and ascend, and the one at place " + i
                        + " is " + customBounds[i]);
            }
        }
        for (int i = 0; i < positive.size(); i++) {
            if (positive.index(i) < 0 || positive.index(i) > customCount) {
                throw new InvalidSeriesException("a bucket has the number " + positive.index(i) + ", and there are "
                        + customCount + " custom bounds");
            }
        }
    }
}
