package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.VARINT;
import static io.pulseboard.ingest.ProtobufReader.tag;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SpecialValues;
import java.util.Arrays;

/**
 * The samples of one series of a request, until it is known which series that is: its labels and metadata may come behind them.
 * Confined to one parser.
 */
final class Points {
    /** How many samples one request may have; a Prometheus sends some thousands. */
    static final int MOST_SAMPLES = 500_000;

    private static final int VALUE = tag(1, FIXED64);
    private static final int TIMESTAMP = tag(2, VARINT);

    private final NativeHistogram histogram = new NativeHistogram();
    private final ProtobufReader histogramReader = new ProtobufReader();
    private double[] values = new double[8];
    private long[] timestamps = new long[8];
    private int samples;
    /** Where histograms begin and how long they are, in turn. */
    private int[] histograms = new int[8];

    private int histogramsEnd;
    private int exemplars;
    private int inRequest;

    /** Begins another request. */
    void begin() {
        inRequest = 0;
    }

    private void count() throws MalformedWriteException {
        if (++inRequest > MOST_SAMPLES) {
            throw new MalformedWriteException(
                    413, "too_large", "the request has more than " + MOST_SAMPLES + " samples; nothing was written");
        }
    }

    /** Begins another series. */
    void clear() {
        samples = 0;
        histogramsEnd = 0;
        exemplars = 0;
    }

    int samples() {
        return samples;
    }

    int histograms() {
        return histogramsEnd / 2;
    }

    int exemplars() {
        return exemplars;
    }

    /** Counts an exemplar. */
    void addExemplar() {
        exemplars++;
    }

    /** Reads a {@code Sample}; what else it says, as since when its counter counts, is passed over. */
    void readSample(ProtobufReader reader) throws ProtobufException, MalformedWriteException {
        count();
        if (samples == values.length) {
            values = Arrays.copyOf(values, 2 * samples);
            timestamps = Arrays.copyOf(timestamps, 2 * samples);
        }
        double value = 0;
        long timestamp = 0;
        int end = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == VALUE) {
                value = reader.fixed64AsDouble();
            } else if (tag == TIMESTAMP) {
                timestamp = reader.varint();
            } else {
                reader.skip(tag);
            }
        }
        reader.leave(end);
        values[samples] = value;
        timestamps[samples++] = timestamp;
    }

    /** Goes past a {@code Histogram}, which {@link #emit} comes back to. */
    void passHistogram(ProtobufReader reader) throws ProtobufException, MalformedWriteException {
        count();
        if (histogramsEnd == histograms.length) {
            histograms = Arrays.copyOf(histograms, 2 * histogramsEnd);
        }
        int length = reader.length();
        histograms[histogramsEnd++] = reader.position();
        histograms[histogramsEnd++] = length;
        reader.skipBytes(length);
    }

    /** Adds all to the batch, as samples of this series. */
    void emit(CachedSeries series, byte[] message, WriteBatch batch) throws ProtobufException {
        int from = batch.samples().size();
        for (int i = 0; i < samples; i++) {
            batch.add(Sample.of(series.key(), series.number(), meant(values[i]), timestamps[i]));
        }
        for (int i = 0; i < histogramsEnd; i += 2) {
            histogramReader.read(message, histograms[i], histograms[i + 1]);
            histogram.read(histogramReader);
            try {
                batch.addHistogram(histogram.toSample(series));
            } catch (InvalidSeriesException invalid) {
                batch.refuse(invalid.reason(), 0, 1, 0);
            }
        }
        batch.addExemplars(from, exemplars);
    }

    /** Refuses all. */
    void refuse(String reason, WriteBatch batch) {
        batch.refuse(reason, samples, histograms(), exemplars);
    }

    /** No bits that a sender chooses but the staleness marker's may mean anything. */
    private static double meant(double value) {
        return !Double.isNaN(value) || SpecialValues.isStale(value) ? value : Double.NaN;
    }
}
