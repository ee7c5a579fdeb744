package io.pulseboard.hub;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who watches, and through which event loop. Joining, leaving and merging come in from the loops and are done on the hub's thread;
 * frames go out to the loops, one task per loop and tick. A subscriber joins its loop's list by a task posted after the state it
 * starts from and before the next tick, so it sees every update once.
 */
final class Subscribers {
    /** With few viewers a drain need not take its full time. */
    private static final long MILLIS_PER_BYE = 5;

    private final HubSettings settings;
    private final Executor hubThread;
    private final Feeds feeds;
    private final Feed.FeedContext context;
    private final HubMetrics metrics;
    private final Map<Executor, EventLoopWalk> loops = new HashMap<>();
    private final Map<FrameSubscription, Seat> seats = new IdentityHashMap<>();
    private final Map<String, Source> sources = new ConcurrentHashMap<>();
    private boolean draining;

    /** Where a subscriber sits. */
    private record Seat(Feed feed, EventLoopWalk loop) {}

    Subscribers(HubSettings settings, Executor hubThread, Feeds feeds, Feed.FeedContext context, HubMetrics metrics) {
        this.settings = settings;
        this.hubThread = hubThread;
        this.feeds = feeds;
        this.context = context;
        this.metrics = metrics;
    }

    /** What the subscriptions of one transport are served by: they share its counters. For any thread. */
    FrameSubscription.FrameSource source(String transport) {
        return sources.computeIfAbsent(transport, t -> new Source(metrics.transport(t)));
    }

    /** Passes on, and counts. */
    private final class Source implements FrameSubscription.FrameSource {
        private final HubMetrics.PerTransport counters;

        Source(HubMetrics.PerTransport counters) {
            this.counters = counters;
        }

        @Override
        public void join(FrameSubscription subscriber) {
            hubThread.execute(() -> seat(subscriber));
        }

        @Override
        public void owed(FrameSubscription subscriber, long seq, long ordinal, long upTo) {
            Subscribers.this.owed(subscriber, seq, ordinal, upTo);
        }

        @Override
        public void merge(FrameSubscription subscriber, long seq, long ordinal) {
            Subscribers.this.merge(subscriber, seq, ordinal);
        }

        @Override
        public void leave(FrameSubscription subscriber) {
            Subscribers.this.leave(subscriber);
        }

        @Override
        public void delivered(FrameSubscription subscriber, Frame frame) {
            counters.delivered().increment();
        }

        @Override
        public void dropped(FrameSubscription subscriber, int count) {
            counters.dropped().increment(count);
        }
    }

    private void seat(FrameSubscription subscriber) {
        Subscription subscription = subscriber.subscription();
        EventLoopWalk loop = loops.computeIfAbsent(subscription.loop(), EventLoopWalk::new);
        if (subscriber.over()) {
            return;
        }
        if (draining) {
            Frame bye = bye(subscription.encoder());
            loop.execute(() -> {
                subscriber.start(List.of(), 0, 0);
                subscriber.close(bye, null);
            });
            return;
        }
        FeedKey key = key(subscription);
        Feed feed = feeds.get(key);
        if (feed == null) {
            if (feeds.size() >= settings.maxFeeds()) {
                StreamClosedException full = new StreamClosedException(
                        CloseReason.TOO_MANY_STREAMS,
                        "as many different subscriptions are open as pulseboard.stream.max-feeds allows: "
                                + settings.maxFeeds());
                loop.execute(() -> subscriber.close(null, full));
                return;
            }
            feed = feeds.create(key);
        }
        feed.subscribers(+1);
        seats.put(subscriber, new Seat(feed, loop));
        metrics.transport(subscription.transport()).viewers().incrementAndGet();
        welcome(subscriber, feed, loop);
    }

    /** Whether this subscription has a feed to share, or there is room for one more. For any thread. */
    boolean admits(Subscription subscription) {
        // Looked at twice, since the feed that there was to share may have been retired between the first look and the
        // second.
        return isRoom() || feeds.get(key(subscription)) != null || isRoom();
    }

    private boolean isRoom() {
        return feeds.size() < settings.maxFeeds();
    }

    private FeedKey key(Subscription subscription) {
        return new FeedKey(subscription.query(), subscription.encoder(), ticks(subscription.every()));
    }

    private int ticks(Duration every) {
        long tick = settings.tick().toMillis();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (every.toMillis() + tick - 1) / tick));
    }

    private void welcome(FrameSubscription subscriber, Feed feed, EventLoopWalk loop) {
        StreamPosition after = subscriber.subscription().after();
        Beginning beginning;
        if (after == null) {
            beginning = Beginning.upToNow(feed.snapshot());
        } else if (!after.epoch().equals(context.now().epoch())
                || after.seq() > context.now().seq()
                || feed.gapAfter(after.seq())) {
            beginning = Beginning.upToNow(afresh(feed, after));
        } else {
            beginning = Beginning.missed(feed, after.seq());
        }
        loop.execute(() -> {
            if (!subscriber.over()) {
                loop.add(feed, subscriber);
                beginning.handTo(subscriber);
            }
        });
    }

    private List<Frame> afresh(Feed feed, StreamPosition after) {
        StreamPosition now = context.now();
        List<Frame> frames = new ArrayList<>();
        Payload gap = feed.key().encoder().gap(after, now);
        frames.add(new Frame(Frame.Kind.GAP, now.seq(), feed.ordinal(), gap));
        frames.addAll(feed.snapshot());
        return frames;
    }

    private void owed(FrameSubscription subscriber, long seq, long ordinal, long upTo) {
        atItsSeat(subscriber, seat -> {
            if (seat.feed().gapAfter(seq)) {
                // It takes so long that the window has moved past it: a slow viewer from here on.
                return merged(
                        subscriber,
                        seat.feed(),
                        seq,
                        ordinal,
                        frame -> Beginning.upToNow(List.of(frame)).handTo(subscriber));
            }
            Beginning more = Beginning.missedUpTo(seat.feed(), seq, ordinal, upTo);
            return () -> more.handTo(subscriber);
        });
    }

    /**
     * What a subscriber is handed before any update that comes live.
     *
     * @param seq where it is after that. Not "now" where it comes back: what is sent next must not follow on a position that it has
     *     never seen
     * @param ordinal how many updates of the feed it has or need not have, after that
     * @param moreUpTo up to where more of the same follows
     */
    private record Beginning(List<Frame> frames, long seq, long ordinal, long moreUpTo) {
        static Beginning upToNow(List<Frame> frames) {
            Frame last = frames.get(frames.size() - 1);
            return new Beginning(frames, last.seq(), last.ordinal(), last.seq());
        }

        static Beginning missed(Feed feed, long after) {
            List<Frame> first = feed.replay(after);
            return of(first, after, feed.ordinal() - feed.replayed(after), feed.replayedUpTo());
        }

        /** What comes after {@code upTo} comes live. */
        static Beginning missedUpTo(Feed feed, long after, long ordinal, long upTo) {
            List<Frame> next = new ArrayList<>(feed.replay(after));
            next.removeIf(frame -> frame.seq() > upTo);
            return of(next, after, ordinal, upTo);
        }

        private static Beginning of(List<Frame> frames, long after, long ordinal, long upTo) {
            long updates =
                    frames.stream().filter(f -> f.kind() == Frame.Kind.UPDATE).count();
            long seq = frames.isEmpty() ? after : frames.get(frames.size() - 1).seq();
            return new Beginning(frames, seq, ordinal + updates, upTo);
        }

        void handTo(FrameSubscription subscriber) {
            subscriber.start(frames, seq, ordinal, moreUpTo);
        }
    }

    /** Finds out for a subscriber that is still there what its loop is to do. */
    private void atItsSeat(FrameSubscription subscriber, Function<Seat, Runnable> work) {
        hubThread.execute(() -> {
            Seat seat = seats.get(subscriber);
            if (seat != null) {
                seat.loop().execute(work.apply(seat));
            }
        });
    }

    private void leave(FrameSubscription subscriber) {
        hubThread.execute(() -> {
            Seat seat = seats.remove(subscriber);
            if (seat == null) {
                return;
            }
            metrics.transport(subscriber.subscription().transport()).viewers().decrementAndGet();
            seat.loop().execute(() -> seat.loop().remove(seat.feed(), subscriber));
            if (seat.feed().subscribers(-1) == 0) {
                feeds.retire(seat.feed());
            }
        });
    }

    private void merge(FrameSubscription subscriber, long seq, long ordinal) {
        atItsSeat(subscriber, seat -> merged(subscriber, seat.feed(), seq, ordinal, subscriber::merged));
    }

    /** Hands over all that a slow subscriber has missed as one frame, or ends its stream if that is not known any more. */
    private Runnable merged(FrameSubscription subscriber, Feed feed, long seq, long ordinal, Consumer<Frame> handOver) {
        if (feed.forgotAfter(seq)) {
            StreamClosedException tooSlow =
                    new StreamClosedException(CloseReason.STALLED, "fell behind by more than the resume window holds");
            return () -> subscriber.close(null, tooSlow);
        }
        long missed = feed.ordinal() - ordinal;
        metrics.transport(subscriber.subscription().transport()).merged().increment(missed);
        Frame frame = feed.merged(seq, missed);
        return () -> handOver.accept(frame);
    }

    /** Sends what the newest tick gives each feed. */
    void publish() {
        long nowNanos = System.nanoTime();
        long heartbeatMillis = settings.heartbeat().toMillis();
        List<EventLoopWalk.Step> steps = new ArrayList<>();
        for (Feed feed : feeds.all()) {
            Frame update = feed.update();
            Frame quiet = update == null ? feed.heartbeat(heartbeatMillis) : null;
            if (update != null) {
                steps.add(new EventLoopWalk.Step(feed, (subscriber, f) -> {
                    subscriber.offer(update);
                    closeIfStalled(subscriber, nowNanos);
                }));
            } else if (quiet != null) {
                steps.add(new EventLoopWalk.Step(feed, (subscriber, f) -> {
                    subscriber.heartbeat(quiet);
                    closeIfStalled(subscriber, nowNanos);
                }));
            }
        }
        post(steps);
    }

    private void post(List<EventLoopWalk.Step> steps) {
        if (!steps.isEmpty()) {
            loops.values().forEach(loop -> loop.execute(() -> loop.walk(steps)));
        }
    }

    private void closeIfStalled(FrameSubscription subscriber, long nowNanos) {
        if (subscriber.stalledNanos(nowNanos) > settings.stallTimeout().toNanos()) {
            subscriber.close(
                    null,
                    new StreamClosedException(
                            CloseReason.STALLED,
                            "took nothing for " + settings.stallTimeout() + " (pulseboard.stream.stall-timeout)"));
        }
    }

    /** Sends a note to everybody. */
    void annotate(Annotation annotation) {
        List<EventLoopWalk.Step> steps = new ArrayList<>();
        Map<FrameEncoder, Frame> encoded = new IdentityHashMap<>();
        for (Feed feed : feeds.all()) {
            FrameEncoder encoder = feed.key().encoder();
            Frame frame =
                    encoded.computeIfAbsent(encoder, e -> new Frame(Frame.Kind.NOTICE, 0, 0, e.annotation(annotation)));
            steps.add(new EventLoopWalk.Step(feed, (subscriber, f) -> subscriber.notice(frame)));
        }
        post(steps);
    }

    /** Ends all streams, spread over a time. */
    void drain(Duration spread, UniEmitter<? super @Nullable Void> done) {
        draining = true;
        List<FrameSubscription> all = new ArrayList<>(seats.keySet());
        if (all.isEmpty()) {
            done.complete(null);
            return;
        }
        AtomicInteger left = new AtomicInteger(all.size());
        for (int i = 0; i < all.size(); i++) {
            FrameSubscription subscriber = all.get(i);
            Seat seat = seats.get(subscriber);
            if (seat == null) {
                continue;
            }
            long delay = Math.min(spread.toMillis(), all.size() * MILLIS_PER_BYE) * i / all.size();
            Executor later = CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS);
            later.execute(() -> seat.loop().execute(() -> {
                subscriber.close(bye(subscriber.subscription().encoder()), null);
                if (left.decrementAndGet() == 0) {
                    done.complete(null);
                }
            }));
        }
    }

    private static Frame bye(FrameEncoder encoder) {
        // A new server needs a moment, and not everybody at the same one.
        long retryMillis = ThreadLocalRandom.current().nextLong(500, 3000);
        return new Frame(Frame.Kind.BYE, 0, 0, encoder.bye(CloseReason.SHUTDOWN, retryMillis));
    }
}
