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
    static final int SUBSCRIBERS_AT_ONCE = 256;

    /** Enough for memory to answer them side by side, few enough to be still in the cache when their turn comes. */
    static final int PREFETCHED_AT_ONCE = 8;

    private final Executor loop;
    private final Map<Feed, List<FrameSubscription>> subscribers = new IdentityHashMap<>();
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private boolean walking;

    /** Whom the step under way concerns. Those up to {@link #next} have not met it yet. */
    private List<FrameSubscription> audience = List.of();

    private int next = -1;

    /** Read by nobody: see {@link Prefetch#prefetch}. */
    private int prefetched;

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
        int free = subscriber.slot;
        if (list == audience && free <= next) {
            // Of those that have not met the step under way the last one takes the free place, and leaves its own to
            // one that has.
            put(list, free, list.get(next));
            free = next--;
        }
        FrameSubscription last = list.remove(list.size() - 1);
        if (free < list.size()) {
            put(list, free, last);
        }
        subscriber.slot = -1;
        if (list.isEmpty()) {
            subscribers.remove(feed);
        }
    }

    private static void put(List<FrameSubscription> list, int slot, FrameSubscription subscriber) {
        list.set(slot, subscriber);
        subscriber.slot = slot;
    }

    /** Takes these steps, after those that are still under way. */
    void walk(List<Step> more) {
        steps.addAll(more);
        if (!walking) {
            walking = true;
            walkOn(null);
        }
    }

    private void walkOn(@Nullable Step interrupted) {
        Step step = interrupted;
        int budget = SUBSCRIBERS_AT_ONCE;
        while (true) {
            if (step == null) {
                step = steps.poll();
                if (step == null) {
                    audience = List.of();
                    walking = false;
                    return;
                }
                audience = audience(step);
                next = audience.size() - 1;
            }
            while (next >= 0 && budget-- > 0) {
                if ((next + 1) % PREFETCHED_AT_ONCE == 0) {
                    prefetch();
                }
                FrameSubscription subscriber = audience.get(next--);
                step.tell().accept(subscriber, step.feed());
            }
            if (next >= 0) {
                Step rest = step;
                loop.execute(() -> walkOn(rest));
                return;
            }
            step = null;
        }
    }

    /** Has the next few subscribers fetch what they need, see {@link Prefetch}. */
    private void prefetch() {
        int read = 0;
        for (int i = next; i > next - PREFETCHED_AT_ONCE; i--) {
            read += audience.get(i).prefetch();
        }
        prefetched = read;
    }

    private List<FrameSubscription> audience(Step step) {
        if (step.feed() != null) {
            return subscribers.getOrDefault(step.feed(), List.of());
        }
        List<FrameSubscription> all = new ArrayList<>();
        subscribers.values().forEach(all::addAll);
        return all;
    }
}
