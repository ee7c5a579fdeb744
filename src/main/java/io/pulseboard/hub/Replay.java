package io.pulseboard.hub;

import io.pulseboard.store.SeriesValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The updates that a feed has sent within the resume window, or would have sent had it had subscribers then. Which ticks had one
 * is found out the first time somebody comes back, and kept up to date from then on; the frames themselves are encoded on demand
 * and the newest of them kept, so that many who come back at once share them. Confined to the hub's thread.
 */
final class Replay {
    /** Who was cut off comes back within seconds, so the last frames are the ones asked for. */
    private static final int MAX_KEPT_FRAMES = 64;

    private static final long MAX_KEPT_BYTES = 4L << 20;

    private final Feed feed;
    private final Feed.FeedContext context;
    private final TreeMap<Long, Frame> kept = new TreeMap<>();
    private long keptBytes;

    /** Ticks with an update of this feed, ascending; null until somebody needs it. */
    private @Nullable List<Long> updates;

    private long newestForgotten;
    private long newestEvicted = -1;

    Replay(Feed feed, Feed.FeedContext context) {
        this.feed = feed;
        this.context = context;
    }

    /** An update has been sent. */
    void add(Frame frame) {
        keep(frame);
        if (updates != null) {
            updates.add(frame.seq());
        }
    }

    /** The newest change of a series that the feed no longer knows. */
    long newestForgotten() {
        return newestForgotten;
    }

    void forgotten(long seq) {
        newestForgotten = Math.max(newestForgotten, seq);
    }

    void evicted() {
        newestEvicted = -1;
    }

    /** The newest change of a matching series that is not in the window any more; 0 if there is none. */
    long newestEvicted() {
        if (newestEvicted < 0) {
            long newest = newestForgotten;
            for (FeedMember member : feed.members()) {
                newest = Math.max(newest, member.series().evicted());
            }
            newestEvicted = newest;
        }
        return newestEvicted;
    }

    /** The updates after this position, oldest first, up to the last point at which the feed could have sent one. */
    List<Frame> after(long seq) {
        List<Frame> frames = new ArrayList<>();
        List<Long> index = index();
        for (int i = 0; i < index.size(); i++) {
            if (index.get(i) > seq) {
                // What the oldest one follows on has left the window.
                long before = i == 0 ? newestEvicted() : index.get(i - 1);
                frames.add(frame(index.get(i), before));
            }
        }
        return frames;
    }

    private List<Long> index() {
        if (updates == null) {
            updates = new ArrayList<>();
            for (Tick tick : context.window().after(0)) {
                long point = emissionPoint(tick.seq());
                boolean known = !updates.isEmpty() && updates.get(updates.size() - 1) == point;
                if (!known && point <= feed.boundary() && !rows(tick).isEmpty()) {
                    updates.add(point);
                }
            }
        }
        long oldest = emissionPoint(context.window().oldestSeq(context.now().seq()));
        int expired = 0;
        while (expired < updates.size() && updates.get(expired) < oldest) {
            expired++;
        }
        updates.subList(0, expired).clear();
        return updates;
    }

    private long emissionPoint(long seq) {
        int every = feed.key().everyTicks();
        return (seq + every - 1) / every * every;
    }

    private Frame frame(long point, long before) {
        Frame known = kept.get(point);
        if (known != null) {
            return known;
        }
        int every = feed.key().everyTicks();
        List<Tick> ticks = new ArrayList<>();
        for (Tick tick : context.window().after(point - every)) {
            if (tick.seq() <= point) {
                ticks.add(tick);
            }
        }
        StreamPosition position = context.now().at(point);
        long millis = ticks.get(ticks.size() - 1).timestampMillis();
        Payload payload = feed.key().encoder().update(union(ticks, position, millis), position.at(before), 0);
        Frame frame = new Frame(Frame.Kind.UPDATE, point, feed.ordinal(), payload);
        keep(frame);
        return frame;
    }

    private void keep(Frame frame) {
        kept.put(frame.seq(), frame);
        keptBytes += frame.payload().size();
        while (kept.size() > 1 && (kept.size() > MAX_KEPT_FRAMES || keptBytes > MAX_KEPT_BYTES)) {
            keptBytes -= kept.pollFirstEntry().getValue().payload().size();
        }
    }

    /** The newest value in these ticks of every series that matches. */
    private StateView union(List<Tick> ticks, StreamPosition position, long millis) {
        TreeMap<Integer, SeriesValues.Row> newest = new TreeMap<>();
        TreeMap<Integer, Long> since = new TreeMap<>();
        for (Tick tick : ticks) {
            for (int row : rows(tick)) {
                newest.put(tick.changes().series(row).number(), tick.changes().row(row));
                since.put(tick.changes().series(row).number(), tick.seq());
            }
        }
        long[] versions = since.values().stream().mapToLong(Long::longValue).toArray();
        SeriesValues values = SeriesValues.ofRows(List.copyOf(newest.values()));
        List<Selected> rows = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            rows.add(Objects.requireNonNull(feed.member(values.series(i))));
        }
        return new StateView(position, millis, values, StateView.selections(rows), versions, feed.fragments());
    }

    private List<Integer> rows(Tick tick) {
        SeriesValues changes = tick.changes();
        List<Integer> rows = new ArrayList<>();
        if (feed.members().size() < changes.size()) {
            for (FeedMember member : feed.members()) {
                int row = changes.rowOf(member.series());
                if (row >= 0) {
                    rows.add(row);
                }
            }
        } else {
            for (int row = 0; row < changes.size(); row++) {
                if (feed.member(changes.series(row)) != null) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
