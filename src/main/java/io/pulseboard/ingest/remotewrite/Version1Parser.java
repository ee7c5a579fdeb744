package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;
import static io.pulseboard.ingest.ProtobufReader.tag;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.ByteKeyCache;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.MetricMetadata;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads {@code prometheus.WriteRequest} (Remote-Write 1.0, "Protocol"; Prometheus's {@code prompb/remote.proto} and {@code
 * types.proto} for what that reserves). A series is known again by the bytes of its labels. Not for use by several threads at once.
 */
final class Version1Parser {
    private static final int REQUEST_TIMESERIES = tag(1, LENGTH);
    private static final int REQUEST_METADATA = tag(3, LENGTH);
    private static final int SERIES_LABELS = tag(1, LENGTH);
    private static final int SERIES_SAMPLES = tag(2, LENGTH);
    private static final int SERIES_EXEMPLARS = tag(3, LENGTH);
    private static final int SERIES_HISTOGRAMS = tag(4, LENGTH);
    private static final int LABEL_NAME = tag(1, LENGTH);
    private static final int LABEL_VALUE = tag(2, LENGTH);
    private static final int EXEMPLAR_LABELS = tag(1, LENGTH);
    private static final int METADATA_TYPE = tag(1, VARINT);
    private static final int METADATA_FAMILY = tag(2, LENGTH);
    private static final int METADATA_HELP = tag(4, LENGTH);
    private static final int METADATA_UNIT = tag(5, LENGTH);

    private final FamilyMetadata families;
    private final ByteKeyCache<CachedSeries> cache;
    private final ProtobufReader reader = new ProtobufReader();
    private final ProtobufReader labelReader = new ProtobufReader();
    private final Points points = new Points();
    private final SeriesLabels labels = new SeriesLabels();
    /** The labels of a series where they do not follow one another in the message. */
    private byte[] gathered = new byte[256];

    private int gatheredEnd;
    private long familiesVersion;

    /**
     * @param families what is said about families, which other parsers may hear too
     * @param mostSeries how many series are known again
     */
    Version1Parser(FamilyMetadata families, int mostSeries) {
        this.families = families;
        this.cache = CachedSeries.cache(mostSeries);
    }

    /**
     * Reads a message.
     *
     * @param bytes holds the message at its beginning
     * @param batch gets what is in it
     * @throws ProtobufException if it is none; what the batch holds by then must not be used
     * @throws MalformedWriteException if it has too many samples
     */
    void parse(byte[] bytes, int length, WriteBatch batch) throws ProtobufException, MalformedWriteException {
        points.begin();
        readMetadata(bytes, length);
        familiesVersion = families.version();
        reader.read(bytes, 0, length);
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == REQUEST_TIMESERIES) {
                int end = reader.enter();
                readSeries(batch);
                reader.leave(end);
            } else {
                reader.skip(tag);
            }
        }
    }

    private void readSeries(WriteBatch batch) throws ProtobufException, MalformedWriteException {
        points.clear();
        byte[] bytes = reader.bytes();
        int from = reader.position();
        int to = from;
        boolean apart = false;
        int start = from;
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == SERIES_LABELS) {
                reader.skip(tag);
                apart |= start != to;
                to = reader.position();
            } else if (tag == SERIES_SAMPLES) {
                points.readSample(reader);
            } else if (tag == SERIES_HISTOGRAMS) {
                points.passHistogram(reader);
            } else if (tag == SERIES_EXEMPLARS) {
                readExemplar();
            } else {
                reader.skip(tag);
            }
            start = reader.position();
        }
        if (apart) {
            gather(bytes, from, start);
            emit(gathered, 0, gatheredEnd, batch);
        } else {
            emit(bytes, from, to, batch);
        }
    }

    /** Puts the labels of a series side by side. */
    private void gather(byte[] bytes, int from, int to) throws ProtobufException {
        gatheredEnd = 0;
        labelReader.read(bytes, from, to - from);
        int start = from;
        for (int tag = labelReader.tag(); tag != 0; tag = labelReader.tag()) {
            labelReader.skip(tag);
            int length = labelReader.position() - start;
            if (tag == SERIES_LABELS) {
                if (gathered.length < gatheredEnd + length) {
                    gathered = Arrays.copyOf(gathered, Math.max(2 * gathered.length, gatheredEnd + length));
                }
                System.arraycopy(bytes, start, gathered, gatheredEnd, length);
                gatheredEnd += length;
            }
            start += length;
        }
    }

    /** Hands out the points at hand, of the series with these labels. */
    private void emit(byte[] bytes, int from, int to, WriteBatch batch) throws ProtobufException {
        CachedSeries series = cache.get(bytes, from, to);
        if (series == null) {
            try {
                series = decode(bytes, from, to);
            } catch (InvalidSeriesException invalid) {
                points.refuse(invalid.reason(), batch);
                return;
            }
        }
        series.describe(families, familiesVersion);
        points.emit(series, reader.bytes(), batch);
    }

    private CachedSeries decode(byte[] bytes, int from, int to) throws ProtobufException, InvalidSeriesException {
        labels.clear();
        labelReader.read(bytes, from, to - from);
        for (int tag = labelReader.tag(); tag != 0; tag = labelReader.tag()) {
            int end = labelReader.enter();
            readLabel();
            labelReader.leave(end);
        }
        CachedSeries series = new CachedSeries(labels.toKey());
        if (to - from <= CachedSeries.LONGEST_KEY) {
            cache.put(bytes, from, to, series);
        }
        return series;
    }

    private void readLabel() throws ProtobufException, InvalidSeriesException {
        String name = "";
        String value = "";
        for (int tag = labelReader.tag(); tag != 0; tag = labelReader.tag()) {
            if (tag == LABEL_NAME) {
                name = text("the name of a label");
            } else if (tag == LABEL_VALUE) {
                value = text("the value of label '" + Excerpt.of(name) + "'");
            } else {
                labelReader.skip(tag);
            }
        }
        labels.add(name, value);
    }

    private String text(String what) throws ProtobufException, InvalidSeriesException {
        int length = labelReader.length();
        int from = labelReader.position();
        labelReader.skipBytes(length);
        try {
            return ProtobufReader.utf8(labelReader.bytes(), from, from + length);
        } catch (ProtobufException notText) {
            throw new InvalidSeriesException("series " + labels + " is not UTF-8 in " + what);
        }
    }

    /** Goes through an exemplar, which has nothing that could be wrong but its bytes. */
    private void readExemplar() throws ProtobufException {
        points.addExemplar();
        int end = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == EXEMPLAR_LABELS) {
                int labelEnd = reader.enter();
                for (int part = reader.tag(); part != 0; part = reader.tag()) {
                    reader.skip(part);
                }
                reader.leave(labelEnd);
            } else {
                reader.skip(tag);
            }
        }
        reader.leave(end);
    }

    /** What is said of families comes behind the samples, and is needed before them. */
    private void readMetadata(byte[] bytes, int length) throws ProtobufException {
        reader.read(bytes, 0, length);
        Map<String, MetricMetadata> said = new HashMap<>(0);
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == REQUEST_METADATA) {
                int end = reader.enter();
                readFamily(said);
                reader.leave(end);
            } else {
                reader.skip(tag);
            }
        }
        if (!said.isEmpty()) {
            families.remember(said);
        }
    }

    private void readFamily(Map<String, MetricMetadata> said) throws ProtobufException {
        long type = 0;
        String family = "";
        String help = "";
        String unit = "";
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == METADATA_TYPE) {
                type = reader.varint();
            } else if (tag == METADATA_FAMILY) {
                family = reader.utf8();
            } else if (tag == METADATA_HELP) {
                help = reader.utf8();
            } else if (tag == METADATA_UNIT) {
                unit = reader.utf8();
            } else {
                reader.skip(tag);
            }
        }
        if (!family.isEmpty()) {
            families.choose(said, family, new MetricMetadata(CachedSeries.type(type), unit, help));
        }
    }
}
