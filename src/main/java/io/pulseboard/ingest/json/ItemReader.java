package io.pulseboard.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one item under the parser's cursor, which stands on its opening brace. Used once, by one thread. */
final class ItemReader {
    private static final int LONGEST_QUOTE = 64;

    private final JsonParser parser;
    private final int depth;
    private final Set<String> seen = new HashSet<>();

    private @Nullable String name;
    private Labels labels = Labels.EMPTY;
    private @Nullable MetricType type;
    private String unit = "";
    private String help = "";
    private long timestampMillis;
    private boolean valued;
    private double number = Double.NaN;
    private @Nullable CompoundValue compound;

    ItemReader(JsonParser parser, long nowMillis) {
        this.parser = parser;
        this.depth = parser.getParsingContext().getNestingDepth();
        this.timestampMillis = nowMillis;
    }

    /** How deep the item lies, so that the rest of it can be skipped. */
    int depth() {
        return depth;
    }

    /**
     * Reads up to the closing brace.
     *
     * @throws InvalidItemException if the item is no sample; the cursor is then somewhere inside
     */
    Sample read() throws IOException, InvalidItemException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (!seen.add(field)) {
                throw new InvalidItemException("duplicate_field", "field '" + quote(field) + "' is given twice");
            }
            parser.nextToken();
            readField(field);
        }
        return sample();
    }

    private void readField(String field) throws IOException, InvalidItemException {
        switch (field) {
            case "name" -> name = text(field);
            case "labels" -> labels = labels();
            case "type" -> type = type(text(field));
            case "unit" -> unit = text(field);
            case "help" -> help = text(field);
            case "ts" -> timestampMillis = timestamp();
            case "value" -> readValue();
            default ->
                throw new InvalidItemException(
                        "unknown_field",
                        "field '" + quote(field)
                                + "' is unknown: name, labels, type, unit, help, ts and value are known");
        }
    }

    private void readValue() throws IOException, InvalidItemException {
        valued = true;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            compound = new CompoundReader(parser).read();
        } else {
            number = number(parser, "value");
        }
    }

    private Sample sample() throws InvalidItemException {
        if (name == null || name.isEmpty()) {
            throw new InvalidItemException("missing_field", "field 'name' is missing or empty");
        }
        if (!valued) {
            throw new InvalidItemException("missing_field", "field 'value' of '" + quote(name) + "' is missing");
        }
        MetricMetadata metadata = new MetricMetadata(typeOfValue(name), unit, help);
        SeriesKey key = new SeriesKey(name, labels);
        return compound == null
                ? Sample.of(key, metadata, number, timestampMillis)
                : Sample.of(key, metadata, compound, timestampMillis);
    }

    /** The type given, or else what the value shows. */
    private MetricType typeOfValue(String subject) throws InvalidItemException {
        MetricType given = type;
        MetricType meant = given == null ? shownType() : given;
        boolean fits = switch (meant) {
            case HISTOGRAM, GAUGEHISTOGRAM -> compound instanceof HistogramValue;
            case SUMMARY -> compound instanceof SummaryValue;
            default -> compound == null;
        };
        if (!fits) {
            throw new InvalidItemException(
                    "type_mismatch", "the value of '" + quote(subject) + "' is not that of a " + meant.text());
        }
        if (compound instanceof HistogramValue value && meant == MetricType.GAUGEHISTOGRAM) {
            compound = CompoundReader.asGauge(value);
        } else if (compound instanceof HistogramValue value) {
            CompoundReader.checkAscending(value);
        }
        return meant;
    }

    private MetricType shownType() {
        if (compound == null) {
            return MetricType.UNKNOWN;
        }
        return compound instanceof HistogramValue ? MetricType.HISTOGRAM : MetricType.SUMMARY;
    }

    private Labels labels() throws IOException, InvalidItemException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidItemException("bad_labels", "field 'labels' must be an object of texts");
        }
        Set<String> names = new HashSet<>();
        Labels.Builder builder = new Labels.Builder();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String label = parser.currentName();
            if (label.isEmpty() || label.equals("__name__") || isBroken(label)) {
                throw new InvalidItemException("bad_labels", "'" + quote(label) + "' cannot be the name of a label");
            }
            if (!names.add(label)) {
                throw new InvalidItemException("duplicate_field", "label '" + quote(label) + "' is given twice");
            }
            parser.nextToken();
            builder.add(label, text("labels." + label));
        }
        return builder.build();
    }

    private static MetricType type(String text) throws InvalidItemException {
        MetricType type = MetricType.parse(text);
        if (type == null) {
            throw new InvalidItemException("bad_type", "'" + quote(text) + "' is not a metric type of OpenMetrics");
        }
        return type;
    }

    private long timestamp() throws IOException, InvalidItemException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT && Math.abs(parser.getDoubleValue()) < 1L << 53) {
            return (long) Math.floor(parser.getDoubleValue());
        }
        throw new InvalidItemException(
                "bad_timestamp", "field 'ts' must be a number of milliseconds since 1970: " + quote(shown(parser)));
    }

    private String text(String field) throws IOException, InvalidItemException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new InvalidItemException(
                    "bad_field", "field '" + quote(field) + "' must be a text: " + quote(shown(parser)));
        }
        String text = parser.getText();
        if (isBroken(text)) {
            throw new InvalidItemException("bad_field", "field '" + quote(field) + "' holds half of a surrogate pair");
        }
        return text;
    }

    /** A number, or one of the texts for what JSON has no number for. */
    static double number(JsonParser parser, String field) throws IOException, InvalidItemException {
        if (parser.currentToken().isNumeric()) {
            double value = parser.getDoubleValue();
            if (Double.isInfinite(value)) {
                throw new InvalidItemException(
                        "bad_value",
                        "field '" + quote(field) + "' is beyond what a double can hold: " + quote(shown(parser)));
            }
            return value;
        }
        String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default ->
                throw new InvalidItemException(
                        "bad_value",
                        "field '" + quote(field) + "' must be a number, \"NaN\", \"+Inf\" or \"-Inf\": "
                                + quote(shown(parser)));
        };
    }

    /** The scalar under the cursor as it was written, or what it opens. */
    static String shown(JsonParser parser) throws IOException {
        String text = parser.getText();
        return text == null ? "" : text;
    }

    /** Whether half of a surrogate pair stands alone, which no UTF-8 text can say. */
    private static boolean isBroken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }
}
