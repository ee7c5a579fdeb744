package io.pulseboard.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one event loop, by feed. The hub posts one task per tick; it walks the subscribers of each feed that has
 * something, and gives the loop back every few hundred, so that a large feed never holds it. Walks are done one after the other,
 * in the order posted. All but {@link #execute} is confined to the loop.
 */
final class EventLoopWalk {
    private static final int SUBSCRIBERS_AT_ONCE = 256;

    private final Executor loop;
    private final Map<Feed, List<FrameSubscription>> subscribers = new IdentityHashMap<>();
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private boolean walking;

    /** One thing to tell all subscribers of one feed, or of all feeds. */
    record Step(@Nullable Feed feed, BiConsumer<FrameSubscription, @Nullable Feed> tell) {}

    EventLoopWalk(Executor loop) {
        this.loop = loop;
    }

    /** Runs something on the loop. For any thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    void add(Feed feed, FrameSubscription subscriber) {
        List<FrameSubscription> list = subscribers.computeIfAbsent(feed, f -> new ArrayList<>());
        subscriber.slot = list.size();
        list.add(subscriber);
    }

    void remove(Feed feed, FrameSubscription subscriber) {
        List<FrameSubscription> list = subscribers.get(feed);
        if (list == null || subscriber.slot < 0) {
            return;
        }
        // The last one takes the place of the one that leaves. A walk goes from the end to the start, so it has met
        // that one.
        FrameSubscription last = list.remove(list.size() - 1);
        if (last != subscriber) {
            list.set(subscriber.slot, last);
            last.slot = subscriber.slot;
        }
        subscriber.slot = -1;
        if (list.isEmpty()) {
            subscribers.remove(feed);
        }
    }

    /** Takes these steps, after those that are still under way. */
    void walk(List<Step> more) {
        steps.addAll(more);
        if (!walking) {
            walking = true;
            walkOn(null, 0);
        }
    }

    private void walkOn(@Nullable Walked interrupted, int from) {
        Walked current = interrupted;
        int next = from;
        int budget = SUBSCRIBERS_AT_ONCE;
        while (true) {
            if (current == null) {
                Step step = steps.poll();
                if (step == null) {
                    walking = false;
                    return;
                }
                current = new Walked(step, audience(step));
                next = current.audience().size() - 1;
            }
            next = Math.min(next, current.audience().size() - 1);
            while (next >= 0 && budget-- > 0) {
                FrameSubscription subscriber = current.audience().get(next--);
                current.step().tell().accept(subscriber, current.step().feed());
                next = Math.min(next, current.audience().size() - 1);
            }
            if (next >= 0) {
                Walked rest = current;
                int at = next;
                loop.execute(() -> walkOn(rest, at));
                return;
            }
            current = null;
        }
    }

    private record Walked(Step step, List<FrameSubscription> audience) {}

    private List<FrameSubscription> audience(Step step) {
        if (step.feed() != null) {
            return subscribers.getOrDefault(step.feed(), List.of());
        }
        List<FrameSubscription> all = new ArrayList<>();
        subscribers.values().forEach(all::addAll);
        return all;
    }
}
