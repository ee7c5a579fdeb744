package io.pulseboard.metric;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells one series from every other: its metric name and its labels. Immutable.
 *
 * <p>The text form is Prometheus's identity, with labels sorted and no spaces: {@code orders_total{job="shop"}}. A name outside
 * {@code [a-zA-Z_:][a-zA-Z0-9_:]*} is written quoted and first inside the braces, {@code {"my.metric",job="shop"}}, as the UTF-8
 * names of Prometheus 3 are. Backslash, double quote and line feed are escaped.
 */
public final class SeriesKey {
    private final String name;
    private final Labels labels;
    private final int hash;

    private @Nullable String text;

    /**
     * @param name the metric name, any non-empty UTF-8 text
     * @throws IllegalArgumentException if the name is empty
     */
    public SeriesKey(String name, Labels labels) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("empty metric name");
        }
        this.name = name;
        this.labels = Objects.requireNonNull(labels);
        this.hash = 31 * name.hashCode() + labels.hashCode();
    }

    /** The key with this name and labels, names and values in turn. */
    public static SeriesKey of(String name, String... namesAndValues) {
        return new SeriesKey(name, Labels.of(namesAndValues));
    }

    /** The metric name; for a histogram or summary that of the family, without {@code _bucket}, {@code _sum} or {@code _count}. */
    public String name() {
        return name;
    }

    /** The labels, without {@code le} and {@code quantile} where the value holds all buckets or quantiles. */
    public Labels labels() {
        return labels;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SeriesKey that
                && hash == that.hash
                && name.equals(that.name)
                && labels.equals(that.labels);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The identity as text; computed once, and the same text for equal keys. */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            // A race computes it twice and stores equal strings, which is harmless.
            known = format(name, labels);
            text = known;
        }
        return known;
    }

    /** The identity text of a series with this name and these labels. */
    public static String format(String name, Labels labels) {
        boolean plain = isClassicMetricName(name);
        if (plain && labels.size() == 0) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length() + 24 * labels.size() + 2);
        if (plain) {
            out.append(name).append('{');
        } else {
            appendQuoted(out.append('{'), name);
        }
        appendLabels(out, labels, !plain);
        return out.append('}').toString();
    }

    static void appendLabels(StringBuilder out, Labels labels, boolean afterAnother) {
        for (int i = 0; i < labels.size(); i++) {
            if (i > 0 || afterAnother) {
                out.append(',');
            }
            String label = labels.name(i);
            if (isClassicLabelName(label)) {
                out.append(label);
            } else {
                appendQuoted(out, label);
            }
            appendQuoted(out.append('='), labels.value(i));
        }
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

    /** Whether the name is {@code [a-zA-Z_:][a-zA-Z0-9_:]*}, the metric names from before UTF-8 was allowed. */
    public static boolean isClassicMetricName(String name) {
        return isClassic(name, true);
    }

    /** Whether the name is {@code [a-zA-Z_][a-zA-Z0-9_]*}, the label names from before UTF-8 was allowed. */
    public static boolean isClassicLabelName(String name) {
        return isClassic(name, false);
    }

    private static boolean isClassic(String name, boolean colon) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colon && c == ':');
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
