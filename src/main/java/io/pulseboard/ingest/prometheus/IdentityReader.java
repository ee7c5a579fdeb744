package io.pulseboard.ingest.prometheus;

import io.pulseboard.ingest.prometheus.TextReader.UnknownEscape;
import io.pulseboard.metric.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands before the value of a sample line, its name and its labels, in both grammars, with names in quotes as
 * Prometheus 3 writes those outside the classic alphabet: {@code {"my.metric",a="b"}}. Confined to one parser.
 */
final class IdentityReader {
    private final TextReader texts;
    private final int maxLabels;
    /** OpenMetrics: no blanks, no comma before the closing brace. */
    private final boolean strict;

    private @Nullable String name;
    private String[] names = new String[16];
    private String[] values = new String[16];
    private int count;

    IdentityReader(TextReader texts, int maxLabels, boolean strict) {
        this.texts = texts;
        this.maxLabels = maxLabels;
        this.strict = strict;
    }

    /** The metric name read last. */
    String name() {
        String known = name;
        if (known == null) {
            throw new IllegalStateException("no identity was read");
        }
        return known;
    }

    /** The labels read last. */
    Labels labels() {
        if (count == 0) {
            return Labels.EMPTY;
        }
        Labels.Builder labels = new Labels.Builder();
        for (int i = 0; i < count; i++) {
            labels.add(names[i], values[i]);
        }
        return labels.build();
    }

    /** Reads name and labels; the cursor ends behind them. */
    void read(Line line) throws ExpositionSyntaxException {
        count = 0;
        name = texts.metricName(line);
        if (name == null && line.peek() != '{') {
            throw line.expected("a metric name");
        }
        int behindName = line.at;
        skipBlanks(line);
        if (line.peek() == '{') {
            readBraces(line, true);
        } else {
            line.at = behindName;
        }
    }

    /** Reads labels in braces alone, as an exemplar has them. */
    void readLabels(Line line) throws ExpositionSyntaxException {
        count = 0;
        name = "";
        if (line.peek() != '{') {
            throw line.expected("'{'");
        }
        readBraces(line, false);
    }

    private void readBraces(Line line, boolean nameAllowed) throws ExpositionSyntaxException {
        int open = line.at;
        line.at++;
        skipBlanks(line);
        boolean first = true;
        while (line.peek() != '}' || (strict && !first)) {
            readItem(line, nameAllowed);
            skipBlanks(line);
            first = false;
            if (line.peek() == '}') {
                break;
            }
            if (line.peek() != ',') {
                throw line.expected("',' or '}'");
            }
            line.at++;
            skipBlanks(line);
        }
        line.at++;
        if (name == null) {
            throw line.error(open, "expected a metric name before or, quoted, inside the braces");
        }
    }

    private void readItem(Line line, boolean nameAllowed) throws ExpositionSyntaxException {
        int place = line.at;
        boolean quoted = line.peek() == '"';
        String item = quoted ? texts.quoted(line, UnknownEscape.REFUSE, "name") : texts.labelName(line);
        if (item == null || item.isEmpty()) {
            line.at = place;
            throw item == null ? line.expected("a label name") : line.error("a name must not be empty");
        }
        skipBlanks(line);
        if (quoted && nameAllowed && (line.peek() == ',' || line.peek() == '}')) {
            if (name != null) {
                throw line.error(place, "the metric name is given twice");
            }
            name = item;
            return;
        }
        checkLabelName(line, item, place);
        line.expect('=', "after the label name");
        skipBlanks(line);
        add(item, texts.quoted(line, strict ? UnknownEscape.KEEP : UnknownEscape.REFUSE, "label value"));
    }

    private void checkLabelName(Line line, String label, int place) throws ExpositionSyntaxException {
        if (label.equals("__name__")) {
            throw line.error(place, "the label name '__name__' is reserved");
        }
        for (int i = 0; i < count; i++) {
            if (names[i].equals(label)) {
                throw line.error(place, "label '" + label + "' is given twice");
            }
        }
        if (count == maxLabels) {
            throw line.limit("the line has more than " + maxLabels + " labels");
        }
    }

    private void add(String label, String value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        names[count] = label;
        values[count++] = value;
    }

    /** How many code points the names and values of the labels read last have in all. */
    int codePoints() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += names[i].codePointCount(0, names[i].length()) + values[i].codePointCount(0, values[i].length());
        }
        return sum;
    }

    private void skipBlanks(Line line) {
        if (!strict) {
            line.skipBlanks();
        }
    }
}
