package io.pulseboard.ingest.otlp;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data points of one kind. Reused for one point after the other; not for use by several threads.
 *
 * <p>What all kinds have in common is here: times, flags, and the bytes of attributes, by which a series is known again.
 */
abstract class Points {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int NO_RECORDED_VALUE = 1;

    private final Catalog catalog;
    private final int attributeTag;
    private final KeyBytes key = new KeyBytes();
    private int runFrom;
    private int runTo;

    long startNanos;
    long timeNanos;
    int flags;

    /**
     * @param attributeTag the tag of attributes in points of this kind
     */
    Points(Catalog catalog, int attributeTag) {
        this.catalog = catalog;
        this.attributeTag = attributeTag;
    }

    /** Forgets the point before. */
    abstract void clear();

    /**
     * Reads a field that only points of this kind have, or goes past it.
     */
    abstract void field(int tag, ProtobufReader reader) throws ProtobufException, InvalidPointException;

    /** Adds the point that was read; not called for one without a recorded value. */
    abstract void add(Family family, SeriesKey series, OtlpBatch batch, long millis) throws InvalidPointException;

    /**
     * Reads a point, up to the end of the message at hand.
     *
     * @param nowMillis the time of a point that has none
     * @return the time of the point, milliseconds since the Unix epoch
     */
    final long read(ProtobufReader reader, Family family, OtlpBatch batch, long nowMillis)
            throws ProtobufException, InvalidPointException {
        startNanos = 0;
        timeNanos = 0;
        flags = 0;
        key.begin(family.id());
        runFrom = 0;
        runTo = 0;
        clear();
        int at = reader.position();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == attributeTag) {
                reader.skip(tag);
                attribute(reader, at);
            } else {
                field(tag, reader);
            }
            at = reader.position();
        }
        key.append(reader.bytes(), runFrom, runTo);
        SeriesKey series = catalog.series(family, key, attributeTag);
        long millis = timeNanos == 0 ? nowMillis : Long.divideUnsigned(timeNanos, NANOS_PER_MILLI);
        if ((flags & NO_RECORDED_VALUE) != 0) {
            batch.add(Sample.stale(series, family.metadata(), millis));
        } else {
            add(family, series, batch, millis);
        }
        return millis;
    }

    /** Attributes mostly stand one behind the other, and are copied at once then. */
    private void attribute(ProtobufReader reader, int from) {
        if (from != runTo) {
            key.append(reader.bytes(), runFrom, runTo);
            runFrom = from;
        }
        runTo = reader.position();
    }

    /** Adds a sample with this value, as a delta if it is one. */
    final void add(
            Family family,
            SeriesKey series,
            OtlpBatch batch,
            long millis,
            double value,
            @Nullable CompoundValue compound) {
        Sample sample = new Sample(series, family.metadata(), value, compound, millis);
        if (family.delta()) {
            batch.addDelta(sample, startNanos, timeNanos, null);
        } else {
            batch.add(sample);
        }
    }

    /** An unsigned number. */
    static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    /** Goes past an exemplar, which has to be one. */
    static void exemplar(ProtobufReader reader) throws ProtobufException {
        int outer = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            reader.skip(tag);
        }
        reader.leave(outer);
    }
}
