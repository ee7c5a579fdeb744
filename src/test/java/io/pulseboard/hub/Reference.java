package io.pulseboard.hub;

import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.query.Query;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What viewers ought to see, worked out the simple way: the state of every tick, and for every tick which series changed. Knows
 * nothing of feeds, versions or windows. Confined to the test's thread.
 */
final class Reference {
    /** Stands for a key that is not there; no value of the simulation has these bits. */
    static final long ABSENT = Double.doubleToRawLongBits(SpecialValues.GONE);

    private static final int MAX_KEYS = 64;

    private final long staleMillis;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final ArrayDeque<StaleSince> stale = new ArrayDeque<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Component> components = new ArrayList<>();
    private final List<long[]> states = new ArrayList<>();
    private final List<List<Source>> changes = new ArrayList<>();
    private final Map<FeedOf, ReferenceFeed> feeds = new HashMap<>();

    /** What is known of one name: what its source said last, and what viewers see. */
    static final class Source {
        final SeriesKey key;
        private boolean held;
        private boolean anew;
        private boolean removed;
        private double value;
        private boolean visible;
        private double visibleValue;
        private long changed;

        @Nullable HistogramValue histogram;

        private @Nullable HistogramValue visibleHistogram;

        Source(SeriesKey key) {
            this.key = key;
        }

        private void remove() {
            // One that nobody has seen goes unseen.
            removed |= held && visible && !anew;
            held = false;
        }

        /** Makes visible what was said; true if viewers see a difference, or another series of the same name. */
        private boolean settle() {
            boolean changed = removed;
            if (held) {
                changed |= anew
                        || !SpecialValues.same(value, visibleValue)
                        || !Objects.equals(histogram, visibleHistogram);
            }
            visible = held;
            visibleValue = value;
            visibleHistogram = histogram;
            removed = false;
            anew = false;
            return changed;
        }
    }

    private record StaleSince(Source source, long seq, long millis) {}

    /** One key: a plain series, or a component of a histogram. */
    record Component(SeriesKey series, @Nullable HistogramValue layout, int index) {}

    private record FeedOf(Query query, int everyTicks) {}

    /**
     * @param staleMillis for how long a stale series stays
     */
    Reference(long staleMillis) {
        this.staleMillis = staleMillis;
        states.add(emptyState());
        changes.add(List.of());
    }

    static long[] emptyState() {
        long[] state = new long[MAX_KEYS];
        Arrays.fill(state, ABSENT);
        return state;
    }

    private Source source(String name) {
        return sources.computeIfAbsent(name, n -> new Source(SeriesKey.of(n)));
    }

    void set(String name, double value, @Nullable HistogramValue histogram) {
        Source source = source(name);
        if (source.held && histogram != null && !histogram.sameLayout(Objects.requireNonNull(source.histogram))) {
            source.remove();
        }
        source.anew |= !source.held;
        source.held = true;
        source.value = value;
        source.histogram = histogram;
    }

    void stale(String name) {
        Source source = source(name);
        if (source.held) {
            source.value = SpecialValues.STALE;
        }
    }

    void remove(String name) {
        source(name).remove();
    }

    /** Works out the next tick. */
    void tick(long millis) {
        long seq = states.size();
        List<Source> changed = new ArrayList<>();
        for (Source source : sources.values()) {
            if (source.settle()) {
                changed.add(source);
                source.changed = seq;
                if (source.visible && SpecialValues.isStale(source.visibleValue)) {
                    stale.add(new StaleSince(source, seq, millis));
                }
            }
        }
        changes.add(changed);
        states.add(state());
        while (!stale.isEmpty() && stale.element().millis() <= millis - staleMillis) {
            StaleSince oldest = stale.remove();
            if (oldest.source().changed == oldest.seq()) {
                oldest.source().remove();
            }
        }
    }

    private long[] state() {
        long[] state = emptyState();
        for (Source source : sources.values()) {
            HistogramValue histogram = source.visibleHistogram;
            int count = !source.visible ? 0 : histogram == null ? 1 : histogram.componentCount();
            for (int i = 0; i < count; i++) {
                double value = histogram == null || SpecialValues.isStale(source.visibleValue)
                        ? source.visibleValue
                        : histogram.component(i);
                state[place(new Component(source.key, histogram, i))] = bits(value);
            }
        }
        return state;
    }

    private int place(Component component) {
        SeriesKey series = component.series();
        HistogramValue layout = component.layout();
        SeriesKey key = layout == null ? series : layout.componentKey(series, component.index());
        return places.computeIfAbsent(key.toString(), text -> {
            components.add(component);
            return components.size() - 1;
        });
    }

    /** The raw bits of a value, one pattern for all that mean stale. */
    static long bits(double value) {
        return Double.doubleToRawLongBits(SpecialValues.isStale(value) ? SpecialValues.STALE : value);
    }

    /** The place in a state of a key that has been visible; fails for one that never was. */
    int place(String key) {
        return Objects.requireNonNull(places.get(key), key);
    }

    /** What has a place, by place. */
    List<Component> components() {
        return components;
    }

    /** The newest tick. */
    long newest() {
        return states.size() - 1L;
    }

    /** The state as of a tick: the bits of each value, by the place of its key. */
    long[] state(long seq) {
        return states.get((int) seq);
    }

    /** Which sources changed in a tick. */
    List<Source> changes(long seq) {
        return changes.get((int) seq);
    }

    /** What those ought to see who asked for this. */
    ReferenceFeed feed(Query query, int everyTicks) {
        return feeds.computeIfAbsent(
                new FeedOf(query, everyTicks), wanted -> new ReferenceFeed(this, wanted.query(), wanted.everyTicks()));
    }

    /** A state for people to read. */
    String describe(long[] state) {
        StringBuilder text = new StringBuilder();
        places.forEach((key, place) -> {
            if (state[place] != ABSENT) {
                double value = Double.longBitsToDouble(state[place]);
                text.append(key).append('=').append(SpecialValues.isStale(value) ? "stale" : value);
                text.append(' ');
            }
        });
        return text.toString();
    }
}
