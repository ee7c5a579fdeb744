package io.pulseboard.hub;

import io.pulseboard.metric.Sample;
import io.pulseboard.store.SeriesLimits;
import io.pulseboard.store.SeriesTable;
import io.pulseboard.store.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says in words why the series table did not take a sample. */
final class Refusals {
    private Refusals() {}

    /** The refusal of the sample at this index, null if it was accepted. */
    static AppendResult.@Nullable Refusal of(
            int index, Sample sample, Source source, SeriesTable.Outcome outcome, SeriesLimits limits) {
        if (outcome == SeriesTable.Outcome.ACCEPTED) {
            return null;
        }
        String key = sample.key().toString();
        return switch (outcome) {
            case ACCEPTED -> null;
            case SERIES_BUDGET ->
                refusal(
                        index,
                        sample,
                        AppendResult.Reason.SERIES_BUDGET,
                        "series budget is full (pulseboard.series.max = " + limits.maxSeries()
                                + "): refused new series " + key);
            case SOURCE_BUDGET ->
                refusal(
                        index,
                        sample,
                        AppendResult.Reason.SOURCE_BUDGET,
                        "series budget of source " + source.share(sample.key())
                                + " is full (pulseboard.series.max-per-source = " + limits.maxPerSource()
                                + "): refused new series " + key);
            case METRIC_BUDGET ->
                refusal(
                        index,
                        sample,
                        AppendResult.Reason.METRIC_BUDGET,
                        "series budget of metric " + sample.key().name()
                                + " is full (pulseboard.series.max-per-metric = " + limits.maxPerMetric()
                                + "): refused new series " + key);
            case OUT_OF_ORDER ->
                refusal(
                        index,
                        sample,
                        AppendResult.Reason.OUT_OF_ORDER,
                        "a newer sample of " + key + " is held than the one of "
                                + Instant.ofEpochMilli(sample.timestampMillis()));
            case TOO_FAR_IN_FUTURE ->
                refusal(
                        index,
                        sample,
                        AppendResult.Reason.TOO_FAR_IN_FUTURE,
                        "timestamp " + sample.timestampMillis() + " of " + key + " is more than " + limits.maxFuture()
                                + " in the future");
            case TOO_MANY_LABELS ->
                limit(index, sample, sample.key().labels().size() + " labels, allowed are " + limits.maxLabels());
            case NAME_TOO_LONG ->
                limit(index, sample, "a name longer than the allowed " + limits.maxNameBytes() + " bytes");
            case VALUE_TOO_LONG ->
                limit(index, sample, "a label value longer than the allowed " + limits.maxValueBytes() + " bytes");
        };
    }

    private static AppendResult.Refusal limit(int index, Sample sample, String fault) {
        String name = sample.key().name();
        String shown = name.length() <= 80 ? name : name.substring(0, 80) + "...";
        return refusal(index, sample, AppendResult.Reason.LIMIT, "series '" + shown + "' has " + fault);
    }

    private static AppendResult.Refusal refusal(int index, Sample sample, AppendResult.Reason reason, String message) {
        return new AppendResult.Refusal(index, sample.key(), reason, message);
    }
}
