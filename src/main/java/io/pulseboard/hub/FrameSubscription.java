package io.pulseboard.hub;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber is owed. It holds no queue of updates: only the newest frame of its feed, and how far the subscriber has
 * got. A subscriber that asks for more after it has missed frames gets one merged frame for all of them. What one that comes back is
 * owed is given piece by piece, as it takes it.
 *
 * <pre>
 *            start(owed)                    all owed handed out
 *  JOINING ---------------> REPLAYING ------------------------------> LIVE
 *                                                                    |    ^
 *                              more than one frame behind, and asked |    | merged(frame)
 *                                                                    v    |
 *                                                                   MERGING
 * </pre>
 *
 * Any of them ends with {@link #cancel()}, by the subscriber, or {@link #close}, by the hub.
 *
 * <p>Mailboxes ({@code latest}, {@code merged}, {@code notices}, ...) are written by the subscriber's loop and emptied by {@link #drain};
 * {@link #offer} passes by its mailbox when there is nothing to wait for. Either runs in one thread at a time (the wip counter of Reactive
 * Streams implementations, see D. Karnok, "Advanced Reactive Java"); what only they touch says so. Signals are serial as rule 1.3
 * wants it.
 */
final class FrameSubscription implements Flow.Subscription {
    private static final int MAX_NOTICES = 32;

    private static final AtomicLongFieldUpdater<FrameSubscription> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(FrameSubscription.class, "requested");
    private static final AtomicIntegerFieldUpdater<FrameSubscription> WIP =
            AtomicIntegerFieldUpdater.newUpdater(FrameSubscription.class, "wip");

    private final Subscription subscription;
    private final MultiSubscriber<? super Frame> downstream;
    private final FrameSource source;

    // Updaters and not Atomic objects, and a queue that is made when there is something for it: there are tens of
    // thousands of us.
    private volatile long requested;
    private volatile int wip;
    private volatile @Nullable Notices notices;

    private volatile boolean cancelled;
    private volatile boolean terminated;
    private volatile @Nullable List<Frame> owed;
    private volatile @Nullable Frame latest;
    private volatile @Nullable Frame heartbeat;
    private volatile @Nullable Frame merged;
    private volatile @Nullable Closing closing;
    private volatile long exhaustedNanos = System.nanoTime();

    // Touched by whoever has raised wip from 0 alone (drain, offer), once start() has set them.
    private int owedNext;
    private long owedUpTo;
    private long seq;
    private long ordinal;
    private boolean merging;

    /** The place of this subscription in its loop's list; confined to the loop. */
    int slot = -1;

    /** What the hub does for a subscription. */
    interface FrameSource {
        /** Puts the subscription on a feed; ends in {@link #start} or {@link #close}. */
        void join(FrameSubscription subscription);

        /** Has a merged frame made for all after this position; ends in {@link #merged}. */
        void merge(FrameSubscription subscription, long seq, long ordinal);

        /**
         * Looks up what is owed after this position; ends in {@link #start} or {@link #close}.
         *
         * @param ordinal how many updates of the feed the subscription has, or need not have
         * @param upTo what comes after this position is handed out live
         */
        void owed(FrameSubscription subscription, long seq, long ordinal, long upTo);

        /** Takes the subscription off its feed. */
        void leave(FrameSubscription subscription);

        /** Counts a frame that was handed out. */
        void delivered(FrameSubscription subscription, Frame frame);

        /** Counts notices that a slow subscriber did not get. */
        void dropped(FrameSubscription subscription, int count);
    }

    /** The newest few annotations. Added to by the loop, emptied by drain. */
    private static final class Notices {
        private final ConcurrentLinkedQueue<Frame> frames = new ConcurrentLinkedQueue<>();
        private final AtomicInteger count = new AtomicInteger();

        /** Adds one; false if another had to go for it. */
        boolean add(Frame frame) {
            frames.add(frame);
            return count.incrementAndGet() <= MAX_NOTICES || poll() == null;
        }

        @Nullable Frame poll() {
            Frame oldest = frames.poll();
            if (oldest != null) {
                count.decrementAndGet();
            }
            return oldest;
        }
    }

    /** An end asked for by the hub: a last frame, and then completion or failure. */
    private record Closing(@Nullable Frame bye, @Nullable Throwable failure) {}

    FrameSubscription(Subscription subscription, MultiSubscriber<? super Frame> downstream, FrameSource source) {
        this.subscription = subscription;
        this.downstream = downstream;
        this.source = source;
    }

    Subscription subscription() {
        return subscription;
    }

    /** Whether nothing will be handed out any more. For any thread. */
    boolean over() {
        return cancelled || terminated;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            // Rule 3.9.
            close(null, new IllegalArgumentException("non-positive subscription request: " + n));
            return;
        }
        REQUESTED.accumulateAndGet(this, n, FrameSubscription::addSaturated);
        drain();
    }

    private static long addSaturated(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            source.leave(this);
        }
    }

    /** The subscription is on its feed, and owed nothing beyond this: see {@link #start(List, long, long, long)}. */
    void start(List<Frame> first, long upToSeq, long upToOrdinal) {
        start(first, upToSeq, upToOrdinal, upToSeq);
    }

    /**
     * The subscription is on its feed, or what it is owed goes on.
     *
     * @param first what to hand out before any update that comes live: a snapshot, or what was missed
     * @param upToSeq where the subscriber is after that
     * @param upToOrdinal how many updates of the feed it has, or need not have, after that
     * @param moreUpTo up to which position more is owed after that, in order; not beyond {@code upToSeq} if nothing is
     */
    void start(List<Frame> first, long upToSeq, long upToOrdinal, long moreUpTo) {
        owedUpTo = moreUpTo;
        seq = upToSeq;
        ordinal = upToOrdinal;
        owed = first;
        drain();
    }

    /**
     * Takes note of the newest update of the feed, in order. Who is in step and waits for it gets it without a note: a reference
     * stored into each of ten thousand old objects, and marked for the garbage collector, is a good part of what an update costs.
     */
    void offer(Frame update) {
        if (!WIP.compareAndSet(this, 0, 1)) {
            latest = update;
            drain();
            return;
        }
        if (isNext(update)) {
            forgetLatest();
            handOut(advance(update));
            drainOn(WIP.decrementAndGet(this));
        } else {
            latest = update;
            drainOn(1);
        }
    }

    /** Whether this is what a drain would hand out. */
    private boolean isNext(Frame update) {
        List<Frame> first = owed;
        return requested > 0
                && update.ordinal() == ordinal + 1
                && !merging
                && first != null
                && first.isEmpty()
                && owedUpTo <= seq
                && closing == null
                && !over();
    }

    /** It is older than the update at hand, and would stay in memory for as long as the subscriber is in step. */
    private void forgetLatest() {
        if (latest != null) {
            latest = null;
        }
    }

    /** Says that the feed is quiet. Has no effect on a subscriber that is behind. */
    void heartbeat(Frame frame) {
        heartbeat = frame;
        drain();
    }

    /** Hands out something that is not part of the state; a slow subscriber keeps the newest few. */
    void notice(Frame frame) {
        Notices kept = notices;
        if (kept == null) {
            kept = new Notices();
            notices = kept;
        }
        if (!kept.add(frame)) {
            source.dropped(this, 1);
        }
        drain();
    }

    /** The frame asked for with {@link FrameSource#merge}. */
    void merged(Frame frame) {
        merged = frame;
        drain();
    }

    /** Ends the stream: with a last frame if the subscriber has demand for one. */
    void close(@Nullable Frame bye, @Nullable Throwable failure) {
        if (closing == null) {
            closing = new Closing(bye, failure);
        }
        drain();
    }

    /** For how long the subscriber has not asked for more, in nanoseconds; 0 if it waits for something to come, or is being given it. */
    long stalledNanos(long nowNanos) {
        // Demand before wip: the time is noted after the demand is used up, and before wip goes down.
        return requested > 0 || wip != 0 ? 0 : nowNanos - exhaustedNanos;
    }

    /** See {@link Prefetch}. */
    int prefetch() {
        return slot + (downstream instanceof Prefetch next ? next.prefetch() : 0);
    }

    private void drain() {
        if (WIP.getAndIncrement(this) == 0) {
            drainOn(1);
        }
    }

    /** Drains until this many calls for it, and those that come meanwhile, are answered. */
    private void drainOn(int calls) {
        int missed = calls;
        while (missed != 0) {
            drainOnce();
            missed = WIP.addAndGet(this, -missed);
        }
    }

    private void drainOnce() {
        while (!cancelled && !terminated) {
            Closing end = closing;
            if (end != null) {
                terminate(end);
                return;
            }
            if (requested == 0) {
                return;
            }
            Frame next = next();
            if (next == null) {
                return;
            }
            handOut(next);
        }
    }

    private void handOut(Frame frame) {
        if (requested != Long.MAX_VALUE) {
            REQUESTED.decrementAndGet(this);
        }
        source.delivered(this, frame);
        downstream.onItem(frame);
        // Most ask for the next while they are handed this one, and need no clock.
        if (requested == 0) {
            exhaustedNanos = System.nanoTime();
        }
    }

    private void terminate(Closing end) {
        terminated = true;
        if (end.bye() != null && requested > 0) {
            source.delivered(this, end.bye());
            downstream.onItem(end.bye());
        }
        source.leave(this);
        if (cancelled) {
            return;
        }
        if (end.failure() != null) {
            downstream.onFailure(end.failure());
        } else {
            downstream.onCompletion();
        }
    }

    /** The next frame to hand out, null if there is none now. */
    private @Nullable Frame next() {
        List<Frame> first = owed;
        if (first == null) {
            return null;
        }
        if (owedNext < first.size()) {
            Frame frame = first.get(owedNext++);
            if (owedNext == first.size()) {
                owed = List.of();
                owedNext = 0;
            }
            return frame;
        }
        if (owedUpTo > seq) {
            askForMore();
            return null;
        }
        Frame update = nextUpdate();
        if (update != null || merging) {
            return update;
        }
        return nextAside();
    }

    /** As when joining, nothing is handed out until it has come. */
    private void askForMore() {
        long upTo = owedUpTo;
        owedUpTo = 0;
        owed = null;
        source.owed(this, seq, ordinal, upTo);
    }

    private @Nullable Frame nextUpdate() {
        if (merging) {
            Frame frame = merged;
            if (frame == null) {
                return null;
            }
            merged = null;
            merging = false;
            return advance(frame);
        }
        Frame newest = latest;
        if (newest == null || newest.ordinal() <= ordinal) {
            return null;
        }
        if (newest.ordinal() == ordinal + 1) {
            return advance(newest);
        }
        merging = true;
        source.merge(this, seq, ordinal);
        return null;
    }

    private Frame advance(Frame frame) {
        seq = frame.seq();
        ordinal = frame.ordinal();
        return frame;
    }

    private @Nullable Frame nextAside() {
        Notices kept = notices;
        Frame notice = kept == null ? null : kept.poll();
        if (notice != null) {
            return notice;
        }
        Frame quiet = heartbeat;
        // Who is behind must not be told that nothing was missed. It stays where it is: its update may just be coming
        // in, and
        // once it has been handed out its position is not news any more.
        return quiet != null && quiet.ordinal() == ordinal && quiet.seq() > seq ? advance(quiet) : null;
    }
}
