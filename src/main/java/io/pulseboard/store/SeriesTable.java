package io.pulseboard.store;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Every held series by its identity. Any number of threads {@linkplain #append append}; one {@linkplain #freeze freezes}.
 *
 * <p>Appending holds a lock that appenders share and that freezing takes alone, so that the samples of one batch are all in the
 * same tick. Two appenders that write the same series are kept apart by the series itself. Which series have changed is known
 * from a queue that a series enters with its first write after a freeze: freezing costs what changed, not what is held.
 */
public final class SeriesTable {
    private final SeriesLimits limits;
    private final InstantSource clock;
    private final ConcurrentHashMap<SeriesKey, Series> held = new ConcurrentHashMap<>();
    private final SeriesBudget budget;
    private final AtomicInteger nextNumber = new AtomicInteger();
    private final ConcurrentLinkedQueue<Series> dirty = new ConcurrentLinkedQueue<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Lock appending = lock.readLock();
    private final Lock freezing = lock.writeLock();
    /** Where the walk for idle series is. Confined to the thread that freezes. */
    private Iterator<Series> walk = Collections.emptyIterator();
    /** Confined to the thread that freezes. */
    private SeriesValues last = SeriesValues.EMPTY;

    /** The newest tick, as far as its lower bits tell. */
    private volatile int newestSeq;

    /** An empty table. */
    public SeriesTable(SeriesLimits limits, InstantSource clock) {
        this.limits = limits;
        this.budget = new SeriesBudget(limits);
        this.clock = clock;
    }

    /** What became of one sample. */
    public enum Outcome {
        /** It is the pending value, or the same as it, or it marked stale what is not held. */
        ACCEPTED,
        /** The series is new and the table is full. */
        SERIES_BUDGET,
        /** The series is new and its source has as many as it may have. */
        SOURCE_BUDGET,
        /** The series is new and its metric has as many as it may have. */
        METRIC_BUDGET,
        /** A newer sample is there. */
        OUT_OF_ORDER,
        /** Its timestamp lies too far in the future. */
        TOO_FAR_IN_FUTURE,
        /** Its series has too many labels. */
        TOO_MANY_LABELS,
        /** Its metric name or one of its label names is too long. */
        NAME_TOO_LONG,
        /** One of its label values is too long. */
        VALUE_TOO_LONG
    }

    /** How many series are held. */
    public int size() {
        return budget.held();
    }

    /** The sources with most series, at most so many, the largest first. For any thread. */
    public List<SeriesShare> largestSources(int count) {
        return budget.largestSources(count);
    }

    /** The metrics with most series, at most so many, the largest first. For any thread. */
    public List<SeriesShare> largestMetrics(int count) {
        return budget.largestMetrics(count);
    }

    /** The limits in force. */
    public SeriesLimits limits() {
        return limits;
    }

    /**
     * Makes samples pending, all for the same tick.
     *
     * @return what became of each, in their order
     */
    public Outcome[] append(Source source, List<Sample> samples) {
        Outcome[] outcomes = new Outcome[samples.size()];
        long newest = limits.maxFuture().toMillis() + clock.millis();
        appending.lock();
        try {
            for (int i = 0; i < outcomes.length; i++) {
                outcomes[i] = append(source, samples.get(i), newest);
            }
        } finally {
            appending.unlock();
        }
        return outcomes;
    }

    private Outcome append(Source source, Sample sample, long newest) {
        if (sample.timestampMillis() > newest) {
            return Outcome.TOO_FAR_IN_FUTURE;
        }
        boolean stale = SpecialValues.isStale(sample.value());
        while (true) {
            Series series = held.get(sample.key());
            if (series == null) {
                if (stale) {
                    return Outcome.ACCEPTED;
                }
                Outcome refusal = create(source, sample);
                if (refusal != null) {
                    return refusal;
                }
                continue;
            }
            if (!stale && redefines(series, sample)) {
                retire(series);
                continue;
            }
            Series.Written written =
                    series.write(sample.value(), sample.compound(), sample.timestampMillis(), newestSeq);
            if (written == Series.Written.RETIRED) {
                // Another thread took it out between our look-up and our write.
                letGo(series);
                continue;
            }
            if (written == Series.Written.FIRST_OF_TICK) {
                dirty.add(series);
            }
            return written == Series.Written.OLDER ? Outcome.OUT_OF_ORDER : Outcome.ACCEPTED;
        }
    }

    /** Adds the series of a sample, without its value. Null if that went well or another thread was quicker. */
    private @Nullable Outcome create(Source source, Sample sample) {
        SeriesKey key = sample.key();
        Outcome refusal = limits.check(key);
        String share = source.share(key);
        if (refusal == null) {
            refusal = budget.take(share, key);
        }
        if (refusal != null) {
            return refusal;
        }
        Series created = new Series(
                nextNumber.getAndIncrement(),
                key,
                budget.canonical(share),
                source.lifetime() == Source.Lifetime.UNTIL_IDLE,
                sample.metadata(),
                sample.compound());
        if (held.putIfAbsent(key, created) != null) {
            budget.giveBack(share, key);
        }
        return null;
    }

    /**
     * Whether the sample describes something that the series is not: another type or other buckets. Where only unit or help
     * differ, the newer words are taken over.
     */
    private static boolean redefines(Series series, Sample sample) {
        CompoundValue layout = series.layout();
        CompoundValue compound = sample.compound();
        if (layout == null ? compound != null : compound == null || !layout.sameLayout(compound)) {
            return true;
        }
        MetricMetadata known = series.metadata();
        MetricMetadata said = sample.metadata();
        if (said == known || said.equals(known) || said.type() == MetricType.UNKNOWN) {
            return false;
        }
        if (known.type() != said.type()) {
            return true;
        }
        series.metadata(said);
        return false;
    }

    /** Takes series out of the table; with the next freeze they are gone. Returns how many were held. */
    public int remove(Collection<SeriesKey> keys) {
        int removed = 0;
        appending.lock();
        try {
            for (SeriesKey key : keys) {
                Series series = held.get(key);
                if (series != null && retire(series)) {
                    removed++;
                }
            }
        } finally {
            appending.unlock();
        }
        return removed;
    }

    /** Takes this very series out of the table, unless it has been replaced already, or its source has just reported it again. */
    public boolean removeStale(Series series) {
        appending.lock();
        try {
            return retire(series, series.retireIfStale());
        } finally {
            appending.unlock();
        }
    }

    private boolean retire(Series series) {
        return retire(series, series.retire());
    }

    private boolean retire(Series series, Series.Written written) {
        if (written == Series.Written.REPORTED_AGAIN) {
            return false;
        }
        if (written == Series.Written.FIRST_OF_TICK) {
            dirty.add(series);
        }
        letGo(series);
        return written != Series.Written.RETIRED;
    }

    /** Whoever is first to take a series out counts it off. */
    private void letGo(Series series) {
        if (held.remove(series.key(), series)) {
            budget.giveBack(series.share(), series.key());
        }
    }

    /**
     * Marks series stale whose source has fallen silent. Looks at some series and the next time at those after them, so that no tick is
     * held up. Called by the thread that freezes.
     *
     * @param seq since which tick something must have come
     * @param count how many series to look at
     * @return how many were marked
     */
    public int endIdle(long seq, int count) {
        int ended = 0;
        appending.lock();
        try {
            if (!walk.hasNext()) {
                walk = held.values().iterator();
            }
            for (int i = 0; i < count && walk.hasNext(); i++) {
                Series series = walk.next();
                Series.Written written = series.endIfIdle((int) seq);
                if (written == Series.Written.FIRST_OF_TICK) {
                    dirty.add(series);
                    ended++;
                }
            }
        } finally {
            appending.unlock();
        }
        return ended;
    }

    /**
     * Makes what is pending visible, as of a tick. Called by one thread, always the same.
     *
     * @param seq the tick's number, greater than at the call before
     * @return the series that viewers see changed
     */
    public SeriesValues freeze(long seq) {
        List<Series> changed = new ArrayList<>();
        newestSeq = (int) seq;
        freezing.lock();
        try {
            for (Series series = dirty.poll(); series != null; series = dirty.poll()) {
                if (series.freeze(seq)) {
                    changed.add(series);
                }
            }
        } finally {
            freezing.unlock();
        }
        last = SeriesValues.of(changed.toArray(Series[]::new), last);
        return last;
    }
}
