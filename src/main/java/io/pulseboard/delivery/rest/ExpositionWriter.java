package io.pulseboard.delivery.rest;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;

/**
 * Writes metric families in the Prometheus text format 0.0.4 or in OpenMetrics 1.0. The two differ in how help is escaped, in the
 * unit of timestamps and in the last line. Names that are not plain are quoted, as both formats allow since Prometheus 3. Used
 * once, by one thread.
 */
final class ExpositionWriter {
    private final boolean openMetrics;
    private final StringBuilder out = new StringBuilder(16 * 1024);

    ExpositionWriter(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** The whole document. */
    String write(Iterable<ExpositionFamily> families) {
        for (ExpositionFamily family : families) {
            describe(family);
            for (ExpositionSample sample : family.samples()) {
                append(sample);
            }
        }
        if (openMetrics) {
            out.append("# EOF\n");
        }
        return out.toString();
    }

    private void describe(ExpositionFamily family) {
        if (!family.help().isEmpty()) {
            appendName(out.append("# HELP "), family.name()).append(' ');
            appendEscaped(family.help(), openMetrics);
            out.append('\n');
        }
        appendName(out.append("# TYPE "), family.name())
                .append(' ')
                .append(family.type())
                .append('\n');
        if (openMetrics && !family.unit().isEmpty()) {
            appendName(out.append("# UNIT "), family.name())
                    .append(' ')
                    .append(family.unit())
                    .append('\n');
        }
    }

    private void append(ExpositionSample sample) {
        SeriesKey key = sample.key();
        boolean plain = SeriesKey.isClassicMetricName(key.name());
        if (plain) {
            out.append(key.name());
        }
        if (!plain || key.labels().size() > 0) {
            out.append('{');
            if (!plain) {
                appendName(out, key.name());
            }
            appendLabels(key.labels(), !plain);
            out.append('}');
        }
        appendNumber(out.append(' '), sample.value());
        if (sample.timestampMillis() != ExpositionSample.NO_TIMESTAMP) {
            appendTimestamp(sample.timestampMillis());
        }
        out.append('\n');
    }

    private void appendLabels(Labels labels, boolean afterName) {
        for (int i = 0; i < labels.size(); i++) {
            if (i > 0 || afterName) {
                out.append(',');
            }
            String name = labels.name(i);
            if (SeriesKey.isClassicLabelName(name)) {
                out.append(name);
            } else {
                appendQuoted(name);
            }
            out.append('=');
            appendQuoted(labels.value(i));
        }
    }

    private StringBuilder appendName(StringBuilder to, String name) {
        if (SeriesKey.isClassicMetricName(name)) {
            return to.append(name);
        }
        appendQuoted(name);
        return to;
    }

    private void appendQuoted(String text) {
        out.append('"');
        appendEscaped(text, true);
        out.append('"');
    }

    private void appendEscaped(String text, boolean quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                out.append("\\\\");
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '"' && quotes) {
                out.append("\\\"");
            } else {
                out.append(c);
            }
        }
    }

    /** Whole numbers without a fraction, everything else as Java writes it, which reads back to the same number. */
    static void appendNumber(StringBuilder to, double number) {
        if (Double.isNaN(number)) {
            to.append("NaN");
        } else if (Double.isInfinite(number)) {
            to.append(number > 0 ? "+Inf" : "-Inf");
        } else if (number == Math.rint(number) && Math.abs(number) < 1e15 && !isNegativeZero(number)) {
            to.append((long) number);
        } else {
            to.append(number);
        }
    }

    private static boolean isNegativeZero(double number) {
        return number == 0 && 1 / number < 0;
    }

    /** Milliseconds in the Prometheus text format, seconds in OpenMetrics. */
    private void appendTimestamp(long millis) {
        out.append(' ');
        if (!openMetrics) {
            out.append(millis);
            return;
        }
        long fraction = Math.floorMod(millis, 1000L);
        out.append(Math.floorDiv(millis, 1000L)).append('.');
        out.append(fraction < 100 ? "0" : "").append(fraction < 10 ? "0" : "").append(fraction);
    }
}
