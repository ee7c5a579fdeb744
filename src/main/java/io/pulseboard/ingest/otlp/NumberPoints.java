package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.SeriesKey;

/** Reads {@code NumberDataPoint}, of gauges and sums. */
final class NumberPoints extends Points {
    private static final int START = (2 << 3) | FIXED64;
    private static final int TIME = (3 << 3) | FIXED64;
    private static final int AS_DOUBLE = (4 << 3) | FIXED64;
    private static final int EXEMPLARS = (5 << 3) | LENGTH;
    private static final int AS_INT = (6 << 3) | FIXED64;
    private static final int ATTRIBUTES = (7 << 3) | LENGTH;
    private static final int FLAGS = (8 << 3) | VARINT;

    private double value;
    private boolean valued;

    NumberPoints(Catalog catalog) {
        super(catalog, ATTRIBUTES);
    }

    @Override
    void clear() {
        valued = false;
    }

    @Override
    void field(int tag, ProtobufReader reader) throws ProtobufException {
        switch (tag) {
            case START -> startNanos = reader.fixed64();
            case TIME -> timeNanos = reader.fixed64();
            case AS_DOUBLE -> {
                value = reader.fixed64AsDouble();
                valued = true;
            }
            case AS_INT -> {
                value = reader.fixed64();
                valued = true;
            }
            case FLAGS -> flags = (int) reader.varint();
            case EXEMPLARS -> exemplar(reader);
            default -> reader.skip(tag);
        }
    }

    @Override
    void add(Family family, SeriesKey series, OtlpBatch batch, long millis) throws InvalidPointException {
        if (!valued) {
            throw new InvalidPointException("a point of '" + family.name() + "' has no value");
        }
        if (family.delta() && !(value >= 0)) {
            throw new InvalidPointException(
                    "a point of '" + family.name() + "' is " + value + ", and what is monotonic cannot fall");
        }
        add(family, series, batch, millis, value, null);
    }
}
