package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All of a {@code Metric} but its points. Fields may come in any order, so this is found out before the first point is read. Reused;
 * not for use by several threads.
 */
final class MetricHead {
    private static final int NAME = (1 << 3) | LENGTH;
    private static final int DESCRIPTION = (2 << 3) | LENGTH;
    private static final int UNIT = (3 << 3) | LENGTH;
    private static final int METADATA = (12 << 3) | LENGTH;

    /** The same in gauges, sums, histograms of both kinds and summaries. */
    static final int DATA_POINTS = (1 << 3) | LENGTH;

    private static final int TEMPORALITY = (2 << 3) | VARINT;
    private static final int MONOTONIC = (3 << 3) | VARINT;
    private static final String PROMETHEUS_TYPE = "prometheus.type";

    private static final PointKind[] KINDS = PointKind.values();

    private final ProtobufReader dataReader = new ProtobufReader();
    private final Span name = new Span();
    private final Span description = new Span();
    private final Span unit = new Span();
    private final Span data = new Span();
    private final KeyBytes metadata = new KeyBytes();
    private @Nullable PointKind kind;
    private int temporality;
    private boolean monotonic;

    /** Reads a {@code Metric}, up to the end of the message at hand. */
    void read(ProtobufReader reader) throws ProtobufException {
        name.clear();
        description.clear();
        unit.clear();
        metadata.begin(0);
        kind = null;
        int at = reader.position();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            switch (tag) {
                case NAME -> name.take(reader);
                case DESCRIPTION -> description.take(reader);
                case UNIT -> unit.take(reader);
                case METADATA -> {
                    reader.skip(tag);
                    metadata.append(reader.bytes(), at, reader.position());
                }
                default -> takeOther(reader, tag);
            }
            at = reader.position();
        }
        readData(reader.bytes());
    }

    private void takeOther(ProtobufReader reader, int tag) throws ProtobufException {
        for (PointKind candidate : KINDS) {
            if (candidate.tag() == tag) {
                kind = candidate;
                data.take(reader);
                return;
            }
        }
        reader.skip(tag);
    }

    private void readData(byte[] bytes) throws ProtobufException {
        temporality = 0;
        monotonic = false;
        if (kind == null || !kind.hasTemporality()) {
            return;
        }
        data.open(bytes, dataReader);
        for (int tag = dataReader.tag(); tag != 0; tag = dataReader.tag()) {
            switch (tag) {
                case TEMPORALITY -> temporality = (int) dataReader.varint();
                case MONOTONIC -> monotonic = dataReader.varint() != 0;
                default -> dataReader.skip(tag);
            }
        }
        monotonic &= kind == PointKind.SUM;
    }

    /** What its points are, null if there is none of the kinds that we know. */
    @Nullable PointKind kind() {
        return kind;
    }

    /** Where its points are. */
    Span data() {
        return data;
    }

    /** Adds all that defines the metric. */
    void addTo(KeyBytes key, byte[] bytes) {
        int kindTag = kind == null ? 0 : kind.tag();
        key.number(((long) temporality << Integer.SIZE) | (kindTag << 1) | (monotonic ? 1 : 0));
        key.number(((long) name.length() << Integer.SIZE) | unit.length());
        key.append(bytes, name.from(), name.to()).append(bytes, unit.from(), unit.to());
        key.number(description.length()).append(bytes, description.from(), description.to());
        key.append(metadata.bytes(), 0, metadata.length());
    }

    /** All that defines the metric, decoded. */
    Family.Definition definition(byte[] bytes, ProtobufReader reader) throws ProtobufException {
        if (kind == null) {
            throw new IllegalStateException("a metric without points has no definition");
        }
        return new Family.Definition(
                name.text(bytes),
                description.text(bytes),
                unit.text(bytes),
                kind,
                temporality,
                monotonic,
                prometheusType(reader));
    }

    private String prometheusType(ProtobufReader reader) throws ProtobufException {
        reader.read(metadata.bytes(), Long.BYTES, metadata.length() - Long.BYTES);
        try {
            Map<String, String> read = new TreeMap<>();
            for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
                AttributeReader.read(reader, read);
            }
            return read.getOrDefault(PROMETHEUS_TYPE, "");
        } catch (InvalidPointException unreadable) {
            // It says nothing of the points, which are no worse for it.
            return "";
        }
    }
}
