package io.pulseboard.ingest.statsd;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.Source;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds the newest sample of each series. Safe for use by any thread. */
final class ListSink implements SampleSink {
    private final Map<String, Sample> held = new ConcurrentHashMap<>();

    @Override
    public AppendResult append(Source source, List<Sample> samples) {
        samples.forEach(sample -> held.put(sample.key().toString(), sample));
        return new AppendResult(samples.size(), List.of());
    }

    @Override
    public int remove(Collection<SeriesKey> keys) {
        throw new AssertionError("nothing is to be removed: " + keys);
    }

    Map<String, Sample> held() {
        return held;
    }

    Sample sample(String key) {
        Sample sample = held.get(key);
        if (sample == null) {
            throw new AssertionError("no " + key + " in " + held.keySet());
        }
        return sample;
    }

    double value(String key) {
        return sample(key).value();
    }
}
