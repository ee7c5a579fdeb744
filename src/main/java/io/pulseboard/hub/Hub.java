package io.pulseboard.hub;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.store.History;
import io.pulseboard.store.HistoryValues;
import io.pulseboard.store.Series;
import io.pulseboard.store.SeriesTable;
import io.pulseboard.store.SeriesValues;
import io.pulseboard.store.Source;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live state, and everybody who watches it.
 *
 * <p>Samples come in from any thread and are pending until the next tick. One thread, the hub's, owns all else: it freezes the
 * pending values, keeps the resume window and the history, and has every feed's update encoded once. Everything that reads this
 * state is done on that thread too, so there is nothing to lock; what leaves it is immutable. Event loops own their subscribers
 * ({@link Subscribers}), who need the hub's thread only to join, to leave, and when they have fallen behind.
 */
public final class Hub implements SampleSink {
    /** The share of the resume window's bytes that a client which comes back is given at once. */
    private static final long REPLAY_SHARE = 64;

    /** And the most of it: this much stays in memory for as long as a client takes nothing, at the worst for each. */
    private static final long MAX_REPLAY_BYTES = 1 << 16;

    /** How many series are looked at in a tick, at the least, whether they are idle. */
    private static final int LEAST_LOOKED_AT = 256;

    private final HubSettings settings;
    private final Executor hubThread;
    private final InstantSource clock;
    private final SeriesTable table;
    private final HubMetrics metrics;
    private final ResumeWindow window;
    private final KeptFrames keptFrames;
    private final History history;
    private final Feeds feeds;
    private final Subscribers subscribers;
    private final HeldAnnotations annotations;
    private final AtomicLong annotationIds = new AtomicLong();
    private final Set<String> sourcesPending = ConcurrentHashMap.newKeySet();
    private final Set<String> sourcesTicked = ConcurrentHashMap.newKeySet();
    private final ArrayDeque<StaleSince> stale = new ArrayDeque<>();

    private volatile long tickedNanos = System.nanoTime();
    private volatile Tick newest;
    private volatile StreamPosition position;

    /** A series that became stale; if it still is when the retention is over, it goes. */
    private record StaleSince(Series series, long version, long timestampMillis) {}

    /**
     * @param epoch the name of this life of the server, lower-case letters and digits
     * @param hubThread runs tasks one after the other, in order
     * @param clock tells the time of samples that come without one; injected, so that tests turn it
     */
    public Hub(HubSettings settings, String epoch, Executor hubThread, InstantSource clock, MeterRegistry registry) {
        this.settings = settings;
        this.hubThread = hubThread;
        this.clock = clock;
        this.table = new SeriesTable(settings.limits(), clock);
        this.metrics = new HubMetrics(registry);
        this.history =
                new History(settings.tick(), settings.fineHistory(), settings.coarseStep(), settings.coarseHistory());
        this.position = new StreamPosition(epoch, 0);
        this.newest = new Tick(0, clock.millis(), SeriesValues.EMPTY);
        Now now = new Now();
        this.keptFrames = new KeptFrames(settings.windowBytes() / 2);
        this.feeds = new Feeds(now, settings.windowBytes() / 4);
        this.window = new ResumeWindow(settings.window().toMillis(), settings.windowBytes(), feeds::evicted);
        this.subscribers = new Subscribers(settings, hubThread, feeds, now, metrics);
        this.annotations = new HeldAnnotations(settings.maxAnnotations(), settings.reach());
        metrics.gauge("pulseboard.series", "Series held", table, SeriesTable::size);
        metrics.gauge("pulseboard.feeds", "Different subscriptions now", feeds, Feeds::size);
        metrics.gauge(
                "pulseboard.window.seconds",
                "How far back a client can resume now, in seconds",
                window,
                ResumeWindow::seconds);
        metrics.gauge("pulseboard.window.bytes", "Heap taken by the resume window", window, ResumeWindow::bytes);
        metrics.gauge(
                "pulseboard.kept.frames.bytes",
                "Heap taken by messages kept for clients that come back",
                keptFrames,
                KeptFrames::bytes);
        metrics.gauge(
                "pulseboard.annotations.held", "Annotations that can be read", annotations, HeldAnnotations::size);
    }

    /** The state as feeds see it. Confined to the hub's thread. */
    private final class Now implements Feed.FeedContext {
        @Override
        public StreamPosition now() {
            return position;
        }

        @Override
        public long nowMillis() {
            return newest.timestampMillis();
        }

        @Override
        public long replayBytes() {
            return Math.min(MAX_REPLAY_BYTES, settings.windowBytes() / REPLAY_SHARE);
        }

        @Override
        public ResumeWindow window() {
            return window;
        }

        @Override
        public KeptFrames keptFrames() {
            return keptFrames;
        }
    }

    @Override
    public AppendResult append(Source source, List<Sample> samples) {
        SeriesTable.Outcome[] outcomes = table.append(source, samples);
        List<AppendResult.Refusal> refused = new ArrayList<>(0);
        for (int i = 0; i < outcomes.length; i++) {
            AppendResult.Refusal refusal = Refusals.of(i, samples.get(i), source, outcomes[i], table.limits());
            if (refusal != null) {
                refused.add(refusal);
            }
        }
        int accepted = outcomes.length - refused.size();
        String name = source.name();
        metrics.samples(name, accepted);
        metrics.refused(name, refused);
        if (accepted > 0 && !sourcesTicked.contains(name)) {
            sourcesPending.add(name);
        }
        return new AppendResult(accepted, refused);
    }

    @Override
    public int remove(Collection<SeriesKey> keys) {
        return table.remove(keys);
    }

    /**
     * Who has how much of the series budget, and what was refused. For any thread.
     *
     * @param most how many sources and how many metrics to tell of, those that have most
     */
    public BudgetView budget(int most) {
        return new BudgetView(
                table.limits(),
                table.size(),
                table.largestSources(most),
                table.largestMetrics(most),
                metrics.refused());
    }

    /** Whether samples of this source have been in a tick. For any thread. */
    public boolean hasTicked(String source) {
        return sourcesTicked.contains(source);
    }

    /** Whether there has been a tick at all. For any thread. */
    public boolean hasTicked() {
        return newest.seq() > 0;
    }

    /** The newest tick, and the epoch. For any thread. */
    public StreamPosition position() {
        return position;
    }

    /** How long ago the newest tick was, or the start if there was none. For any thread. */
    public Duration sinceTick() {
        return Duration.ofNanos(System.nanoTime() - tickedNanos);
    }

    /** The time between ticks. */
    public Duration tickInterval() {
        return settings.tick();
    }

    /** After how long without a message a stream gets a heartbeat. */
    public Duration heartbeat() {
        return settings.heartbeat();
    }

    /** After how long a viewer that takes nothing is closed. */
    public Duration stallTimeout() {
        return settings.stallTimeout();
    }

    /**
     * The frames of one viewer, handed out on its loop. See {@link FrameMulti} for demand and endings.
     *
     * @return a stream that anyone may subscribe to, each joining by itself
     */
    public Multi<Frame> subscribe(Subscription subscription) {
        return new FrameMulti(subscription, subscribers.source(subscription.transport()));
    }

    /**
     * Whether there is room for this subscription: a feed that it can share, or one more. For any thread; at the very limit two
     * that ask at once may both be let in here, and one of them fails when it subscribes.
     */
    public boolean admits(Subscription subscription) {
        return subscribers.admits(subscription);
    }

    /** The newest value of every held series that the query selects, as of the newest tick. The answer comes on the hub's thread. */
    public Uni<StateView> capture(Query query) {
        return onHubThread(() -> StateView.of(position, newest.timestampMillis(), feeds.select(query), Fragments.NONE));
    }

    /**
     * The past of the series that the query selects. The answer comes on the hub's thread.
     *
     * @param range how far back from now
     * @param maxColumns beyond how many columns there is no answer but the number of them
     */
    public Uni<HistoryView> history(Query query, Duration range, HistoryStep step, int maxColumns) {
        return onHubThread(() -> {
            List<Selected> rows = feeds.select(query);
            long since = newest.timestampMillis() - range.toMillis();
            boolean coarse = step == HistoryStep.COARSE;
            History.Grid grid = coarse ? history.coarse(since) : history.fine(since);
            int matched = rows.stream().mapToInt(row -> components(row).length).sum();
            List<HistoryValues> columns = new ArrayList<>();
            if (matched <= maxColumns) {
                rows.forEach(row -> columns.addAll(grid.read(row.series(), components(row))));
            }
            long stepMillis =
                    coarse ? history.coarseStepMillis() : settings.tick().toMillis();
            return new HistoryView(
                    position, newest.timestampMillis(), stepMillis, coarse, grid.times(), matched, columns);
        });
    }

    private static int[] components(Selected row) {
        int[] all = new int[row.series().componentCount()];
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            if (row.selection().contains(i)) {
                all[count++] = i;
            }
        }
        return Arrays.copyOf(all, count);
    }

    /**
     * Sends a note to everybody who watches, and holds it for who comes later. For any thread. Who asks for {@link #annotations}
     * afterwards gets it; notes of several threads may be seen in another order than that of their ids.
     *
     * @param timestampMillis when, milliseconds since the Unix epoch; one beyond {@link #reach} is sent and not held
     * @param text what, plain text
     * @param tags words to find it by
     * @return the note with its id
     */
    public Annotation annotate(long timestampMillis, String text, List<String> tags) {
        Annotation annotation = new Annotation(annotationIds.incrementAndGet(), timestampMillis, text, tags);
        hubThread.execute(() -> {
            annotations.add(annotation, clock.millis());
            subscribers.annotate(annotation);
        });
        return annotation;
    }

    /**
     * The notes held. The answer comes on the hub's thread.
     *
     * @param range how far back from now
     * @return oldest first
     */
    public Uni<List<Annotation>> annotations(Duration range) {
        return onHubThread(() -> {
            long now = clock.millis();
            return annotations.since(now - range.toMillis(), now);
        });
    }

    /** How far back charts can show anything, and notes are held. */
    public Duration reach() {
        return settings.reach();
    }

    /**
     * Ends all streams, spread evenly over a time so that their clients do not all come back at once. For any thread.
     *
     * @return completes when the last has been told
     */
    public Uni<Void> drain(Duration spread) {
        return Uni.createFrom().emitter(done -> hubThread.execute(() -> subscribers.drain(spread, done)));
    }

    /** Counts the end of a stream. For any thread. */
    public void closed(String transport, CloseReason reason) {
        metrics.closed(transport, reason);
    }

    private <T> Uni<T> onHubThread(Supplier<T> work) {
        return Uni.createFrom()
                .emitter(answer -> hubThread.execute(() -> {
                    try {
                        answer.complete(work.get());
                    } catch (RuntimeException failure) {
                        answer.fail(failure);
                    }
                }));
    }

    /**
     * Ends a tick: what is pending becomes visible and goes to those who watch. On the hub's thread.
     *
     * @param timestampMillis the moment that the tick stands for, milliseconds since the Unix epoch
     * @param lagNanos how long ago that was
     */
    void tick(long timestampMillis, long lagNanos) {
        long start = System.nanoTime();
        metrics.tickLag().record(Math.max(0, lagNanos), TimeUnit.NANOSECONDS);
        // Before freezing: what is added from here on may not be in this tick.
        List<String> sources = List.copyOf(sourcesPending);
        long seq = newest.seq() + 1;
        Tick tick = new Tick(seq, timestampMillis, table.freeze(seq));
        newest = tick;
        tickedNanos = start;
        position = position.at(seq);
        history.record(seq, timestampMillis, tick.changes());
        feeds.changed(tick.changes());
        window.add(tick);
        subscribers.publish();
        expireStale(tick);
        endIdle(seq);
        sourcesTicked.addAll(sources);
        sources.forEach(sourcesPending::remove);
        metrics.tickDuration().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    /** Marks stale what nobody reports any more; the whole table is looked at once in the time that makes a series idle, or sooner. */
    private void endIdle(long seq) {
        long ticks = settings.idle().toMillis() / settings.tick().toMillis();
        if (ticks > 0) {
            int share = (int) Math.min(Integer.MAX_VALUE, LEAST_LOOKED_AT + table.size() / ticks);
            metrics.ended(table.endIdle(seq - ticks, share));
        }
    }

    private void expireStale(Tick tick) {
        for (int row = 0; row < tick.changes().size(); row++) {
            Series series = tick.changes().series(row);
            if (series.stale()) {
                stale.add(new StaleSince(series, series.version(), tick.timestampMillis()));
            }
        }
        List<StaleSince> reported = new ArrayList<>(0);
        long before = tick.timestampMillis() - settings.staleRetention().toMillis();
        for (StaleSince head = stale.peek(); head != null && head.timestampMillis() <= before; head = stale.peek()) {
            stale.remove();
            Series series = head.series();
            if (series.stale() && series.version() == head.version() && !table.removeStale(series)) {
                // Reported again since the freeze. Should it be stale again by the next one, nobody sees a change.
                reported.add(new StaleSince(series, head.version(), tick.timestampMillis()));
            }
        }
        stale.addAll(reported);
    }

    /** The newest tick, for tests. */
    @Nullable Tick newestTick() {
        return newest;
    }

    /** The feed that subscribers of this share, null if there is none; for tests. */
    @Nullable Feed feed(FeedKey key) {
        return feeds.get(key);
    }
}
