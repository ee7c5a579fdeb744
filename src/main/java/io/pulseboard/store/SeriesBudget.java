package io.pulseboard.store;

import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.SeriesTable.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many series there may be: in all, of one metric, and of one source, so that one that explodes leaves room for the others. Safe for
 * use by any thread.
 */
final class SeriesBudget {
    private final int most;
    private final AtomicInteger held = new AtomicInteger();
    private final Shares sources;
    private final Shares metrics;

    SeriesBudget(SeriesLimits limits) {
        this.most = limits.maxSeries();
        this.sources = new Shares(limits.maxPerSource());
        this.metrics = new Shares(limits.maxPerMetric());
    }

    int held() {
        return held.get();
    }

    /** Counts a new series in; what it found full if there is no room, else null. */
    @Nullable Outcome take(String source, SeriesKey key) {
        if (held.incrementAndGet() > most) {
            held.decrementAndGet();
            sources.refused(source);
            metrics.refused(key.name());
            return Outcome.SERIES_BUDGET;
        }
        if (!sources.take(source)) {
            held.decrementAndGet();
            return Outcome.SOURCE_BUDGET;
        }
        if (!metrics.take(key.name())) {
            sources.giveBack(source);
            sources.refused(source);
            held.decrementAndGet();
            return Outcome.METRIC_BUDGET;
        }
        return null;
    }

    /** The same name of a source, the same object for all its series. */
    String canonical(String source) {
        return sources.canonical(source);
    }

    /** Counts a series out. */
    void giveBack(String source, SeriesKey key) {
        metrics.giveBack(key.name());
        sources.giveBack(source);
        held.decrementAndGet();
    }

    List<SeriesShare> largestSources(int count) {
        return sources.largest(count);
    }

    List<SeriesShare> largestMetrics(int count) {
        return metrics.largest(count);
    }
}
