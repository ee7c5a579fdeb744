package io.pulseboard.ingest.scrape;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.AppendResult.Refusal;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.store.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what it is given, and refuses what it is told to. */
final class CollectingSink implements SampleSink {
    private final List<Sample> samples = new ArrayList<>();
    private boolean full;

    @Override
    public synchronized AppendResult append(Source source, List<Sample> given) {
        List<Refusal> refused = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            if (full) {
                refused.add(
                        new Refusal(i, given.get(i).key(), AppendResult.Reason.SERIES_BUDGET, "the budget is full"));
            } else {
                samples.add(given.get(i));
            }
        }
        return new AppendResult(given.size() - refused.size(), refused);
    }

    @Override
    public int remove(Collection<SeriesKey> keys) {
        throw new UnsupportedOperationException("nothing is removed by scrapes");
    }

    synchronized void refuseAll() {
        full = true;
    }

    /** All samples since they were last taken. */
    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** All samples since the last call. */
    synchronized List<Sample> take() {
        List<Sample> taken = new ArrayList<>(samples);
        samples.clear();
        return taken;
    }

    /** The values of the samples since the last call by identity; a stale one is null, a compound its text. */
    Map<String, Object> takeValues() {
        Map<String, Object> values = new TreeMap<>();
        for (Sample sample : take()) {
            Object value = sample.compound() != null
                    ? sample.compound().toString()
                    : SpecialValues.isStale(sample.value()) ? "stale" : (Object) sample.value();
            values.put(sample.key().toString(), value);
        }
        return values;
    }
}
