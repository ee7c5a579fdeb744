package io.pulseboard.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.SummaryValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a histogram or summary as the compact format of the streams writes it:
 * {@code {"buckets":[[0.1,3],["+Inf",10]],"sum":5.2,"count":10}} with cumulative counts, or
 * {@code {"quantiles":[[0.5,0.1]],"sum":5.2,"count":10}}. Used once, by one thread.
 */
final class CompoundReader {
    /** More buckets or quantiles than this are no chart's. */
    private static final int MOST_PAIRS = 1_000;

    private final JsonParser parser;
    private final Set<String> seen = new HashSet<>();
    private double @Nullable [] bounds;
    private double @Nullable [] values;
    private boolean summary;
    private double sum = Double.NaN;
    private double count = Double.NaN;

    /**
     * @param parser stands on the opening brace
     */
    CompoundReader(JsonParser parser) {
        this.parser = parser;
    }

    CompoundValue read() throws IOException, InvalidItemException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (!seen.add(field)) {
                throw new InvalidItemException(
                        "duplicate_field", "field 'value." + ItemReader.quote(field) + "' is given twice");
            }
            parser.nextToken();
            switch (field) {
                case "buckets" -> readPairs(field);
                case "quantiles" -> {
                    summary = true;
                    readPairs(field);
                }
                case "sum" -> sum = ItemReader.number(parser, "value.sum");
                case "count" -> count = ItemReader.number(parser, "value.count");
                default ->
                    throw new InvalidItemException(
                            "unknown_field",
                            "field 'value." + ItemReader.quote(field)
                                    + "' is unknown: buckets or quantiles, sum and count are known");
            }
        }
        return value();
    }

    private CompoundValue value() throws InvalidItemException {
        double[] pairBounds = bounds;
        double[] pairValues = values;
        if (pairBounds == null || pairValues == null) {
            throw new InvalidItemException("bad_value", "field 'value' needs 'buckets' or 'quantiles'");
        }
        try {
            return summary ? new SummaryValue(pairBounds, pairValues, sum, count) : histogram(pairBounds, pairValues);
        } catch (IllegalArgumentException shapeless) {
            throw new InvalidItemException("bad_value", String.valueOf(shapeless.getMessage()));
        }
    }

    private HistogramValue histogram(double[] upper, double[] counts) throws InvalidItemException {
        int last = upper.length - 1;
        boolean closed = last >= 0 && upper[last] == Double.POSITIVE_INFINITY;
        if (closed && !Double.isNaN(count) && count != counts[last]) {
            throw new InvalidItemException(
                    "bad_value", "'count' is " + count + " and the bucket up to +Inf holds " + counts[last]);
        }
        if (closed || Double.isNaN(count)) {
            return new HistogramValue(upper, counts, sum, false);
        }
        double[] closedUpper = Arrays.copyOf(upper, upper.length + 1);
        double[] closedCounts = Arrays.copyOf(counts, counts.length + 1);
        closedUpper[upper.length] = Double.POSITIVE_INFINITY;
        closedCounts[counts.length] = count;
        return new HistogramValue(closedUpper, closedCounts, sum, false);
    }

    private void readPairs(String field) throws IOException, InvalidItemException {
        if (bounds != null) {
            throw new InvalidItemException("bad_value", "field 'value' has 'buckets' and 'quantiles'");
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw notPairs(field);
        }
        double[] first = new double[16];
        double[] second = new double[16];
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (size == MOST_PAIRS) {
                throw new InvalidItemException(
                        "bad_value", "field 'value." + field + "' has over " + MOST_PAIRS + " pairs");
            }
            if (size == first.length) {
                first = Arrays.copyOf(first, 2 * size);
                second = Arrays.copyOf(second, 2 * size);
            }
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw notPairs(field);
            }
            parser.nextToken();
            first[size] = ItemReader.number(parser, "value." + field);
            parser.nextToken();
            second[size++] = ItemReader.number(parser, "value." + field);
            if (parser.nextToken() != JsonToken.END_ARRAY) {
                throw notPairs(field);
            }
        }
        bounds = Arrays.copyOf(first, size);
        values = Arrays.copyOf(second, size);
    }

    private static InvalidItemException notPairs(String field) {
        return new InvalidItemException(
                "bad_value", "field 'value." + field + "' must be an array of pairs of numbers");
    }

    /** The same histogram, whose counts may go down. */
    static HistogramValue asGauge(HistogramValue value) {
        double[] upper = new double[value.bucketCount()];
        double[] counts = new double[value.bucketCount()];
        for (int i = 0; i < upper.length; i++) {
            upper[i] = value.upperBound(i);
            counts[i] = value.cumulativeCount(i);
        }
        return new HistogramValue(upper, counts, value.sum(), true);
    }

    /** Cumulative counts cannot go down from bucket to bucket. */
    static void checkAscending(HistogramValue value) throws InvalidItemException {
        for (int i = 0; i < value.bucketCount(); i++) {
            double below = i == 0 ? 0 : value.cumulativeCount(i - 1);
            if (!(value.cumulativeCount(i) >= below)) {
                throw new InvalidItemException(
                        "bad_value",
                        "the counts of 'value.buckets' are cumulative and cannot go down: " + value.cumulativeCount(i)
                                + " after " + below);
            }
        }
    }
}
