package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.query.Query;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One browser of the simulation. It keeps its position and its state over reconnections, also from one transport to the other, and
 * holds every message against the {@link Reference}. Confined to the test's thread.
 */
final class SimulatedClient {
    /** How a client takes what it gets. */
    enum Pace {
        /** Asks for everything at once. */
        UNLIMITED,
        /** Asks for the next message when it has one, as the transports do on a good connection. */
        PROMPT,
        /** Asks when told to. */
        SLOW
    }

    /** What one connection is about. */
    record Wanted(Query query, FrameEncoder encoder, int everyTicks, String transport, Executor loop, Pace pace) {}

    private final Reference reference;
    private final Tally tally;
    private long[] state = Reference.emptyState();
    private @Nullable StreamPosition position;
    private @Nullable Stream stream;
    private @Nullable Wanted last;

    /** What all clients of a run have seen together. */
    static final class Tally {
        long frames;
        long updates;
        long merges;
        long mergedUpdates;
        long owed;
        long resumes;
        long gaps;
        long heartbeats;
        long notices;
        long tooSlow;
        long byes;

        /** From where on changes can be replayed, by tick. */
        final List<Long> oldestInWindow = new ArrayList<>(List.of(1L));
    }

    SimulatedClient(Reference reference, Tally tally) {
        this.reference = reference;
        this.tally = tally;
    }

    boolean connected() {
        return stream != null;
    }

    /** What the client asked for last, null if it has not been there yet. */
    @Nullable Wanted last() {
        return last;
    }

    /** Connects, from the position it has if it wants the same series as before. */
    void connect(Hub hub, Wanted wanted) {
        if (last == null || !last.query().equals(wanted.query())) {
            position = null;
        }
        last = wanted;
        Stream opened = new Stream(wanted, position);
        stream = opened;
        Subscription subscription = new Subscription(
                wanted.query(),
                wanted.encoder(),
                Duration.ofSeconds(wanted.everyTicks()),
                position,
                wanted.transport(),
                wanted.loop());
        hub.subscribe(subscription).subscribe().withSubscriber(opened);
    }

    void disconnect() {
        if (stream != null) {
            Stream closed = stream;
            stream = null;
            closed.cancel();
        }
    }

    void take(long count) {
        if (stream != null) {
            stream.request(count);
        }
    }

    /** Holds the client's state against the newest tick; to be called when everything has been handed out. */
    void isUpToDate() {
        if (last == null || stream == null) {
            return;
        }
        assertThat(position).as("the position of %s", this).isNotNull();
        ReferenceFeed feed = reference.feed(last.query(), last.everyTicks());
        assertThat(feed.changes(seq(), reference.newest()))
                .as("stranded: %s has not all up to %d", this, reference.newest())
                .isFalse();
    }

    private long seq() {
        return position == null ? -1 : position.seq();
    }

    @Override
    public String toString() {
        return "client at " + position + " of " + last;
    }

    /** One connection. */
    private final class Stream implements MultiSubscriber<Frame> {
        private final Wanted wanted;
        private final ReferenceFeed feed;
        private final boolean resumed;
        private Flow.@Nullable Subscription frames;
        private boolean first = true;
        private boolean updated;
        private boolean ended;
        private long lastNotice = -1;
        private @Nullable StreamPosition gapTo;

        Stream(Wanted wanted, @Nullable StreamPosition from) {
            this.wanted = wanted;
            this.feed = reference.feed(wanted.query(), wanted.everyTicks());
            this.resumed = from != null;
        }

        void request(long count) {
            if (frames != null && !ended) {
                frames.request(count);
            }
        }

        void cancel() {
            if (frames != null) {
                frames.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            frames = subscription;
            switch (wanted.pace()) {
                case UNLIMITED -> subscription.request(Long.MAX_VALUE);
                case PROMPT -> subscription.request(1);
                case SLOW -> {}
            }
        }

        @Override
        public void onItem(Frame frame) {
            TestMessage message = (TestMessage) frame.payload();
            assertThat(stream)
                    .as("%s after %s has cancelled", message, SimulatedClient.this)
                    .isSameAs(this);
            assertThat(ended).as("%s after the end", message).isFalse();
            tally.frames++;
            accept(message);
            first = false;
            if (wanted.pace() == Pace.PROMPT) {
                request(1);
            }
        }

        private void accept(TestMessage message) {
            switch (message.type()) {
                case "gap" -> gap(message);
                case "snapshot" -> snapshot(message);
                case "update" -> update(message);
                case "heartbeat" -> heartbeat(message);
                case "bye" -> {
                    tally.byes++;
                    ended = true;
                }
                default -> notice(Long.parseLong(message.type().substring("annotation ".length())));
            }
        }

        private void gap(TestMessage message) {
            assertThat(first).as("a gap comes first").isTrue();
            assertThat(message.after()).as("gap from").isEqualTo(position);
            long oldest = tally.oldestInWindow.get((int) message.id().seq());
            assertThat(feed.changes(seq(), oldest - 1))
                    .as("a gap only where a change after %s left the window, which starts at %d", position, oldest)
                    .isTrue();
            tally.gaps++;
            gapTo = message.id();
            position = null;
        }

        private void snapshot(TestMessage message) {
            assertThat(position)
                    .as("a snapshot is only for who has no position")
                    .isNull();
            if (gapTo != null) {
                assertThat(message.id()).as("the snapshot after a gap").isEqualTo(gapTo);
            }
            state = Reference.emptyState();
            arrive(message);
        }

        private void update(TestMessage message) {
            long before = seq();
            long id = message.id().seq();
            assertThat(before).as("no update without a state").isNotNegative();
            assertThat(message.afterSeq())
                    .as("hole before %s for %s", message, SimulatedClient.this)
                    .isLessThanOrEqualTo(before);
            assertThat(id).as("double: %s", message).isGreaterThan(before);
            long owed = feed.updates(before, id);
            long stands = Math.max(1, message.merged());
            if (owed == stands + 1 && resumed && !updated && feed.repeats(before)) {
                // What it has already need not be replayed.
                owed--;
            }
            assertThat(stands)
                    .as("updates that %s stands for, after %d, for %s", message, before, SimulatedClient.this)
                    .isEqualTo(owed);
            if (message.merged() == 0) {
                assertThat(feed.updatesAt(id)).as("an update is due at %d", id).isTrue();
                tally.updates++;
            } else {
                // For one alone where that has left the window while its viewer still read what came before.
                assertThat(message.merged()).isPositive();
                tally.merges++;
                tally.mergedUpdates += message.merged();
            }
            tally.owed += owed;
            tally.resumes += resumed && !updated ? 1 : 0;
            updated = true;
            arrive(message);
        }

        private void heartbeat(TestMessage message) {
            assertThat(message.id().seq()).as("double: %s", message).isGreaterThan(seq());
            assertThat(feed.changes(seq(), message.id().seq()))
                    .as("nothing missed between %s and %s", position, message)
                    .isFalse();
            tally.heartbeats++;
            arrive(message);
        }

        private void notice(long number) {
            assertThat(number).as("annotation twice, or back in time").isGreaterThan(lastNotice);
            if (wanted.pace() == Pace.UNLIMITED && lastNotice >= 0) {
                assertThat(number).as("no annotation is missing").isEqualTo(lastNotice + 1);
            }
            tally.notices++;
            lastNotice = number;
        }

        private void arrive(TestMessage message) {
            message.values().forEach((key, value) -> state[reference.place(key)] = Reference.bits(value));
            position = message.id();
            long seq = message.id().seq();
            if (!feed.matches(state, seq)) {
                assertThat(reference.describe(state))
                        .as("state after %s of %s", message, SimulatedClient.this)
                        .isEqualTo(reference.describe(feed.state(seq)));
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            StreamClosedException.class,
                            closed -> assertThat(closed.reason()).isEqualTo(CloseReason.STALLED));
            long oldest = tally.oldestInWindow.get(tally.oldestInWindow.size() - 1);
            assertThat(feed.changes(seq(), oldest - 1))
                    .as("too slow only where a removal after %s left the window, which starts at %d", position, oldest)
                    .isTrue();
            tally.tooSlow++;
            end();
        }

        @Override
        public void onCompletion() {
            assertThat(ended).as("completion comes after bye").isTrue();
            end();
        }

        private void end() {
            ended = true;
            if (stream == this) {
                stream = null;
            }
        }
    }
}
