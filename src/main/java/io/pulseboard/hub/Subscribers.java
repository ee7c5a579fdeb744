package io.pulseboard.hub;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who watches, and through which event loop. Joining, leaving and merging come in from the loops and are done on the hub's thread;
 * frames go out to the loops, one task per loop and tick. A subscriber joins its loop's list by a task posted after the state it
 * starts from and before the next tick, so it sees every update once.
 */
final class Subscribers implements FrameSubscription.FrameSource {
    /** With few viewers a drain need not take its full time. */
    private static final long MILLIS_PER_BYE = 5;

    private final HubSettings settings;
    private final Executor hubThread;
    private final Feeds feeds;
    private final Feed.FeedContext context;
    private final HubMetrics metrics;
    private final Map<Executor, EventLoopWalk> loops = new HashMap<>();
    private final Map<FrameSubscription, Seat> seats = new IdentityHashMap<>();
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

    @Override
    public void join(FrameSubscription subscriber) {
        hubThread.execute(() -> seat(subscriber));
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
        StreamPosition now = context.now();
        List<Frame> first;
        long upTo = now.seq();
        if (after == null) {
            first = feed.snapshot();
        } else if (!after.epoch().equals(now.epoch()) || after.seq() > now.seq() || feed.gapAfter(after.seq())) {
            first = new ArrayList<>();
            Payload gap = feed.key().encoder().gap(after, now);
            first.add(new Frame(Frame.Kind.GAP, now.seq(), feed.ordinal(), gap));
            first.addAll(feed.snapshot());
        } else {
            first = feed.replay(after.seq());
            // Not "now": what is sent next must not follow on a position that the client has never seen.
            upTo = first.isEmpty() ? after.seq() : first.get(first.size() - 1).seq();
        }
        long seq = upTo;
        long ordinal = feed.ordinal();
        loop.execute(() -> {
            if (!subscriber.over()) {
                loop.add(feed, subscriber);
                subscriber.start(first, seq, ordinal);
            }
        });
    }

    @Override
    public void leave(FrameSubscription subscriber) {
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

    @Override
    public void merge(FrameSubscription subscriber, long seq, long ordinal) {
        hubThread.execute(() -> {
            Seat seat = seats.get(subscriber);
            if (seat == null) {
                return;
            }
            if (seat.feed().forgotAfter(seq)) {
                StreamClosedException tooSlow = new StreamClosedException(
                        CloseReason.STALLED, "fell behind by more than the resume window holds");
                seat.loop().execute(() -> subscriber.close(null, tooSlow));
                return;
            }
            long missed = seat.feed().ordinal() - ordinal;
            metrics.transport(subscriber.subscription().transport()).merged().increment(missed);
            Frame frame = seat.feed().merged(seq, missed);
            seat.loop().execute(() -> subscriber.merged(frame));
        });
    }

    @Override
    public void delivered(FrameSubscription subscriber, Frame frame) {
        metrics.transport(subscriber.subscription().transport()).delivered().increment();
    }

    @Override
    public void dropped(FrameSubscription subscriber, int count) {
        metrics.transport(subscriber.subscription().transport()).dropped().increment(count);
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
