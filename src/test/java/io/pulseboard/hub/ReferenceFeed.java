package io.pulseboard.hub;

import io.pulseboard.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What viewers with one query and interval ought to see. Confined to the test's thread. */
final class ReferenceFeed {
    private final Reference reference;
    private final Query query;
    private final int everyTicks;

    /** Per tick, how many ticks up to it had a change. */
    private final List<Long> changes = new ArrayList<>(List.of(0L));

    /** Per tick, how many updates are due up to it. */
    private final List<Long> updates = new ArrayList<>(List.of(0L));

    /** By place of the key, as far as looked at. */
    private boolean[] selected = new boolean[0];

    ReferenceFeed(Reference reference, Query query, int everyTicks) {
        this.reference = reference;
        this.query = query;
        this.everyTicks = everyTicks;
    }

    private void catchUp() {
        for (long seq = changes.size(); seq <= reference.newest(); seq++) {
            boolean changed = reference.changes(seq).stream()
                    .anyMatch(source ->
                            !query.select(source.key, source.histogram).isNone());
            changes.add(changes.get((int) seq - 1) + (changed ? 1 : 0));
            boolean due = seq % everyTicks == 0 && changes.get((int) seq) > changes.get((int) (seq - everyTicks));
            updates.add(updates.get((int) seq - 1) + (due ? 1 : 0));
        }
    }

    /** How many updates are due after one tick, up to and with another. */
    long updates(long after, long upTo) {
        catchUp();
        return updates.get((int) upTo) - updates.get((int) after);
    }

    /** Whether an update is due at this tick. */
    boolean updatesAt(long seq) {
        return seq > 0 && updates(seq - 1, seq) == 1;
    }

    /** Whether anything changes after one tick, up to and with another. */
    boolean changes(long after, long upTo) {
        catchUp();
        return upTo > after && changes.get((int) upTo) > changes.get((int) after);
    }

    /**
     * Whether the first update due after this position says nothing new to who is there: that happens where the position lies
     * between two points at which such a feed sends, and all changes before it.
     */
    boolean repeats(long position) {
        long next = (position + everyTicks - 1) / everyTicks * everyTicks;
        return next <= reference.newest() && next > position && updatesAt(next) && !changes(position, next);
    }

    /** Whether a state is that of this tick, as far as the query selects it. */
    boolean matches(long[] state, long seq) {
        return Arrays.equals(state, state(seq));
    }

    /** The state of a tick, as far as the query selects it. */
    long[] state(long seq) {
        List<Reference.Component> components = reference.components();
        int known = selected.length;
        if (known < components.size()) {
            selected = Arrays.copyOf(selected, components.size());
            for (int i = known; i < selected.length; i++) {
                Reference.Component one = components.get(i);
                selected[i] = query.select(one.series(), one.layout()).contains(one.index());
            }
        }
        long[] state = Reference.emptyState();
        long[] all = reference.state(seq);
        for (int i = 0; i < selected.length; i++) {
            state[i] = selected[i] ? all[i] : Reference.ABSENT;
        }
        return state;
    }
}
