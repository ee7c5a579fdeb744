package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.FIXED64;
import static io.pulseboard.ingest.ProtobufReader.LENGTH;
import static io.pulseboard.ingest.ProtobufReader.VARINT;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.SeriesKey;
import java.util.Arrays;

/**
 * Reads {@code HistogramDataPoint}. Bounds have to ascend, and there is one bucket more than bounds, or neither. Where the buckets have
 * another sum than {@code count}, as those of a sender that reads both while others write, the greater one counts: what is missing lies above
 * the last bound.
 */
final class HistogramPoints extends Points {
    /** How many buckets a point may have. */
    static final int MOST_BUCKETS = 1_000;

    private static final int START = (2 << 3) | FIXED64;
    private static final int TIME = (3 << 3) | FIXED64;
    private static final int COUNT = (4 << 3) | FIXED64;
    private static final int SUM = (5 << 3) | FIXED64;
    private static final int BUCKET_COUNTS = 6;
    private static final int EXPLICIT_BOUNDS = 7;
    private static final int EXEMPLARS = (8 << 3) | LENGTH;
    private static final int ATTRIBUTES = (9 << 3) | LENGTH;
    private static final int FLAGS = (10 << 3) | VARINT;

    private final Numbers counts = new Numbers(MOST_BUCKETS);
    private final Numbers bounds = new Numbers(MOST_BUCKETS);
    private double count;
    private double sum;

    HistogramPoints(Catalog catalog) {
        super(catalog, ATTRIBUTES);
    }

    @Override
    void clear() {
        counts.clear();
        bounds.clear();
        count = 0;
        sum = Double.NaN;
    }

    @Override
    void field(int tag, ProtobufReader reader) throws ProtobufException, InvalidPointException {
        switch (tag) {
            case START -> startNanos = reader.fixed64();
            case TIME -> timeNanos = reader.fixed64();
            case COUNT -> count = unsigned(reader.fixed64());
            case SUM -> sum = reader.fixed64AsDouble();
            case FLAGS -> flags = (int) reader.varint();
            case EXEMPLARS -> exemplar(reader);
            default -> {
                if (Numbers.isField(tag, BUCKET_COUNTS, FIXED64)) {
                    counts.fixed64s(tag, reader);
                } else if (Numbers.isField(tag, EXPLICIT_BOUNDS, FIXED64)) {
                    bounds.doubles(tag, reader);
                } else {
                    reader.skip(tag);
                }
            }
        }
    }

    @Override
    void add(Family family, SeriesKey series, OtlpBatch batch, long millis) throws InvalidPointException {
        add(family, series, batch, millis, Double.NaN, value(family));
    }

    private HistogramValue value(Family family) throws InvalidPointException {
        int buckets = counts.size();
        if (buckets != bounds.size() + 1 && !(buckets == 0 && bounds.size() == 0)) {
            throw new InvalidPointException("a point of '" + family.name() + "' has " + buckets + " buckets and "
                    + bounds.size() + " bounds: there has to be one bucket more than bounds");
        }
        checkBounds(family);
        // A bound at infinity is that of the last bucket, which needs none.
        int finite = bounds.size();
        if (finite > 0 && bounds.get(finite - 1) == Double.POSITIVE_INFINITY) {
            finite--;
        }
        double[] upper = Arrays.copyOf(bounds.toArray(), finite + 1);
        upper[finite] = Double.POSITIVE_INFINITY;
        double[] cumulative = new double[finite + 1];
        double running = 0;
        for (int i = 0; i < buckets; i++) {
            running += counts.get(i);
            cumulative[Math.min(i, finite)] = running;
        }
        cumulative[finite] = Math.max(count, running);
        return new HistogramValue(upper, cumulative, sum, false);
    }

    private void checkBounds(Family family) throws InvalidPointException {
        for (int i = 0; i < bounds.size(); i++) {
            double before = i == 0 ? Double.NEGATIVE_INFINITY : bounds.get(i - 1);
            boolean ascends = i == 0 ? !Double.isNaN(bounds.get(0)) : bounds.get(i) > before;
            if (!ascends) {
                throw new InvalidPointException("a point of '" + family.name() + "' has the bound " + bounds.get(i)
                        + (i == 0 ? "" : " behind " + before) + ": bounds have to ascend");
            }
        }
    }
}
