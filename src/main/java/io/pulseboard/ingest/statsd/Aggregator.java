package io.pulseboard.ingest.statsd;

import io.pulseboard.hub.SampleSink;
import io.pulseboard.ingest.ByteHash;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds values up, and hands all series on at each flush, whether they had new values or not: who looks at a counter wants to see that it
 * stands still. A series that had none for so long is handed on as stale once, and forgotten. Confined to one thread.
 */
final class Aggregator implements StatsdHandler {
    static final String SOURCE = "statsd";

    private final SampleSink sink;
    private final FaultLog faults;
    private final int maxSeries;
    private final long expireMillis;
    private final Map<SeriesKey, Aggregate> held = new HashMap<>();
    private volatile int seriesCount;
    private long valueCount;

    Aggregator(SampleSink sink, FaultLog faults, int maxSeries, Duration expire) {
        this.sink = sink;
        this.faults = faults;
        this.maxSeries = maxSeries;
        this.expireMillis = expire.toMillis();
    }

    @Override
    public void onValue(Metric metric, double value, double weight, boolean relative) {
        Aggregate aggregate = aggregate(metric);
        if (aggregate == null) {
            return;
        }
        Fault fault = aggregate.add(value, weight, relative);
        if (fault == null) {
            aggregate.fresh = true;
            valueCount++;
        } else {
            faults.count(fault, metric.key);
        }
    }

    @Override
    public void onMember(Metric metric, byte[] bytes, int from, int to) {
        if (aggregate(metric) instanceof Aggregate.Members members) {
            members.add(ByteHash.of(bytes, from, to));
            members.fresh = true;
            valueCount++;
        }
    }

    @Override
    public void onFault(Fault fault, byte[] bytes, int from, int to) {
        faults.count(fault, bytes, from, to);
    }

    /** What adds up the metric's values; null, and counted, if it may not be held. */
    private @Nullable Aggregate aggregate(Metric metric) {
        Aggregate known = metric.aggregate;
        if (known != null && !known.expired) {
            return known;
        }
        Aggregate found = held.get(metric.key);
        if (found == null && held.size() >= maxSeries) {
            faults.count(Fault.TOO_MANY_SERIES, metric.key);
            return null;
        }
        if (found == null) {
            found = Aggregate.of(metric.key, metric.kind);
            held.put(metric.key, found);
            seriesCount = held.size();
        } else if (found.kind != metric.kind) {
            faults.count(Fault.TYPE_CONFLICT, metric.key);
            return null;
        }
        metric.aggregate = found;
        return found;
    }

    /** Hands on what is held, as of this moment. */
    void flush(long nowMillis) {
        List<Sample> samples = new ArrayList<>(held.size());
        for (Iterator<Aggregate> all = held.values().iterator(); all.hasNext(); ) {
            Aggregate aggregate = all.next();
            if (aggregate.isIdle(nowMillis, expireMillis)) {
                aggregate.expired = true;
                all.remove();
                if (aggregate.isKnown()) {
                    samples.add(Sample.stale(aggregate.key, aggregate.metadata, nowMillis));
                }
            } else {
                samples.add(aggregate.flush(nowMillis));
            }
        }
        seriesCount = held.size();
        if (!samples.isEmpty()) {
            sink.append(SOURCE, samples);
        }
    }

    /** How many series are held. For any thread. */
    int seriesCount() {
        return seriesCount;
    }

    /** How many values were taken since the last call. */
    long takeValueCount() {
        long count = valueCount;
        valueCount = 0;
        return count;
    }
}
