package io.pulseboard.ingest.statsd;

import io.pulseboard.ingest.ByteKeyCache;
import io.pulseboard.ingest.DecimalReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads datagrams of StatsD and DogStatsD: lines {@code <name>:<value>[:<value>...]|<type>[|@<rate>][|#<tags>]}. Other sections, such as a
 * container id ({@code c:}) or a timestamp ({@code T}), are passed over, as DogStatsD wants it of what a reader does not know. A bad line
 * keeps no other out.
 *
 * <p>A series that has been met is found by its bytes, without being decoded. What is remembered is bounded in number and in bytes. Not for
 * use by several threads at once.
 */
final class StatsdParser {
    private static final int MOST_METRICS = 1 << 16;
    private static final int LONGEST_KEY = 2 << 10;
    /** What is remembered of names, at most. */
    private static final long MOST_KEY_BYTES = 16 << 20;

    private static final byte[] EVENT = {'_', 'e', '{'};
    private static final byte[] SERVICE_CHECK = {'_', 's', 'c', '|'};

    private final DecimalReader numbers = new DecimalReader();
    private final ByteKeyCache<Metric> known = new ByteKeyCache<>(MOST_METRICS, MOST_KEY_BYTES);
    /** The key of the metric at hand: its kind, its name, a zero, its tags. */
    private byte[] key = new byte[512];

    // Of the line at hand:
    private byte[] bytes = {};
    private double weight;
    private int tagsFrom;
    private int tagsTo;

    /** Reads the datagram that lies in these bytes from {@code from} up to, not with, {@code to}. */
    void parse(byte[] datagram, int from, int to, StatsdHandler handler) {
        bytes = datagram;
        int start = from;
        while (start < to) {
            int end = indexOf('\n', start, to);
            int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
            if (last > start) {
                readLine(start, last, handler);
            }
            start = end + 1;
        }
    }

    private void readLine(int from, int to, StatsdHandler handler) {
        try {
            Fault special = special(from, to);
            if (special != null) {
                throw new StatsdSyntaxException(special);
            }
            readMetric(from, to, handler);
        } catch (StatsdSyntaxException bad) {
            handler.onFault(bad.fault(), bytes, from, to);
        }
    }

    private @Nullable Fault special(int from, int to) {
        if (bytes[from] != '_') {
            return null;
        }
        return startsWith(EVENT, from, to)
                ? Fault.EVENT
                : startsWith(SERVICE_CHECK, from, to) ? Fault.SERVICE_CHECK : null;
    }

    private boolean startsWith(byte[] prefix, int from, int to) {
        return to - from >= prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    private void readMetric(int from, int to, StatsdHandler handler) throws StatsdSyntaxException {
        int colon = indexOf(':', from, to);
        if (colon == from || colon == to) {
            throw new StatsdSyntaxException(Fault.BAD_NAME);
        }
        int bar = indexOf('|', colon, to);
        int typeTo = bar == to ? to : indexOf('|', bar + 1, to);
        Kind kind = bar == to ? null : Kind.of(bytes, bar + 1, typeTo);
        if (kind == null) {
            throw new StatsdSyntaxException(Fault.BAD_TYPE);
        }
        readSections(typeTo, to);
        Metric metric = metric(kind, from, colon);
        if (kind != Kind.SET) {
            readValues(metric, colon + 1, bar, handler);
        } else if (bar == colon + 1) {
            throw new StatsdSyntaxException(Fault.BAD_VALUE);
        } else {
            handler.onMember(metric, bytes, colon + 1, bar);
        }
    }

    /** Reads the sections behind the type; {@code at} is the bar before the first one, or the end. */
    private void readSections(int at, int to) throws StatsdSyntaxException {
        weight = 1;
        tagsFrom = at;
        tagsTo = at;
        int bar = at;
        while (bar < to) {
            int end = indexOf('|', bar + 1, to);
            byte mark = bar + 1 < end ? bytes[bar + 1] : 0;
            if (mark == '@') {
                readRate(bar + 2, end);
            } else if (mark == '#') {
                tagsFrom = bar + 2;
                tagsTo = end;
            }
            bar = end;
        }
    }

    private void readRate(int from, int to) throws StatsdSyntaxException {
        if (!numbers.read(bytes, from, to) || !(numbers.value() > 0 && numbers.value() <= 1)) {
            throw new StatsdSyntaxException(Fault.BAD_RATE);
        }
        weight = 1 / numbers.value();
        if (Double.isInfinite(weight)) {
            throw new StatsdSyntaxException(Fault.BAD_RATE);
        }
    }

    private Metric metric(Kind kind, int nameFrom, int nameTo) throws StatsdSyntaxException {
        int nameLength = nameTo - nameFrom;
        int length = 2 + nameLength + tagsTo - tagsFrom;
        if (length > LONGEST_KEY) {
            return new Metric(IdentityReader.read(bytes, nameFrom, nameTo, tagsFrom, tagsTo), kind);
        }
        if (length > key.length) {
            key = new byte[LONGEST_KEY];
        }
        key[0] = kind.letter();
        System.arraycopy(bytes, nameFrom, key, 1, nameLength);
        key[nameLength + 1] = 0;
        System.arraycopy(bytes, tagsFrom, key, nameLength + 2, tagsTo - tagsFrom);
        Metric metric = known.get(key, 0, length);
        if (metric == null) {
            metric = new Metric(IdentityReader.read(bytes, nameFrom, nameTo, tagsFrom, tagsTo), kind);
            remember(metric, length);
        }
        return metric;
    }

    private void remember(Metric metric, int keyLength) {
        known.put(key, 0, keyLength, metric);
    }

    private void readValues(Metric metric, int from, int to, StatsdHandler handler) throws StatsdSyntaxException {
        boolean bad = false;
        int start = from;
        while (start <= to) {
            int end = indexOf(':', start, to);
            if (numbers.read(bytes, start, end) && !Double.isInfinite(numbers.value())) {
                handler.onValue(metric, numbers.value(), weight, bytes[start] == '-' || bytes[start] == '+');
            } else {
                bad = true;
            }
            start = end + 1;
        }
        if (bad) {
            throw new StatsdSyntaxException(Fault.BAD_VALUE);
        }
    }

    /** The place of the first such byte, or the end. */
    private int indexOf(char sought, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != sought) {
            i++;
        }
        return i;
    }
}
