package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;
import static io.pulseboard.ingest.ProtobufReader.tag;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.ByteKeyCache;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;

/**
 * Reads {@code io.prometheus.write.v2.Request} (Remote-Write 2.0, "Protobuf Message"). Each request has a table of symbols of its
 * own; a series is known again by which texts it refers to, in their order. Not for use by several threads at once.
 */
final class Version2Parser {
    private static final int REQUEST_TIMESERIES = tag(5, LENGTH);
    private static final int SERIES_LABEL_REFERENCES = tag(1, LENGTH);
    private static final int SERIES_LABEL_REFERENCE = tag(1, VARINT);
    private static final int SERIES_SAMPLES = tag(2, LENGTH);
    private static final int SERIES_HISTOGRAMS = tag(3, LENGTH);
    private static final int SERIES_EXEMPLARS = tag(4, LENGTH);
    private static final int SERIES_METADATA = tag(5, LENGTH);
    private static final int METADATA_TYPE = tag(1, VARINT);
    private static final int METADATA_HELP = tag(3, VARINT);
    private static final int METADATA_UNIT = tag(4, VARINT);

    private final FamilyMetadata families;
    private final ByteKeyCache<CachedSeries> cache;
    private final SymbolTable symbols;
    private final ProtobufReader reader = new ProtobufReader();
    private final Points points = new Points();
    private final SeriesLabels labels = new SeriesLabels();
    private final References references = new References();
    private final References exemplarReferences = new References();
    private int refusedExemplars;
    private long type;
    private long help;
    private long unit;
    private long familiesVersion;

    /**
     * @param families what is known of families from elsewhere, for series of which a request says nothing
     * @param mostSeries how many series are known again
     */
    Version2Parser(FamilyMetadata families, int mostSeries) {
        this.families = families;
        this.cache = CachedSeries.cache(mostSeries);
        this.symbols = new SymbolTable(mostSeries);
    }

    /**
     * Reads a message.
     *
     * @param bytes holds the message at its beginning
     * @param batch gets what is in it
     * @throws ProtobufException if it is none; what the batch holds by then must not be used
     * @throws MalformedWriteException if it has no table of symbols, or one that does not begin with the empty text, or too
     *     many samples
     */
    void parse(byte[] bytes, int length, WriteBatch batch) throws ProtobufException, MalformedWriteException {
        points.begin();
        symbols.read(bytes, length);
        try {
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
        } finally {
            symbols.clear();
        }
    }

    private void readSeries(WriteBatch batch) throws ProtobufException, MalformedWriteException {
        points.clear();
        references.clear();
        refusedExemplars = 0;
        type = 0;
        help = 0;
        unit = 0;
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == SERIES_LABEL_REFERENCES || tag == SERIES_LABEL_REFERENCE) {
                references.read(reader, tag);
            } else if (tag == SERIES_SAMPLES) {
                points.readSample(reader);
            } else if (tag == SERIES_HISTOGRAMS) {
                points.passHistogram(reader);
            } else if (tag == SERIES_EXEMPLARS) {
                readExemplar();
            } else if (tag == SERIES_METADATA) {
                readMetadata();
            } else {
                // Since when a counter counts is passed over, be it here, as older senders have it, or in a sample.
                reader.skip(tag);
            }
        }
        try {
            CachedSeries series = series();
            if (points.samples() > 0 && points.histograms() > 0) {
                throw new InvalidSeriesException(
                        "series " + Excerpt.of(series.key().toString()) + " has " + points.samples() + " samples and "
                                + points.histograms() + " histograms in one TimeSeries");
            }
            describe(series);
            points.emit(series, reader.bytes(), batch);
            if (refusedExemplars > 0) {
                batch.refuse(
                        "series " + Excerpt.of(series.key().toString())
                                + " has an exemplar with an odd number"
                                + " of references, or with one that is not in the table of symbols",
                        0,
                        0,
                        refusedExemplars);
            }
        } catch (InvalidSeriesException invalid) {
            points.refuse(invalid.reason(), batch);
            batch.addRefusedExemplars(refusedExemplars);
        }
    }

    private CachedSeries series() throws InvalidSeriesException {
        int length = references.resolve(symbols);
        if (length >= 0) {
            CachedSeries known = cache.get(references.key(), 0, length);
            if (known != null) {
                return known;
            }
        }
        references.addTo(labels, symbols);
        CachedSeries series = new CachedSeries(labels.toKey());
        if (length >= 0) {
            cache.put(references.key(), 0, length, series);
        }
        return series;
    }

    private void describe(CachedSeries series) throws InvalidSeriesException {
        Symbol helpText = symbols.get(help);
        Symbol unitText = symbols.get(unit);
        if (helpText == null || unitText == null) {
            throw new InvalidSeriesException("series " + Excerpt.of(series.key().toString())
                    + " has metadata that refers to " + Long.toUnsignedString(helpText == null ? help : unit)
                    + ", and the table has " + symbols.size() + " symbols");
        }
        if (type == 0 && helpText.isEmpty() && unitText.isEmpty()) {
            series.describe(families, familiesVersion);
        } else {
            series.describe(type, helpText, unitText);
        }
    }

    private void readExemplar() throws ProtobufException {
        exemplarReferences.clear();
        int end = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == SERIES_LABEL_REFERENCES || tag == SERIES_LABEL_REFERENCE) {
                exemplarReferences.read(reader, tag);
            } else {
                reader.skip(tag);
            }
        }
        reader.leave(end);
        if (exemplarReferences.areValid(symbols)) {
            points.addExemplar();
        } else {
            refusedExemplars++;
        }
    }

    private void readMetadata() throws ProtobufException {
        int end = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == METADATA_TYPE) {
                type = reader.varint();
            } else if (tag == METADATA_HELP) {
                help = reader.varint();
            } else if (tag == METADATA_UNIT) {
                unit = reader.varint();
            } else {
                reader.skip(tag);
            }
        }
        reader.leave(end);
    }
}
