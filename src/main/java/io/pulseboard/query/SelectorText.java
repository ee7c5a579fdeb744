package io.pulseboard.query;

import io.pulseboard.metric.SeriesKey;
import java.util.List;

/** Writes selectors in their canonical form. */
final class SelectorText {
    private SelectorText() {}

    static String of(List<LabelMatcher> names, List<LabelMatcher> labels) {
        boolean named = names.size() == 1 && names.get(0).operator() == LabelMatcher.Operator.EQUAL;
        StringBuilder out = new StringBuilder();
        if (named && SeriesKey.isClassicMetricName(names.get(0).value())) {
            out.append(names.get(0).value());
            if (!labels.isEmpty()) {
                appendAll(out.append('{'), labels).append('}');
            }
            return out.toString();
        }
        out.append('{');
        if (named) {
            appendQuoted(out, names.get(0).value());
        } else {
            appendAll(out, names);
        }
        if (!names.isEmpty() && !labels.isEmpty()) {
            out.append(',');
        }
        return appendAll(out, labels).append('}').toString();
    }

    private static StringBuilder appendAll(StringBuilder out, List<LabelMatcher> matchers) {
        for (int i = 0; i < matchers.size(); i++) {
            LabelMatcher matcher = matchers.get(i);
            if (i > 0) {
                out.append(',');
            }
            if (SeriesKey.isClassicLabelName(matcher.label())) {
                out.append(matcher.label());
            } else {
                appendQuoted(out, matcher.label());
            }
            appendQuoted(out.append(matcher.operator().text()), matcher.value());
        }
        return out;
    }

    private static void appendQuoted(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
        out.append('"');
    }
}
