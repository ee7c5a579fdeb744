package io.pulseboard.ingest.remotewrite;

import io.pulseboard.http.Excerpt;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The labels of one series as a request lists them (Remote-Write 1.0, "Labels"; 2.0, "Series Labels"), and what they have to be like.
 * Names out of order are sorted, and a label with an empty value is the same as none: Prometheus takes both too. Confined to one
 * parser.
 */
final class SeriesLabels {
    private static final String METRIC_NAME = "__name__";
    /** How many labels are looked at. What a series may have in the end is {@code pulseboard.series.max-labels}. */
    static final int MOST = 4_096;
    /** How much of a series is quoted in a message. */
    private static final int LONGEST_TEXT = 200;

    private final List<Label> labels = new ArrayList<>();

    private record Label(String name, String value) {}

    /** Forgets all labels. */
    void clear() {
        labels.clear();
    }

    /**
     * Takes a label as it is.
     *
     * @throws InvalidSeriesException if there are very many already
     */
    void add(String name, String value) throws InvalidSeriesException {
        if (labels.size() == MOST) {
            throw tooMany();
        }
        labels.add(new Label(name, value));
    }

    static InvalidSeriesException tooMany() {
        return new InvalidSeriesException("a series has more than " + MOST + " labels");
    }

    /**
     * The series that has these labels.
     *
     * @throws InvalidSeriesException if they have no {@code __name__}, or an empty name, or the same name twice
     */
    SeriesKey toKey() throws InvalidSeriesException {
        String text = toString();
        labels.sort(Comparator.comparing(Label::name));
        String name = "";
        String before = "";
        Labels.Builder others = new Labels.Builder();
        for (Label label : labels) {
            if (label.name.isEmpty()) {
                throw new InvalidSeriesException(
                        "series " + text + " has a label without a name, value '" + Excerpt.of(label.value) + "'");
            }
            if (label.name.equals(before)) {
                throw new InvalidSeriesException("series " + text + " has the label '" + Excerpt.of(label.name)
                        + "' twice, the second time with value '" + Excerpt.of(label.value) + "'");
            }
            before = label.name;
            if (label.name.equals(METRIC_NAME)) {
                name = label.value;
            } else {
                others.add(label.name, label.value);
            }
        }
        if (name.isEmpty()) {
            throw new InvalidSeriesException("series " + text + " has no metric name, label '" + METRIC_NAME + "'");
        }
        return new SeriesKey(name, others.build());
    }

    /** The labels in braces, in their order, as far as a message can hold them. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Label label : labels) {
            if (text.length() > LONGEST_TEXT) {
                return text.append(", ...}").toString();
            }
            text.append(text.length() > 1 ? "," : "")
                    .append(Excerpt.of(label.name))
                    .append("=\"")
                    .append(Excerpt.of(label.value))
                    .append('"');
        }
        return text.append('}').toString();
    }
}
