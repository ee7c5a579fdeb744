package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;

/** Reads {@code SummaryDataPoint}. Quantiles may come in any order, and no two are the same. */
final class SummaryPoints extends Points {
    private static final int MOST_QUANTILES = 1_000;

    private static final int START = (2 << 3) | FIXED64;
    private static final int TIME = (3 << 3) | FIXED64;
    private static final int COUNT = (4 << 3) | FIXED64;
    private static final int SUM = (5 << 3) | FIXED64;
    private static final int QUANTILE_VALUES = (6 << 3) | LENGTH;
    private static final int ATTRIBUTES = (7 << 3) | LENGTH;
    private static final int FLAGS = (8 << 3) | VARINT;

    private static final int QUANTILE = (1 << 3) | FIXED64;
    private static final int VALUE = (2 << 3) | FIXED64;

    private final Numbers quantiles = new Numbers(MOST_QUANTILES);
    private final Numbers values = new Numbers(MOST_QUANTILES);
    private double count;
    private double sum;

    SummaryPoints(Catalog catalog) {
        super(catalog, ATTRIBUTES);
    }

    @Override
    void clear() {
        quantiles.clear();
        values.clear();
        count = 0;
        sum = 0;
    }

    @Override
    void field(int tag, ProtobufReader reader) throws ProtobufException, InvalidPointException {
        switch (tag) {
            case START -> startNanos = reader.fixed64();
            case TIME -> timeNanos = reader.fixed64();
            case COUNT -> count = unsigned(reader.fixed64());
            case SUM -> sum = reader.fixed64AsDouble();
            case FLAGS -> flags = (int) reader.varint();
            case QUANTILE_VALUES -> quantile(reader);
            default -> reader.skip(tag);
        }
    }

    private void quantile(ProtobufReader reader) throws ProtobufException, InvalidPointException {
        double quantile = 0;
        double value = 0;
        int outer = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            switch (tag) {
                case QUANTILE -> quantile = reader.fixed64AsDouble();
                case VALUE -> value = reader.fixed64AsDouble();
                default -> reader.skip(tag);
            }
        }
        reader.leave(outer);
        quantiles.add(quantile);
        values.add(value);
    }

    @Override
    void add(Family family, SeriesKey series, OtlpBatch batch, long millis) throws InvalidPointException {
        double[] sorted = quantiles.toArray();
        double[] belonging = values.toArray();
        sort(sorted, belonging);
        for (int i = 0; i < sorted.length; i++) {
            boolean fits = sorted[i] >= 0 && sorted[i] <= 1 && (i == 0 || sorted[i] > sorted[i - 1]);
            if (!fits) {
                throw new InvalidPointException("a point of '" + family.name() + "' has the quantile " + sorted[i]
                        + ", which is not from 0 to 1, or is there twice");
            }
        }
        add(family, series, batch, millis, Double.NaN, new SummaryValue(sorted, belonging, sum, count));
    }

    /** Insertion sort: they are few, and mostly sorted already. */
    private static void sort(double[] quantiles, double[] values) {
        for (int i = 1; i < quantiles.length; i++) {
            double quantile = quantiles[i];
            double value = values[i];
            int at = i;
            while (at > 0 && quantiles[at - 1] > quantile) {
                quantiles[at] = quantiles[at - 1];
                values[at] = values[at - 1];
                at--;
            }
            quantiles[at] = quantile;
            values[at] = value;
        }
    }
}
