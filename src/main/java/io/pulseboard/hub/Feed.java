package io.pulseboard.hub;

import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all subscribers with the same query, format and interval share: the series it matches, the update of the current tick, and
 * the messages that several of them need (snapshot, merged frame, replayed frames), each encoded once. Confined to the hub's
 * thread.
 *
 * <h2>Coverage</h2>
 *
 * Every update says {@code after}: the feed's update before it. A client whose last position is not before that has missed
 * nothing. So {@code after} must never be later than the true previous update, also for a feed that is made anew while clients
 * still hold positions from its former life. {@link #lastUpdate} therefore starts not at "now" but at the newest change of any
 * series that the feed matches. For the same reason a feed with an interval of several ticks starts with those changes that lie
 * after its last emission point.
 */
final class Feed {
    private final FeedKey key;
    private final FeedContext context;
    private final Fragments fragments;
    /** In ascending order of numbers. */
    private final ArrayList<FeedMember> members = new ArrayList<>();

    private final ArrayList<FeedMember> touched = new ArrayList<>();
    private boolean touchedAscend = true;
    private int subscribers;
    private long ordinal;
    private long lastUpdate;
    private long lastMessageMillis;
    private final Replay replay;

    private long snapshotSeq = -1;
    private List<Frame> snapshot = List.of();
    private final Map<Long, Frame> mergedFrames = new LinkedHashMap<>();
    private long mergedSeq = -1;

    /** What a feed needs of the hub. */
    interface FeedContext {
        /** The epoch and the newest tick. */
        StreamPosition now();

        /** The time of the newest tick, milliseconds since the Unix epoch. */
        long nowMillis();

        /** The ticks that can be replayed. */
        ResumeWindow window();

        /** How many bytes of updates a client that comes back is given at once; of a single one it is given more. */
        long replayBytes();

        /** The frames that are kept for those who come back. */
        KeptFrames keptFrames();
    }

    /**
     * @param fragments what the feed's encoder has rendered
     */
    Feed(FeedKey key, FeedContext context, Fragments fragments) {
        this.key = key;
        this.context = context;
        this.fragments = fragments;
        this.replay = new Replay(this, context);
        this.lastMessageMillis = context.nowMillis();
    }

    FeedKey key() {
        return key;
    }

    Fragments fragments() {
        return fragments;
    }

    /** The series that match, in ascending order of numbers. */
    List<FeedMember> members() {
        return members;
    }

    /** The membership of a series, null if it has none. */
    @Nullable FeedMember member(Series series) {
        int low = 0;
        int high = members.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            FeedMember member = members.get(middle);
            int order = Integer.compare(member.series().number(), series.number());
            if (order == 0) {
                return member;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    long ordinal() {
        return ordinal;
    }

    /** Adds a series that matches; series are added in ascending order of numbers. */
    FeedMember add(KnownSeries series, Selection selection) {
        FeedMember member = new FeedMember(this, series, selection);
        members.add(member);
        return member;
    }

    /** To be called once, when the series that match at the feed's start have been added. */
    void settle() {
        long boundary = boundary();
        for (FeedMember member : members) {
            long version = member.series().version();
            if (version > boundary) {
                touch(member);
            } else {
                lastUpdate = Math.max(lastUpdate, version);
            }
        }
    }

    /** The last point at which the feed could have sent an update. */
    long boundary() {
        long now = context.now().seq();
        return now - now % key.everyTicks();
    }

    /** Forgets the removed series whose removal can not be replayed any more. */
    void forgetRemoved() {
        members.removeIf(member -> {
            Series series = member.series();
            boolean forgotten = series.gone() && series.evicted() >= series.version();
            if (forgotten) {
                forgot(series.evicted());
            }
            return forgotten;
        });
    }

    /** Takes note that a series which matches, or may have, was removed and forgotten; its last change was at this tick. */
    void forgot(long seq) {
        replay.forgotten(seq);
    }

    void touch(FeedMember member) {
        if (member.touch()) {
            int last = touched.size() - 1;
            touchedAscend &= last < 0
                    || touched.get(last).series().number() < member.series().number();
            touched.add(member);
        }
    }

    /** How many subscribers there are, after this many have come or gone. */
    int subscribers(int more) {
        subscribers += more;
        return subscribers;
    }

    /** The update of the tick that has just been frozen, null if there is nothing to say or it is not the feed's turn. */
    @Nullable Frame update() {
        forgetMessages();
        if (touched.isEmpty() || context.now().seq() % key.everyTicks() != 0) {
            return null;
        }
        StateView changes = changes();
        ordinal++;
        Payload payload = key.encoder().update(changes, context.now().at(lastUpdate), 0);
        Frame frame = new Frame(Frame.Kind.UPDATE, context.now().seq(), ordinal, payload);
        lastUpdate = frame.seq();
        lastMessageMillis = context.nowMillis();
        replay.add(frame);
        return frame;
    }

    /** What was touched, which begins anew. */
    private StateView changes() {
        if (!touchedAscend) {
            // Within a tick they ascend; not over several.
            touched.sort(Comparator.comparingInt(member -> member.series().number()));
        }
        StateView changes = view(touched, context.now());
        touched.forEach(FeedMember::clear);
        touched.clear();
        touchedAscend = true;
        return changes;
    }

    /** Messages for several at once are of one tick; they must not stay when nobody asks again. */
    private void forgetMessages() {
        snapshotSeq = -1;
        snapshot = List.of();
        mergedSeq = -1;
        mergedFrames.clear();
        replay.forgetAnswers();
    }

    /** A heartbeat, null if there was a message not long ago. */
    @Nullable Frame heartbeat(long afterMillis) {
        if (context.nowMillis() - lastMessageMillis < afterMillis) {
            return null;
        }
        lastMessageMillis = context.nowMillis();
        return heartbeatUpTo(boundary());
    }

    private Frame heartbeatUpTo(long seq) {
        Payload payload = key.encoder().heartbeat(context.now().at(seq), context.nowMillis());
        return new Frame(Frame.Kind.HEARTBEAT, seq, ordinal, payload);
    }

    /** The full state as of now. */
    List<Frame> snapshot() {
        long seq = context.now().seq();
        if (snapshotSeq != seq) {
            StateView state = view(select(member -> !member.series().gone()), context.now());
            List<Payload> parts = key.encoder().snapshot(state);
            List<Frame> frames = new ArrayList<>(parts.size());
            for (Payload part : parts) {
                boolean last = frames.size() == parts.size() - 1;
                frames.add(new Frame(last ? Frame.Kind.SNAPSHOT : Frame.Kind.SNAPSHOT_PART, seq, ordinal, part));
            }
            snapshot = List.copyOf(frames);
            snapshotSeq = seq;
        }
        return snapshot;
    }

    /**
     * Everything that changed after a position, as one update.
     *
     * @param missed how many updates of the feed it stands for
     */
    Frame merged(long after, long missed) {
        long seq = context.now().seq();
        if (mergedSeq != seq) {
            mergedSeq = seq;
            mergedFrames.clear();
        }
        return mergedFrames.computeIfAbsent(after, position -> {
            StateView changes = view(select(member -> member.series().version() > position), context.now());
            Payload payload = key.encoder().update(changes, context.now().at(position), missed);
            return new Frame(Frame.Kind.UPDATE, seq, ordinal, payload);
        });
    }

    /** Whether a series that matches changed after this position and no tick in the window shows it any more. */
    boolean gapAfter(long seq) {
        return replay.newestEvicted() > seq;
    }

    /** Whether a series was removed after this position and the feed no longer knows it. */
    boolean forgotAfter(long seq) {
        return replay.newestForgotten() > seq;
    }

    /** The newest update that {@link #replay} leads to, once that has been asked; 0 if there is none. */
    long replayedUpTo() {
        return replay.newest();
    }

    /** How many updates there are after this position, once {@link #replay} has been asked for it. */
    int replayed(long after) {
        return replay.count(after);
    }

    /**
     * The updates after this position, oldest first; the first of them only, if they are many. A position between two points of the
     * interval may come before an update that repeated what its client knew, and that has left the window; the next one follows on
     * that. Then a heartbeat comes first and takes the client there: nothing has changed in between.
     */
    List<Frame> replay(long after) {
        List<Frame> frames = replay.after(after);
        long every = key.everyTicks();
        long quietUpTo = frames.isEmpty() ? boundary() : frames.get(0).seq() - every;
        if (after % every == 0 || after >= quietUpTo) {
            return frames;
        }
        List<Frame> all = new ArrayList<>(frames.size() + 1);
        all.add(heartbeatUpTo(quietUpTo));
        all.addAll(frames);
        return all;
    }

    /** The feed is no longer in use. */
    void close() {
        replay.close();
    }

    private List<FeedMember> select(Predicate<FeedMember> condition) {
        List<FeedMember> selected = new ArrayList<>(members.size());
        for (FeedMember member : members) {
            if (condition.test(member)) {
                selected.add(member);
            }
        }
        return selected;
    }

    private StateView view(List<FeedMember> rows, StreamPosition position) {
        return StateView.of(position, context.nowMillis(), rows, fragments);
    }
}
