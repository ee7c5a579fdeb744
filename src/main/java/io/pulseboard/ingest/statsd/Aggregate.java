package io.pulseboard.ingest.statsd;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import org.jspecify.annotations.Nullable;

/** What the values of one series add up to. Confined to one thread. */
abstract class Aggregate {
    final SeriesKey key;
    final Kind kind;
    final MetricMetadata metadata;
    /** When there was a value last, milliseconds since 1970, to a flush; 0 if there never was one. */
    private long lastMillis;

    /** Whether there was a value since the last flush. */
    boolean fresh;

    /** Whether it is held no more. */
    boolean expired;

    Aggregate(SeriesKey key, Kind kind) {
        this.key = key;
        this.kind = kind;
        this.metadata = new MetricMetadata(kind.type(), kind.unit(), "");
    }

    static Aggregate of(SeriesKey key, Kind kind) {
        return switch (kind) {
            case COUNTER -> new Count(key);
            case GAUGE -> new Gauge(key);
            case SET -> new Members(key);
            case TIMER, DISTRIBUTION -> new Distribution(key, kind);
        };
    }

    /**
     * Takes a number.
     *
     * @return why it does not, null if it does
     */
    abstract @Nullable Fault add(double value, double weight, boolean relative);

    /** The sample of this moment, and the beginning of the next interval. */
    final Sample flush(long nowMillis) {
        Sample sample = sample(nowMillis);
        if (fresh) {
            lastMillis = nowMillis;
        }
        fresh = false;
        return sample;
    }

    abstract Sample sample(long nowMillis);

    /** Whether it was ever handed on with a value. */
    final boolean isKnown() {
        return lastMillis != 0;
    }

    /** Whether there was no value for so long, as of a flush. */
    final boolean isIdle(long nowMillis, long expireMillis) {
        return !fresh && nowMillis - lastMillis >= expireMillis;
    }

    /** All that was ever counted. */
    private static final class Count extends Aggregate {
        private double total;

        Count(SeriesKey key) {
            super(key, Kind.COUNTER);
        }

        @Override
        @Nullable Fault add(double value, double weight, boolean relative) {
            if (value < 0) {
                return Fault.NEGATIVE_COUNT;
            }
            double next = total + value * weight;
            if (Double.isInfinite(next)) {
                return Fault.BAD_VALUE;
            }
            total = next;
            return null;
        }

        @Override
        Sample sample(long nowMillis) {
            return Sample.of(key, metadata, total, nowMillis);
        }
    }

    /** The newest value; one with a sign is a change of it, of 0 if there was none. */
    private static final class Gauge extends Aggregate {
        private double value;

        Gauge(SeriesKey key) {
            super(key, Kind.GAUGE);
        }

        @Override
        @Nullable Fault add(double given, double weight, boolean relative) {
            double next = relative ? value + given : given;
            if (Double.isInfinite(next)) {
                return Fault.BAD_VALUE;
            }
            value = next;
            return null;
        }

        @Override
        Sample sample(long nowMillis) {
            return Sample.of(key, metadata, value, nowMillis);
        }
    }

    /** How many different members there were since the last flush. */
    static final class Members extends Aggregate {
        private final DistinctCount distinct = new DistinctCount();

        Members(SeriesKey key) {
            super(key, Kind.SET);
        }

        void add(long hash) {
            distinct.add(hash);
        }

        @Override
        @Nullable Fault add(double value, double weight, boolean relative) {
            throw new IllegalStateException("sets have members and no values");
        }

        @Override
        Sample sample(long nowMillis) {
            double count = distinct.estimate();
            distinct.clear();
            return Sample.of(key, metadata, count, nowMillis);
        }
    }
}
