package io.pulseboard.ingest.push;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.ingest.prometheus.ExpositionOptions;
import io.pulseboard.ingest.prometheus.ExpositionParser;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was pushed, group by group, and what a further push changes in it. Safe for use by any thread: pushes are applied one after
 * the other, so that two of one group leave the group as one of them would have.
 *
 * <p>New samples are applied before the series that they replace are removed, so that no viewer sees a group empty in between.
 */
@Singleton
final class Groups {
    static final String SOURCE = "push";

    private static final String PUSH_TIME = "push_time_seconds";
    private static final String FAILURE_TIME = "push_failure_time_seconds";
    private static final MetricMetadata PUSH_TIME_METADATA =
            new MetricMetadata(MetricType.GAUGE, "seconds", "Last Unix time when changing this group succeeded.");
    private static final MetricMetadata FAILURE_TIME_METADATA =
            new MetricMetadata(MetricType.GAUGE, "seconds", "Last Unix time when changing this group failed.");

    /** Series. */
    static final int WORTH_A_PARSER = 20;

    private static final ExpositionOptions OPTIONS = ExpositionOptions.DEFAULTS
            .withRepetition(ExpositionOptions.Repetition.REFUSE)
            .withTimestamps(ExpositionOptions.Timestamps.REFUSE);

    private final SampleSink sink;
    /** Guarded by this. */
    private final Map<GroupingKey, Group> groups = new HashMap<>();

    Groups(SampleSink sink) {
        this.sink = sink;
    }

    /** What one group holds. Guarded by the groups. */
    private static final class Group {
        final Map<SeriesKey, Membership> series = new HashMap<>();
        long pushes;

        /** Whether all of the last push was applied. */
        boolean whole;

        double pushSeconds;
        double failureSeconds;
        long lastMillis = Long.MIN_VALUE;

        /** Null while it is lent, and before the first push. */
        @Nullable ExpositionParser parser;

        /** A time for a push that no push of this group had before, since of two equal times neither is the newer. */
        long nextMillis(long nowMillis) {
            lastMillis = Math.max(nowMillis, lastMillis + 1);
            return lastMillis;
        }
    }

    /** That a series is in a group. */
    private static final class Membership {
        /** The number of the push that last brought it. */
        long push;
    }

    /** How a push replaces what is there. */
    enum Replacement {
        /** {@code PUT}: everything in the group. */
        GROUP,
        /** {@code POST}: the metrics whose names were pushed. */
        SAME_NAMES
    }

    /**
     * Applies a push.
     *
     * @param pushed its samples, with the labels of the group
     * @return what became of them; those refused are not in the group
     */
    synchronized AppendResult push(GroupingKey key, Replacement replacement, List<Sample> pushed, long nowMillis) {
        Group group = groups.computeIfAbsent(key, k -> new Group());
        long millis = group.nextMillis(nowMillis);
        List<Sample> samples = new ArrayList<>(pushed.size() + 2);
        for (Sample sample : pushed) {
            samples.add(new Sample(sample.key(), sample.metadata(), sample.value(), sample.compound(), millis));
        }
        AppendResult result = sink.append(SOURCE, samples);
        removeReplaced(group, replacement, samples, result);
        group.whole = result.refused().isEmpty();
        if (group.whole) {
            group.pushSeconds = nowMillis / 1000.0;
        } else {
            group.failureSeconds = nowMillis / 1000.0;
        }
        appendTimes(key, group, millis);
        return result;
    }

    private void removeReplaced(Group group, Replacement replacement, List<Sample> samples, AppendResult result) {
        Set<SeriesKey> refused = new HashSet<>();
        result.refused().forEach(refusal -> refused.add(refusal.key()));
        long push = ++group.pushes;
        for (Sample sample : samples) {
            if (refused.isEmpty() || !refused.contains(sample.key())) {
                group.series.computeIfAbsent(sample.key(), k -> new Membership()).push = push;
            }
        }
        // Most pushes bring what the one before brought, and replace nothing.
        @Nullable Set<String> names = null;
        List<SeriesKey> replaced = new ArrayList<>();
        for (Map.Entry<SeriesKey, Membership> held : group.series.entrySet()) {
            if (held.getValue().push == push) {
                continue;
            }
            if (names == null) {
                names = names(samples);
            }
            if (replacement == Replacement.GROUP || names.contains(held.getKey().name())) {
                replaced.add(held.getKey());
            }
        }
        replaced.forEach(group.series::remove);
        sink.remove(replaced);
    }

    private static Set<String> names(List<Sample> samples) {
        Set<String> names = new HashSet<>();
        samples.forEach(sample -> names.add(sample.key().name()));
        return names;
    }

    /**
     * Lends the group's parser, which knows the series of its last push, so that a further one costs neither their names nor a comparison of
     * them. Another push of the same group meanwhile gets a new one.
     */
    ExpositionParser lendParser(GroupingKey key) {
        ExpositionParser parser = null;
        synchronized (this) {
            Group group = groups.get(key);
            if (group != null) {
                parser = group.parser;
                group.parser = null;
            }
        }
        return parser == null ? new ExpositionParser(OPTIONS.withLabels(key::applyTo)) : parser;
    }

    /**
     * Takes the parser back where that pays: it knows what it has read, and what it has read has to be held, or the budget of series would not
     * bound it; and a few series are read anew for less than a parser takes.
     */
    synchronized void takeBack(GroupingKey key, ExpositionParser parser) {
        Group group = groups.get(key);
        if (group != null && group.whole && group.series.size() >= WORTH_A_PARSER) {
            group.parser = parser;
        }
    }

    /** Notes that a push of this group was refused whole. */
    synchronized void pushFailed(GroupingKey key, long nowMillis) {
        Group group = groups.computeIfAbsent(key, k -> new Group());
        group.whole = false;
        group.failureSeconds = nowMillis / 1000.0;
        appendTimes(key, group, group.nextMillis(nowMillis));
    }

    private void appendTimes(GroupingKey key, Group group, long millis) {
        AppendResult result = sink.append(
                SOURCE,
                List.of(
                        Sample.of(timeKey(PUSH_TIME, key), PUSH_TIME_METADATA, group.pushSeconds, millis),
                        Sample.of(timeKey(FAILURE_TIME, key), FAILURE_TIME_METADATA, group.failureSeconds, millis)));
        if (group.series.isEmpty() && !result.refused().isEmpty()) {
            // Nothing of it is held anywhere, so it must not take up memory here.
            groups.remove(key);
        }
    }

    /** Removes a group with all its series; nothing happens if there is none. */
    synchronized void delete(GroupingKey key) {
        Group group = groups.remove(key);
        if (group != null) {
            List<SeriesKey> all = new ArrayList<>(group.series.keySet());
            all.add(timeKey(PUSH_TIME, key));
            all.add(timeKey(FAILURE_TIME, key));
            sink.remove(all);
        }
    }

    /** Whether a name is one of those that only we write. */
    static boolean isOwn(String name) {
        return name.equals(PUSH_TIME) || name.equals(FAILURE_TIME);
    }

    private static SeriesKey timeKey(String name, GroupingKey key) {
        return new SeriesKey(name, key.labels());
    }
}
