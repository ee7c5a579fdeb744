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
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger nextNumber = new AtomicInteger();
    private final ConcurrentLinkedQueue<Series> dirty = new ConcurrentLinkedQueue<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Lock appending = lock.readLock();
    private final Lock freezing = lock.writeLock();

    /** An empty table. */
    public SeriesTable(SeriesLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** What became of one sample. */
    public enum Outcome {
        /** It is the pending value, or the same as it, or it marked stale what is not held. */
        ACCEPTED,
        /** The series is new and the table is full. */
        SERIES_BUDGET,
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
        return size.get();
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
    public Outcome[] append(List<Sample> samples) {
        Outcome[] outcomes = new Outcome[samples.size()];
        long newest = limits.maxFuture().toMillis() + clock.millis();
        appending.lock();
        try {
            for (int i = 0; i < outcomes.length; i++) {
                outcomes[i] = append(samples.get(i), newest);
            }
        } finally {
            appending.unlock();
        }
        return outcomes;
    }

    private Outcome append(Sample sample, long newest) {
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
                Outcome refusal = create(sample);
                if (refusal != null) {
                    return refusal;
                }
                continue;
            }
            if (!stale && redefines(series, sample)) {
                retire(series);
                continue;
            }
            Series.Written written = series.write(sample.value(), sample.compound(), sample.timestampMillis());
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
    private @Nullable Outcome create(Sample sample) {
        Outcome refusal = limits.check(sample.key());
        if (refusal != null) {
            return refusal;
        }
        if (size.incrementAndGet() > limits.maxSeries()) {
            size.decrementAndGet();
            return Outcome.SERIES_BUDGET;
        }
        Series created = new Series(nextNumber.getAndIncrement(), sample.key(), sample.metadata(), sample.compound());
        if (held.putIfAbsent(sample.key(), created) != null) {
            size.decrementAndGet();
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
            size.decrementAndGet();
        }
    }

    /**
     * Makes what is pending visible, as of a tick. Called by one thread, always the same.
     *
     * @param seq the tick's number, greater than at the call before
     * @return the series that viewers see changed
     */
    public SeriesValues freeze(long seq) {
        List<Series> changed = new ArrayList<>();
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
        return SeriesValues.of(changed.toArray(Series[]::new));
    }
}
