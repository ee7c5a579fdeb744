package io.pulseboard.hub;

import io.pulseboard.query.Query;
import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;
import io.pulseboard.store.SeriesValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All feeds, and which feeds each series is in. A change is passed to the feeds that it concerns and to no other, so that a tick
 * costs what is sent and not series times feeds. Confined to the hub's thread.
 */
final class Feeds {
    /** How many removed series are remembered, so that a late client is told of a gap only if one concerned it. */
    private static final int MAX_TOMBSTONES = 10_000;

    private final Feed.FeedContext context;
    /** Changed by the hub's thread alone; others may look. */
    private final Map<FeedKey, Feed> feeds = new ConcurrentHashMap<>();

    private final Map<Series, List<FeedMember>> membersOf = new IdentityHashMap<>();

    /** Every series that is held or whose removal can still be replayed, in ascending order of numbers. */
    private List<Series> known = new ArrayList<>();

    private final ArrayDeque<Series> tombstones = new ArrayDeque<>();
    private long newestForgotten;

    Feeds(Feed.FeedContext context) {
        this.context = context;
    }

    int size() {
        return feeds.size();
    }

    Collection<Feed> all() {
        return feeds.values();
    }

    @Nullable Feed get(FeedKey key) {
        return feeds.get(key);
    }

    /** A new feed for this key. */
    Feed create(FeedKey key) {
        Feed feed = new Feed(key, context);
        for (Series series : known) {
            join(feed, series);
        }
        feed.forgot(newestForgotten);
        for (Series series : tombstones) {
            if (!key.query().select(series.key(), series.layout()).isNone()) {
                feed.forgot(series.evicted());
            }
        }
        feed.settle();
        feeds.put(key, feed);
        return feed;
    }

    private void join(Feed feed, Series series) {
        Selection selection = feed.key().query().select(series.key(), series.layout());
        if (!selection.isNone()) {
            membersOf.computeIfAbsent(series, s -> new ArrayList<>(2)).add(feed.add(series, selection));
        }
    }

    /** Takes a feed out that nobody reads any more. */
    void retire(Feed feed) {
        feeds.remove(feed.key());
        for (FeedMember member : feed.members().values()) {
            List<FeedMember> members = membersOf.get(member.series());
            if (members != null) {
                members.remove(member);
                if (members.isEmpty()) {
                    membersOf.remove(member.series());
                }
            }
        }
    }

    /** Tells every feed what has changed in the tick that was just frozen. */
    void changed(SeriesValues changes) {
        for (int row = 0; row < changes.size(); row++) {
            Series series = changes.series(row);
            if (series.created() == series.version()) {
                known.add(series);
                feeds.values().forEach(feed -> join(feed, series));
            }
            List<FeedMember> members = membersOf.get(series);
            if (members != null) {
                members.forEach(member -> member.feed().touch(member));
            }
        }
    }

    /** A tick has left the window. */
    void evicted(Tick tick) {
        boolean anyGone = false;
        SeriesValues changes = tick.changes();
        for (int row = 0; row < changes.size(); row++) {
            Series series = changes.series(row);
            series.evicted(tick.seq());
            anyGone |= series.gone() && series.version() == tick.seq();
        }
        feeds.values().forEach(Feed::evicted);
        if (anyGone) {
            forgetRemoved();
        }
    }

    private void forgetRemoved() {
        List<Series> still = new ArrayList<>(known.size());
        for (Series series : known) {
            if (!series.gone() || series.version() > series.evicted()) {
                still.add(series);
                continue;
            }
            List<FeedMember> members = membersOf.remove(series);
            if (members != null) {
                members.forEach(member -> member.feed().forget(series));
            }
            tombstones.addLast(series);
            if (tombstones.size() > MAX_TOMBSTONES) {
                newestForgotten =
                        Math.max(newestForgotten, tombstones.removeFirst().evicted());
            }
        }
        known = still;
    }

    /** The held series that a query selects, in ascending order of numbers. */
    List<Selected> select(Query query) {
        List<Selected> selected = new ArrayList<>();
        for (Series series : known) {
            if (!series.gone()) {
                Selection selection = query.select(series.key(), series.layout());
                if (!selection.isNone()) {
                    selected.add(new Selected.ByQuery(series, selection));
                }
            }
        }
        return selected;
    }
}
