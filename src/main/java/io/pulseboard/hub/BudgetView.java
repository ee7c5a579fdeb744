package io.pulseboard.hub;

import io.pulseboard.store.SeriesLimits;
import io.pulseboard.store.SeriesShare;
import java.util.List;

/**
 * Who has how much of the series budget, as of one moment. Immutable.
 *
 * @param limits what there may be
 * @param held how many series are held
 * @param sources those with most series, the largest first
 * @param metrics those with most series, the largest first
 * @param refused samples that were not applied since the start
 */
public record BudgetView(
        SeriesLimits limits,
        int held,
        List<SeriesShare> sources,
        List<SeriesShare> metrics,
        List<RefusedSamples> refused) {
    public BudgetView {
        sources = List.copyOf(sources);
        metrics = List.copyOf(metrics);
        refused = List.copyOf(refused);
    }

    /**
     * Samples of one source that were not applied for one reason.
     *
     * @param source how they came: {@code scrape}, {@code otlp}
     * @param reason why
     * @param count how many
     */
    public record RefusedSamples(String source, AppendResult.Reason reason, long count) {}
}
