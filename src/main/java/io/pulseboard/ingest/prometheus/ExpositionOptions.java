package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.Labels;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What a receiver wants of the parser. Immutable.
 *
 * @param maxLineBytes the longest line, in bytes
 * @param maxSamples the most sample lines in one body
 * @param maxLabels the most labels on one line
 * @param repetition what a series given twice means; OpenMetrics always refuses it
 * @param timestamps what a timestamp in the body means
 * @param labelLimits what is too much of the labels of a series that is reported
 * @param labels makes the labels of the series that is reported from those in the body, for example by adding {@code job}; called
 *     once per series and not per sample, so it must always answer the same
 */
public record ExpositionOptions(
        int maxLineBytes,
        int maxSamples,
        int maxLabels,
        Repetition repetition,
        Timestamps timestamps,
        LabelLimits labelLimits,
        UnaryOperator<Labels> labels) {
    /** 256 KiB a line, a million samples, 128 labels, repetitions refused, timestamps honoured, labels as they are and without further limits. */
    public static final ExpositionOptions DEFAULTS = new ExpositionOptions(
            256 * 1024,
            1_000_000,
            128,
            Repetition.REFUSE,
            Timestamps.HONOR,
            LabelLimits.NONE,
            UnaryOperator.identity());

    public ExpositionOptions {
        if (maxLineBytes < 1 || maxSamples < 0 || maxLabels < 0) {
            throw new IllegalArgumentException("limits must not be negative: " + maxLineBytes + " bytes a line, "
                    + maxSamples + " samples, " + maxLabels + " labels");
        }
        Objects.requireNonNull(repetition);
        Objects.requireNonNull(timestamps);
        Objects.requireNonNull(labelLimits);
        Objects.requireNonNull(labels);
    }

    /** What to do with a series that one body gives twice with the same timestamp. */
    public enum Repetition {
        /** The body is malformed, as Pushgateway sees it. */
        REFUSE,
        /** Only the first counts, as when Prometheus scrapes. */
        KEEP_FIRST
    }

    /** What to do with the timestamps in a body. */
    public enum Timestamps {
        /** They are the time of the sample. */
        HONOR,
        /** They are read and forgotten ({@code honor_timestamps: false}). */
        IGNORE,
        /** The body is malformed, as Pushgateway sees it. */
        REFUSE
    }

    /** These options with another limit on samples. */
    public ExpositionOptions withMaxSamples(int samples) {
        return new ExpositionOptions(maxLineBytes, samples, maxLabels, repetition, timestamps, labelLimits, labels);
    }

    /** These options with another rule for repetitions. */
    public ExpositionOptions withRepetition(Repetition rule) {
        return new ExpositionOptions(maxLineBytes, maxSamples, maxLabels, rule, timestamps, labelLimits, labels);
    }

    /** These options with another rule for timestamps. */
    public ExpositionOptions withTimestamps(Timestamps rule) {
        return new ExpositionOptions(maxLineBytes, maxSamples, maxLabels, repetition, rule, labelLimits, labels);
    }

    /** These options with other limits on labels. */
    public ExpositionOptions withLabelLimits(LabelLimits limits) {
        return new ExpositionOptions(maxLineBytes, maxSamples, maxLabels, repetition, timestamps, limits, labels);
    }

    /** These options with another way to make labels. */
    public ExpositionOptions withLabels(UnaryOperator<Labels> mapping) {
        return new ExpositionOptions(maxLineBytes, maxSamples, maxLabels, repetition, timestamps, labelLimits, mapping);
    }
}
