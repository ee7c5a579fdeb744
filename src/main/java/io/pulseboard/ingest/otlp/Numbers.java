package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import java.util.Arrays;

/** The numbers of a repeated field, packed or not (protobuf.dev, "Encoding", "Repeated Elements"). Reused; not for use by several threads. */
final class Numbers {
    private final int most;
    private double[] values = new double[32];
    private int size;

    /**
     * @param most how many there may be
     */
    Numbers(int most) {
        this.most = most;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    double get(int index) {
        return values[index];
    }

    /** A copy of the numbers. */
    double[] toArray() {
        return Arrays.copyOf(values, size);
    }

    void add(double value) throws InvalidPointException {
        if (size == most) {
            throw new InvalidPointException("a point has more than " + most + " buckets or quantiles");
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.min(most, 2 * size));
        }
        values[size++] = value;
    }

    /** Reads {@code repeated double}. */
    void doubles(int tag, ProtobufReader reader) throws ProtobufException, InvalidPointException {
        int outer = enter(tag, FIXED64, reader);
        do {
            if (outer >= 0 && reader.atEnd()) {
                break;
            }
            add(reader.fixed64AsDouble());
        } while (outer >= 0);
        leave(outer, reader);
    }

    /** Reads {@code repeated fixed64}. */
    void fixed64s(int tag, ProtobufReader reader) throws ProtobufException, InvalidPointException {
        int outer = enter(tag, FIXED64, reader);
        do {
            if (outer >= 0 && reader.atEnd()) {
                break;
            }
            add(Points.unsigned(reader.fixed64()));
        } while (outer >= 0);
        leave(outer, reader);
    }

    /** Reads {@code repeated uint64}. */
    void varints(int tag, ProtobufReader reader) throws ProtobufException, InvalidPointException {
        int outer = enter(tag, VARINT, reader);
        do {
            if (outer >= 0 && reader.atEnd()) {
                break;
            }
            add(Points.unsigned(reader.varint()));
        } while (outer >= 0);
        leave(outer, reader);
    }

    /** Goes into a packed field. Returns -1 if the field is a single number. */
    private static int enter(int tag, int single, ProtobufReader reader) throws ProtobufException {
        return (tag & 7) == single ? -1 : reader.enter();
    }

    private static void leave(int outer, ProtobufReader reader) {
        if (outer >= 0) {
            reader.leave(outer);
        }
    }

    /** Whether the tag is that of this field, as packed numbers or as one of them. */
    static boolean isField(int tag, int field, int single) {
        return tag >>> 3 == field && ((tag & 7) == LENGTH || (tag & 7) == single);
    }
}
