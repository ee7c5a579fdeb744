package io.pulseboard.hub;

import io.pulseboard.store.Series;
import io.pulseboard.store.SeriesValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The updates that a feed has sent within the resume window, or would have sent had it had subscribers then. Those that it has
 * sent are indexed as they go; from there back, the window is searched as far as somebody's position lies. Frames are encoded on
 * demand and {@linkplain KeptFrames kept}, and who comes back from the same position in the same tick gets the same list. Confined
 * to the hub's thread.
 */
final class Replay {
    /** So many updates are indexed without anybody asking, at 12 bytes each. */
    private static final int MAX_INDEXED = 1024;

    /** Who was cut at one moment comes back from one of two positions, and reads on at about the same pace. */
    private static final int MAX_ANSWERS = 4;

    private final Feed feed;
    private final Feed.FeedContext context;
    private final UpdateIndex updates;

    /** All updates after this tick are indexed. A point at which the feed could have sent one. */
    private long indexedAfter;

    /** What was answered since the last tick, by the first update; the newest few. */
    private final Map<Long, List<Frame>> answers = new LinkedHashMap<>(2) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<Frame>> eldest) {
            return size() > MAX_ANSWERS;
        }
    };

    private long newestForgotten;
    private long newestEvicted;
    /** The oldest tick of the window when {@link #newestEvicted} was found. */
    private long evictedBefore = -1;

    Replay(Feed feed, Feed.FeedContext context) {
        this.feed = feed;
        this.context = context;
        this.updates = new UpdateIndex(context.keptFrames());
        this.indexedAfter = feed.boundary();
    }

    /** An update has been sent. */
    void add(Frame frame) {
        updates.append(frame);
        if (updates.size() > MAX_INDEXED) {
            forgetFirst(updates.size() - MAX_INDEXED / 2);
        }
    }

    private void forgetFirst(int count) {
        indexedAfter = updates.tick(count - 1);
        updates.removeFirst(count);
    }

    /** The next tick has come: lists that were made for several are let go. */
    void forgetAnswers() {
        answers.clear();
    }

    /** Lets go of all frames. */
    void close() {
        forgetAnswers();
        updates.removeFirst(updates.size());
    }

    /** The newest change of a series that the feed no longer knows. */
    long newestForgotten() {
        return newestForgotten;
    }

    void forgotten(long seq) {
        newestForgotten = Math.max(newestForgotten, seq);
    }

    /** The newest change of a matching series that is not in the window any more; 0 if there is none. */
    long newestEvicted() {
        long oldest = oldestTick();
        if (evictedBefore != oldest) {
            evictedBefore = oldest;
            newestEvicted = 0;
            List<FeedMember> members = feed.members();
            // Of what changes all the time the first member gives the answer.
            for (int i = 0; i < members.size() && newestEvicted < oldest - 1; i++) {
                newestEvicted = Math.max(newestEvicted, members.get(i).series().evicted());
            }
        }
        return Math.max(newestEvicted, newestForgotten);
    }

    private long oldestTick() {
        return context.window().oldestSeq(context.now().seq());
    }

    /** The newest update that {@link #after} leads to, once that has been asked; 0 if there is none. */
    long newest() {
        return updates.size() == 0 ? 0 : updates.tick(updates.size() - 1);
    }

    /** How many updates there are after this position, once {@link #after} has been asked for it. */
    int count(long seq) {
        return updates.size() - updates.firstAfter(seq);
    }

    /**
     * The first updates after this position, oldest first: all up to the last point at which the feed could have sent one, or as
     * many as {@link Feed.FeedContext#replayBytes} allows, but at least one.
     */
    List<Frame> after(long seq) {
        indexFrom(seq);
        int expired = updates.firstAfter(emissionPoint(oldestTick()) - 1);
        if (expired > 0) {
            forgetFirst(expired);
        }
        int first = updates.firstAfter(seq);
        if (first == updates.size()) {
            return List.of();
        }
        long tick = updates.tick(first);
        List<Frame> known = answers.get(tick);
        if (known == null) {
            known = frames(first);
            answers.put(tick, known);
        }
        return known;
    }

    private List<Frame> frames(int first) {
        List<Frame> frames = new ArrayList<>();
        long bytes = 0;
        for (int i = first; i < updates.size(); i++) {
            Frame frame = frame(i);
            bytes += frame.payload().size();
            if (bytes > context.replayBytes() && !frames.isEmpty()) {
                break;
            }
            frames.add(frame);
        }
        return List.copyOf(frames);
    }

    private Frame frame(int index) {
        Frame known = updates.frame(index);
        if (known != null) {
            return known;
        }
        Frame frame = encode(updates.tick(index), index == 0 ? updateBeforeIndexed() : updates.tick(index - 1));
        updates.keep(index, frame);
        return frame;
    }

    private long emissionPoint(long seq) {
        int every = feed.key().everyTicks();
        return (seq + every - 1) / every * every;
    }

    /** Extends the index so that all updates after this position are in it. */
    private void indexFrom(long seq) {
        if (seq >= indexedAfter) {
            return;
        }
        long from = seq - seq % feed.key().everyTicks();
        List<FeedMember> changed = changedAfter(from);
        List<Tick> ticks = context.window().between(from, indexedAfter);
        long[] found = new long[ticks.size()];
        int count = 0;
        for (Tick tick : ticks) {
            long point = emissionPoint(tick.seq());
            if ((count == 0 || found[count - 1] != point) && containsAny(tick, changed)) {
                found[count++] = point;
            }
        }
        updates.prepend(found, count);
        indexedAfter = from;
    }

    /** The newest update that is not after {@link #indexedAfter}; if it has left the window, the newest change that has. */
    private long updateBeforeIndexed() {
        long newest = 0;
        for (FeedMember member : feed.members()) {
            long version = member.series().version();
            if (version <= indexedAfter) {
                newest = Math.max(newest, version);
            }
        }
        // The others have changed since; when they did so before, the window must say.
        List<FeedMember> others = changedAfter(indexedAfter);
        List<Tick> ticks = context.window().between(newest, indexedAfter);
        for (int i = ticks.size() - 1; i >= 0; i--) {
            if (containsAny(ticks.get(i), others)) {
                return emissionPoint(ticks.get(i).seq());
            }
        }
        return newest >= oldestTick() ? emissionPoint(newest) : newestEvicted();
    }

    private List<FeedMember> changedAfter(long seq) {
        List<FeedMember> changed = new ArrayList<>();
        for (FeedMember member : feed.members()) {
            if (member.series().version() > seq) {
                changed.add(member);
            }
        }
        return changed;
    }

    private static boolean containsAny(Tick tick, List<FeedMember> members) {
        int at = 0;
        for (int i = 0; i < members.size() && at < tick.changes().size(); i++) {
            Series series = members.get(i).series();
            if (mayHave(tick, series)) {
                int row = tick.changes().rowOf(series, at);
                if (row >= 0) {
                    return true;
                }
                at = -row - 1;
            }
        }
        return false;
    }

    private static boolean mayHave(Tick tick, Series series) {
        return series.created() <= tick.seq() && tick.seq() <= series.version();
    }

    /** The newest value in the ticks up to an update of every series that matches, as one message. */
    private Frame encode(long point, long before) {
        List<Tick> ticks = context.window().between(point - feed.key().everyTicks(), point);
        StreamPosition position = context.now().at(point);
        long millis = ticks.get(ticks.size() - 1).timestampMillis();
        Payload payload = feed.key().encoder().update(union(ticks, position, millis), position.at(before), 0);
        return new Frame(Frame.Kind.UPDATE, point, feed.ordinal(), payload);
    }

    private StateView union(List<Tick> ticks, StreamPosition position, long millis) {
        List<FeedMember> members = feed.members();
        List<FeedMember> found = new ArrayList<>();
        List<SeriesValues.Row> rows = new ArrayList<>();
        long[] versions = new long[members.size()];
        int[] at = new int[ticks.size()];
        for (FeedMember member : members) {
            for (int i = ticks.size() - 1; i >= 0; i--) {
                Tick tick = ticks.get(i);
                int row = mayHave(tick, member.series()) ? tick.changes().rowOf(member.series(), at[i]) : -1 - at[i];
                at[i] = row < 0 ? -row - 1 : row;
                if (row >= 0) {
                    versions[rows.size()] = tick.seq();
                    rows.add(tick.changes().row(row));
                    found.add(member);
                    break;
                }
            }
        }
        return new StateView(
                position,
                millis,
                SeriesValues.ofRows(rows),
                StateView.selections(found),
                Arrays.copyOf(versions, rows.size()),
                feed.fragments());
    }
}
