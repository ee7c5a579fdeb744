package io.pulseboard.ingest;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.AppendResult.Reason;
import io.pulseboard.hub.AppendResult.Refusal;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.Source;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A sink that holds the newest sample of each series, in a budget. Names that begin with {@code outsized} break
 * a limit, of those that begin with {@code late} a newer sample is held.
 */
@Alternative
@Singleton
public class RecordingSink implements SampleSink {
    /** The program samples its host and itself all the while, which no test here asks for. */
    private static final Set<String> UNASKED = Set.of("host", "process");

    private final Map<String, Sample> held = new TreeMap<>();
    private int budget = Integer.MAX_VALUE;

    public synchronized void budget(int series) {
        budget = series;
    }

    public synchronized void clear() {
        held.clear();
        budget = Integer.MAX_VALUE;
    }

    /** The series held, as text. */
    public synchronized List<String> keys() {
        return List.copyOf(held.keySet());
    }

    /** The series held but for the times of pushes. */
    public synchronized List<String> pushedKeys() {
        return held.keySet().stream().filter(key -> !key.startsWith("push_")).toList();
    }

    public synchronized Sample sample(String key) {
        Sample sample = held.get(key);
        if (sample == null) {
            throw new AssertionError("no " + key + " in " + held.keySet());
        }
        return sample;
    }

    @Override
    public synchronized AppendResult append(Source source, List<Sample> samples) {
        if (UNASKED.contains(source.name())) {
            return new AppendResult(samples.size(), List.of());
        }
        List<Refusal> refused = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            String key = sample.key().toString();
            if (key.startsWith("outsized")) {
                refused.add(new Refusal(i, sample.key(), Reason.LIMIT, "'" + key + "' is outsized"));
            } else if (key.startsWith("late")) {
                refused.add(
                        new Refusal(i, sample.key(), Reason.OUT_OF_ORDER, "a newer sample of '" + key + "' is held"));
            } else if (!held.containsKey(key) && held.size() >= budget) {
                refused.add(new Refusal(i, sample.key(), Reason.SERIES_BUDGET, "the series budget is full"));
            } else {
                held.put(key, sample);
            }
        }
        return new AppendResult(samples.size() - refused.size(), refused);
    }

    @Override
    public synchronized int remove(Collection<SeriesKey> keys) {
        int before = held.size();
        keys.forEach(key -> held.remove(key.toString()));
        return before - held.size();
    }
}
