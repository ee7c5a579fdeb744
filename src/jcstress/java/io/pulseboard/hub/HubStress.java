package io.pulseboard.hub;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import io.pulseboard.store.SeriesLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The hand-over of subscribers between event loops and the hub, and the feeds that it makes and retires: a real {@link Hub}, whose
 * threads are queues that actors work off. One series has the number of the tick as its value. A result shows what a viewer got:
 * {@code s1} the snapshot of tick 1, {@code u2} the update of tick 2, {@code m3} a merged frame up to tick 3.
 *
 * <p>{@code ./mvnw -P jcstress test -Djcstress.args="-m default -t HubStress"}
 */
public final class HubStress {
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");
    private static final SeriesKey A = SeriesKey.of("a");
    private static final FrameEncoder ENCODER = new TickEncoder();
    private static final Query OTHER = query("a", "b");

    /** Takes all meters and keeps none. */
    private static final MeterRegistry METERS = new CompositeMeterRegistry();

    private static final HubSettings ONE_FEED = new HubSettings(
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            1 << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofDays(1),
            1,
            Duration.ZERO,
            Duration.ofMinutes(1),
            100,
            new SeriesLimits(10, 10, 64, 64, Duration.ofDays(1)));

    private HubStress() {}

    private static Query query(String... selectors) {
        try {
            return Query.parse(List.of(selectors));
        } catch (QuerySyntaxException fault) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** A thread, as far as its tasks are concerned: one after the other, in order. Whoever works them off is that thread. */
    private static final class Tasks implements Executor {
        private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        boolean workOff() {
            boolean any = false;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
                any = true;
            }
            return any;
        }
    }

    /** A hub after its first tick, with room for one feed, and two event loops. */
    abstract static class Running {
        final Tasks hubThread = new Tasks();
        final Tasks loop = new Tasks();
        final Tasks otherLoop = new Tasks();
        final Hub hub = new Hub(ONE_FEED, "k", hubThread, () -> Instant.EPOCH, METERS);
        private int ticks;

        Running() {
            tick();
        }

        /** To be called by the hub's thread. */
        final void tick() {
            ticks++;
            hub.append("stress", List.of(Sample.of(A, GAUGE, ticks, ticks * 1000L)));
            hub.tick(ticks * 1000L, 0);
        }

        final void workOffAll() {
            while (hubThread.workOff() | loop.workOff() | otherLoop.workOff()) {
                // Some tasks make others.
            }
        }

        final Subscription wanted(Query query, Executor on) {
            return new Subscription(query, ENCODER, Duration.ZERO, null, "stress", on);
        }

        final Watcher view(Executor on, long demand) {
            Watcher viewer = new Watcher();
            hub.subscribe(wanted(Query.ALL, on)).subscribe().withSubscriber(viewer);
            viewer.subscription.request(demand);
            return viewer;
        }

        /** Whether there is no feed now. */
        final String feed() {
            return hub.admits(wanted(OTHER, loop)) ? "no feed" : "feed";
        }
    }

    /** A viewer comes while the hub ticks. */
    @JCStressTest
    @Outcome(id = "s1 u2", expect = ACCEPTABLE, desc = "joined before the tick")
    @Outcome(id = "s2", expect = ACCEPTABLE, desc = "joined after the tick")
    @Outcome(id = "s1", expect = FORBIDDEN, desc = "joined between the snapshot and the update: the update vanished")
    @Outcome(id = "s2 u2", expect = FORBIDDEN, desc = "tick 2 twice")
    @State
    public static class JoinAndTick extends Running {
        private Watcher viewer;

        @Actor
        public void loop() {
            viewer = view(loop, Long.MAX_VALUE);
            loop.workOff();
        }

        @Actor
        public void hub() {
            hubThread.workOff();
            tick();
            hubThread.workOff();
        }

        @Arbiter
        public void after(L_Result result) {
            workOffAll();
            result.r1 = viewer.seen();
        }
    }

    /** The only viewer goes while the hub ticks. */
    @JCStressTest
    @Outcome(id = "s1, no feed", expect = ACCEPTABLE, desc = "gone before the update")
    @Outcome(id = "s1 u2, no feed", expect = ACCEPTABLE, desc = "gone after the update")
    @Outcome(id = ".*, feed", expect = FORBIDDEN, desc = "a feed that nobody reads stays for good")
    @State
    public static class LeaveAndTick extends Running {
        private final Watcher viewer = view(loop, Long.MAX_VALUE);

        public LeaveAndTick() {
            workOffAll();
        }

        @Actor
        public void loop() {
            loop.workOff();
            viewer.subscription.cancel();
            loop.workOff();
        }

        @Actor
        public void hub() {
            tick();
            hubThread.workOff();
        }

        @Arbiter
        public void after(LL_Result result) {
            workOffAll();
            result.r1 = viewer.seen();
            result.r2 = feed();
        }
    }

    /** The only viewer of a feed goes, and the hub retires the feed, while another one comes, on another loop. */
    @JCStressTest
    @Outcome(id = "s1 u2, feed", expect = ACCEPTABLE, desc = "the feed stays, or is made anew")
    @Outcome(id = "s1, .*", expect = FORBIDDEN, desc = "joined a feed that was retired: no update ever comes")
    @Outcome(id = "none, .*", expect = FORBIDDEN, desc = "never joined")
    @State
    public static class LeaveAndJoin extends Running {
        private final Watcher first = view(loop, Long.MAX_VALUE);
        private Watcher second;

        public LeaveAndJoin() {
            workOffAll();
        }

        @Actor
        public void loopAndHub() {
            first.subscription.cancel();
            hubThread.workOff();
        }

        @Actor
        public void otherLoop() {
            second = view(otherLoop, Long.MAX_VALUE);
            otherLoop.workOff();
        }

        @Arbiter
        public void after(LL_Result result) {
            workOffAll();
            tick();
            workOffAll();
            result.r1 = second.seen();
            result.r2 = feed();
        }
    }

    /** A viewer that is two updates behind asks while the hub ticks. */
    @JCStressTest
    @Outcome(id = "s1 m3 u4", expect = ACCEPTABLE, desc = "merged before the tick")
    @Outcome(id = "s1 m4", expect = ACCEPTABLE, desc = "merged after the tick")
    @Outcome(id = "s1 m3", expect = FORBIDDEN, desc = "offered while it was merging, but stranded: the update vanished")
    @Outcome(id = "s1", expect = FORBIDDEN, desc = "the merged frame vanished")
    @Outcome(id = "s1 m4 u4", expect = FORBIDDEN, desc = "tick 4 twice")
    @State
    public static class MergeAndTick extends Running {
        private final Watcher viewer = view(loop, 1);

        public MergeAndTick() {
            workOffAll();
            tick();
            tick();
            workOffAll();
        }

        @Actor
        public void loop() {
            viewer.subscription.request(2);
            loop.workOff();
        }

        @Actor
        public void hub() {
            hubThread.workOff();
            tick();
            hubThread.workOff();
        }

        @Arbiter
        public void after(L_Result result) {
            workOffAll();
            result.r1 = viewer.seen();
        }
    }

    /** Somebody asks for admission to the feed that is being made, the last one that there is room for. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "there is room, or the feed is there to share")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "refused a feed that exists")
    @State
    public static class AdmitAndCreate extends Running {
        public AdmitAndCreate() {
            view(loop, 1);
        }

        @Actor
        public void asker(Z_Result result) {
            result.r1 = hub.admits(wanted(Query.ALL, loop));
        }

        @Actor
        public void hub() {
            hubThread.workOff();
        }
    }

    /** Somebody asks for admission to the feed that is being retired, the only one that there is room for. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "the feed is there to share, or there is room")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "refused although there is room")
    @State
    public static class AdmitAndRetire extends Running {
        public AdmitAndRetire() {
            Watcher viewer = view(loop, 1);
            workOffAll();
            viewer.subscription.cancel();
        }

        @Actor
        public void asker(Z_Result result) {
            result.r1 = hub.admits(wanted(Query.ALL, loop));
        }

        @Actor
        public void hub() {
            hubThread.workOff();
        }
    }
}
