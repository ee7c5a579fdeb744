package io.pulseboard.hub;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.pulseboard.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What the hub's side of a {@link FrameSubscription} and its subscriber share. The hub's side is the event loop, which offers; a
 * subscriber may ask for more and cancel from any thread. A result shows the signals that the subscriber got: {@code s1} a
 * snapshot of tick 1, {@code u2} the update of tick 2, {@code m3} a merged frame up to tick 3, {@code h4} a heartbeat, {@code n} a
 * notice, {@code bye} the last message.
 *
 * <p>{@code ./mvnw -P jcstress test -Djcstress.args="-m default -t FrameSubscriptionStress"}
 */
public final class FrameSubscriptionStress {
    private static final Subscription ANY =
            new Subscription(Query.ALL, new TickEncoder(), Duration.ZERO, null, "stress", Runnable::run);

    private FrameSubscriptionStress() {}

    private static Frame frame(Frame.Kind kind, String text, long seq, long ordinal) {
        return new Frame(kind, seq, ordinal, new TickEncoder.Text(text));
    }

    private static Frame update(long seq) {
        return frame(Frame.Kind.UPDATE, "u" + seq, seq, seq);
    }

    private static Frame heartbeat(long seq, long ordinal) {
        return frame(Frame.Kind.HEARTBEAT, "h" + seq, seq, ordinal);
    }

    /** A subscription; a merged frame is made when {@link #hubThread} gets to it, up to tick 3. */
    abstract static class Subscribed implements FrameSubscription.FrameSource {
        final Watcher watcher = new Watcher();
        final FrameSubscription frames = new FrameSubscription(ANY, watcher, this);
        final AtomicInteger left = new AtomicInteger();
        private final ConcurrentLinkedQueue<Runnable> hubThread = new ConcurrentLinkedQueue<>();

        /** At tick 1, with everything up to there, and with this demand. */
        final void live(long demand) {
            frames.start(List.of(), 1, 1);
            if (demand > 0) {
                frames.request(demand);
            }
        }

        final void hubThread() {
            for (Runnable task = hubThread.poll(); task != null; task = hubThread.poll()) {
                task.run();
            }
        }

        @Override
        public void join(FrameSubscription subscription) {}

        @Override
        public void owed(FrameSubscription subscription, long seq, long ordinal, long upTo) {
            long next = seq + 1;
            hubThread.add(() -> subscription.start(List.of(update(next)), next, ordinal + 1, upTo));
        }

        @Override
        public void merge(FrameSubscription subscription, long seq, long ordinal) {
            hubThread.add(() -> subscription.merged(frame(Frame.Kind.UPDATE, "m3", 3, 3)));
        }

        @Override
        public void leave(FrameSubscription subscription) {
            left.incrementAndGet();
        }

        @Override
        public void delivered(FrameSubscription subscription, Frame frame) {}

        @Override
        public void dropped(FrameSubscription subscription, int count) {}
    }

    /** The subscriber asks just when there is something. */
    @JCStressTest
    @Outcome(id = "u2", expect = ACCEPTABLE, desc = "handed out")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "offered but stranded: the update vanished")
    @State
    public static class OfferAndRequest extends Subscribed {
        public OfferAndRequest() {
            live(0);
        }

        @Actor
        public void loop() {
            frames.offer(update(2));
        }

        @Actor
        public void subscriber() {
            frames.request(1);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = watcher.seen();
        }
    }

    /** Two updates for a subscriber that asks in between, or too late for the first. */
    @JCStressTest
    @Outcome(id = "u2 u3", expect = ACCEPTABLE, desc = "each by itself")
    @Outcome(id = "m3", expect = ACCEPTABLE, desc = "both merged")
    @Outcome(id = "u2", expect = FORBIDDEN, desc = "offered but stranded: the second update vanished")
    @Outcome(id = "u3", expect = FORBIDDEN, desc = "a hole: the first update is missing")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "offered but stranded: both updates vanished")
    @State
    public static class TwoOffersAndRequest extends Subscribed {
        public TwoOffersAndRequest() {
            live(0);
        }

        @Actor
        public void loop() {
            frames.offer(update(2));
            frames.offer(update(3));
        }

        @Actor
        public void subscriber() {
            frames.request(2);
        }

        @Arbiter
        public void after(L_Result result) {
            hubThread();
            result.r1 = watcher.seen();
        }
    }

    /** The merged frame comes together with the next update. */
    @JCStressTest
    @Outcome(id = "m3 u4", expect = ACCEPTABLE, desc = "in order")
    @Outcome(id = "m3", expect = FORBIDDEN, desc = "offered while it was merging, but stranded: the update vanished")
    @Outcome(id = "u4.*", expect = FORBIDDEN, desc = "a hole: the merged frame is missing")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "merged but stranded: it vanished")
    @State
    public static class MergedAndOffer extends Subscribed {
        public MergedAndOffer() {
            live(2);
            frames.offer(update(3));
        }

        @Actor
        public void hub() {
            hubThread();
        }

        @Actor
        public void loop() {
            frames.offer(update(4));
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = watcher.seen();
        }
    }

    /** Two threads of the subscriber ask for one frame each. */
    @JCStressTest
    @Outcome(id = "s1 u2", expect = ACCEPTABLE, desc = "one each, in order")
    @Outcome(id = "s1", expect = FORBIDDEN, desc = "demand was lost")
    @State
    public static class RequestAndRequest extends Subscribed {
        public RequestAndRequest() {
            frames.start(List.of(frame(Frame.Kind.SNAPSHOT, "s1", 1, 1)), 1, 1);
            frames.offer(update(2));
        }

        @Actor
        public void subscriber() {
            frames.request(1);
        }

        @Actor
        public void another() {
            frames.request(1);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = watcher.seen();
        }
    }

    /** The subscriber asks while it is put on its feed. */
    @JCStressTest
    @Outcome(id = "s1", expect = ACCEPTABLE, desc = "handed out")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "started but stranded: the snapshot vanished")
    @State
    public static class StartAndRequest extends Subscribed {
        @Actor
        public void loop() {
            frames.start(List.of(frame(Frame.Kind.SNAPSHOT, "s1", 1, 1)), 1, 1);
        }

        @Actor
        public void subscriber() {
            frames.request(1);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = watcher.seen();
        }
    }

    /** What the subscriber is owed goes on just when there is something new. */
    @JCStressTest
    @Outcome(id = "u2 u3 u4", expect = ACCEPTABLE, desc = "in order")
    @Outcome(id = "u2 u3", expect = FORBIDDEN, desc = "offered but stranded: the update vanished")
    @Outcome(id = "u2", expect = FORBIDDEN, desc = "started but stranded: what was owed vanished")
    @Outcome(id = "u2 u4.*", expect = FORBIDDEN, desc = "a hole: the rest of what was owed is missing")
    @State
    public static class OwedInPiecesAndOffer extends Subscribed {
        public OwedInPiecesAndOffer() {
            frames.start(List.of(update(2)), 2, 2, 3);
        }

        @Actor
        public void subscriber() {
            frames.request(3);
        }

        @Actor
        public void loop() {
            hubThread();
            frames.offer(update(4));
        }

        @Arbiter
        public void after(L_Result result) {
            hubThread();
            result.r1 = watcher.seen();
        }
    }

    /** The subscriber goes just when there is something. */
    @JCStressTest
    @Outcome(id = "1, none", expect = ACCEPTABLE, desc = "gone before")
    @Outcome(id = "1, u2", expect = ACCEPTABLE, desc = "handed out before")
    @Outcome(id = "0, .*", expect = FORBIDDEN, desc = "cancelled, but still on its feed")
    @State
    public static class OfferAndCancel extends Subscribed {
        public OfferAndCancel() {
            live(1);
        }

        @Actor
        public void loop() {
            frames.offer(update(2));
        }

        @Actor
        public void subscriber() {
            frames.cancel();
        }

        @Arbiter
        public void after(IL_Result result) {
            result.r1 = left.get();
            result.r2 = watcher.seen();
        }
    }

    /** The stream ends by the hub while an update comes. */
    @JCStressTest
    @Outcome(id = "1, u2 bye completed", expect = ACCEPTABLE, desc = "the update, and then the end")
    @Outcome(id = "1, bye completed", expect = ACCEPTABLE, desc = "the end first")
    @Outcome(id = "1, .*completed.*completed", expect = FORBIDDEN, desc = "ended twice")
    @Outcome(id = "1, .*completed u2", expect = FORBIDDEN, desc = "a frame after the end")
    @Outcome(id = ".*, (u2|none)", expect = FORBIDDEN, desc = "closed but never told")
    @State
    public static class CloseAndOffer extends Subscribed {
        public CloseAndOffer() {
            live(5);
        }

        @Actor
        public void closer() {
            frames.close(frame(Frame.Kind.BYE, "bye", 0, 0), null);
        }

        @Actor
        public void loop() {
            frames.offer(update(2));
        }

        @Arbiter
        public void after(IL_Result result) {
            result.r1 = left.get();
            result.r2 = watcher.seen();
        }
    }

    /** The hub ends the stream for one reason while the subscriber's demand is a reason to fail it. */
    @JCStressTest
    @Outcome(id = "1, bye completed", expect = ACCEPTABLE, desc = "the hub's reason")
    @Outcome(id = "1, failed", expect = ACCEPTABLE, desc = "rule 3.9")
    @Outcome(id = "2, .*", expect = FORBIDDEN, desc = "left its feed twice")
    @Outcome(id = ".*, .*(completed|failed).*(completed|failed)", expect = FORBIDDEN, desc = "ended twice")
    @Outcome(id = ".*, (none|bye)", expect = FORBIDDEN, desc = "closed but never told")
    @State
    public static class CloseAndBadRequest extends Subscribed {
        public CloseAndBadRequest() {
            live(5);
        }

        @Actor
        public void loop() {
            frames.close(frame(Frame.Kind.BYE, "bye", 0, 0), null);
        }

        @Actor
        public void subscriber() {
            frames.request(-1);
        }

        @Arbiter
        public void after(IL_Result result) {
            result.r1 = left.get();
            result.r2 = watcher.seen();
        }
    }

    /** Both sides end the stream. */
    @JCStressTest
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "the subscriber was quicker")
    @Outcome(id = "bye", expect = ACCEPTABLE, desc = "cancelled with the last message in its hands")
    @Outcome(id = "bye completed", expect = ACCEPTABLE, desc = "the hub was quicker")
    @Outcome(id = "off", expect = FORBIDDEN, desc = "ended, but still on its feed")
    @State
    public static class CloseAndCancel extends Subscribed {
        public CloseAndCancel() {
            live(1);
        }

        @Actor
        public void loop() {
            frames.close(frame(Frame.Kind.BYE, "bye", 0, 0), null);
        }

        @Actor
        public void subscriber() {
            frames.cancel();
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = left.get() == 0 ? "off" : watcher.seen();
        }
    }

    /** An update and then the word that nothing followed, for a subscriber that asks in between. */
    @JCStressTest
    @Outcome(id = "u2 h3", expect = ACCEPTABLE, desc = "in order")
    @Outcome(id = "h3.*", expect = FORBIDDEN, desc = "told that nothing was missed, while behind")
    @Outcome(id = "u2", expect = FORBIDDEN, desc = "the heartbeat vanished although nothing came after it")
    @State
    public static class UpdateHeartbeatAndRequest extends Subscribed {
        public UpdateHeartbeatAndRequest() {
            live(0);
        }

        @Actor
        public void loop() {
            frames.offer(update(2));
            frames.heartbeat(heartbeat(3, 2));
        }

        @Actor
        public void subscriber() {
            frames.request(2);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = watcher.seen();
        }
    }

    /** The word that nothing happened, and then something does. */
    @JCStressTest
    @Outcome(id = "h2 u3", expect = ACCEPTABLE, desc = "in order")
    @Outcome(id = "u3", expect = ACCEPTABLE, desc = "the update overtook the heartbeat, which says nothing then")
    @Outcome(id = "u3 h2", expect = FORBIDDEN, desc = "back in time")
    @Outcome(id = "h2", expect = FORBIDDEN, desc = "offered but stranded: the update vanished")
    @State
    public static class HeartbeatUpdateAndRequest extends Subscribed {
        public HeartbeatUpdateAndRequest() {
            live(0);
        }

        @Actor
        public void loop() {
            frames.heartbeat(heartbeat(2, 1));
            frames.offer(frame(Frame.Kind.UPDATE, "u3", 3, 2));
        }

        @Actor
        public void subscriber() {
            frames.request(2);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = watcher.seen();
        }
    }

    /** An annotation and an update. */
    @JCStressTest
    @Outcome(
            id = {"n u2", "u2 n"},
            expect = ACCEPTABLE,
            desc = "both; their order means nothing")
    @Outcome(id = "u2", expect = FORBIDDEN, desc = "noted but stranded: the annotation vanished")
    @Outcome(id = "n", expect = FORBIDDEN, desc = "offered but stranded: the update vanished")
    @State
    public static class NoticeOfferAndRequest extends Subscribed {
        public NoticeOfferAndRequest() {
            live(0);
        }

        @Actor
        public void loop() {
            frames.notice(frame(Frame.Kind.NOTICE, "n", 0, 0));
            frames.offer(update(2));
        }

        @Actor
        public void subscriber() {
            frames.request(2);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = watcher.seen();
        }
    }
}
