package io.pulseboard.hub;

import io.pulseboard.metric.SeriesKey;
import java.util.List;

/**
 * What became of the samples of one {@link SampleSink#append}. Immutable.
 *
 * @param accepted how many were applied, exact repetitions included
 * @param refused the others, in the order given
 */
public record AppendResult(int accepted, List<Refusal> refused) {
    public AppendResult {
        refused = List.copyOf(refused);
    }

    /**
     * One sample that was not applied.
     *
     * @param index its place in the list given
     * @param key its series
     * @param reason why
     * @param message the reason with subject and values, for the sender to read
     */
    public record Refusal(int index, SeriesKey key, Reason reason, String message) {}

    /** Why a sample is not applied; the text is the value of the {@code reason} label of the counter. */
    public enum Reason {
        /** The global series budget is used up and the series is new. */
        SERIES_BUDGET("series_budget"),
        /** The source has as many series as one may have and the series is new. */
        SOURCE_BUDGET("source_budget"),
        /** The metric has as many series as one may have and the series is new. */
        METRIC_BUDGET("metric_budget"),
        /** A newer sample of the series is there already. */
        OUT_OF_ORDER("out_of_order"),
        /** The timestamp lies further in the future than is allowed. */
        TOO_FAR_IN_FUTURE("too_far_in_future"),
        /** More labels than allowed, or a name or value longer than allowed. */
        LIMIT("limit");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** Whether there would have been room at another time, so that sending it again may help. */
        public boolean isBudget() {
            return this == SERIES_BUDGET || this == SOURCE_BUDGET || this == METRIC_BUDGET;
        }

        /** The name as counters and answers write it. */
        public String text() {
            return text;
        }
    }
}
