package io.pulseboard.hub;

import io.pulseboard.query.Query;
import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;
import io.pulseboard.store.SeriesValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All feeds, and which feeds each series is in. A change is passed to the feeds that it concerns and to no other, so that a tick
 * costs what is sent and not series times feeds; and a new feed or series is tried with those only that an index gives. Confined
 * to the hub's thread.
 */
final class Feeds {
    private final Feed.FeedContext context;
    /** Changed by the hub's thread alone; others may look. */
    private final Map<FeedKey, Feed> feeds = new ConcurrentHashMap<>();

    /** Raised after a feed is there and lowered before it goes: what is not found to share has left its place to others. */
    private volatile int size;

    private final long fragmentBytes;
    /** One per encoder that feeds have had, of which there are few. */
    private final Map<FrameEncoder, Fragments> fragments = new IdentityHashMap<>();

    private final FeedIndex feedIndex = new FeedIndex();
    private final Map<Series, KnownSeries> known = new IdentityHashMap<>();
    private final SeriesIndex<KnownSeries> seriesIndex = new SeriesIndex<>();
    private final Tombstones tombstones = new Tombstones();

    /**
     * @param fragmentBytes how much heap the rendered pieces of one encoder may take
     */
    Feeds(Feed.FeedContext context, long fragmentBytes) {
        this.context = context;
        this.fragmentBytes = fragmentBytes;
    }

    int size() {
        return size;
    }

    Collection<Feed> all() {
        return feeds.values();
    }

    @Nullable Feed get(FeedKey key) {
        return feeds.get(key);
    }

    /** A new feed for this key. */
    Feed create(FeedKey key) {
        Fragments rendered = fragments.computeIfAbsent(key.encoder(), encoder -> new Fragments(fragmentBytes));
        Feed feed = new Feed(key, context, rendered);
        for (KnownSeries series : seriesIndex.candidates(key.query())) {
            join(feed, series);
        }
        feed.forgot(tombstones.newest(key.query()));
        feed.settle();
        feeds.put(key, feed);
        feedIndex.add(feed);
        size = feeds.size();
        return feed;
    }

    private static void join(Feed feed, KnownSeries known) {
        Series series = known.series();
        Selection selection = feed.key().query().select(series.key(), series.layout());
        if (!selection.isNone()) {
            known.add(feed.add(known, selection));
        }
    }

    /** Takes a feed out that nobody reads any more. */
    void retire(Feed feed) {
        size = feeds.size() - 1;
        feeds.remove(feed.key());
        feedIndex.remove(feed);
        feed.close();
        for (FeedMember member : feed.members()) {
            member.known().remove(member);
        }
    }

    /** Tells every feed what has changed in the tick that was just frozen. */
    void changed(SeriesValues changes) {
        fragments.values().forEach(Fragments::clear);
        for (int row = 0; row < changes.size(); row++) {
            Series series = changes.series(row);
            KnownSeries entry = known.get(series);
            if (entry == null) {
                entry = learn(series);
            }
            List<FeedMember> members = entry.members();
            for (int i = 0; i < members.size(); i++) {
                FeedMember member = members.get(i);
                member.feed().touch(member);
            }
        }
    }

    private KnownSeries learn(Series series) {
        KnownSeries entry = new KnownSeries(series);
        known.put(series, entry);
        seriesIndex.add(entry);
        feedIndex.candidates(series.key()).forEach(feed -> join(feed, entry));
        return entry;
    }

    /** A tick has left the window. */
    void evicted(Tick tick) {
        List<KnownSeries> removed = new ArrayList<>();
        SeriesValues changes = tick.changes();
        for (int row = 0; row < changes.size(); row++) {
            Series series = changes.series(row);
            series.evicted(tick.seq());
            // The removal of a series is its last change.
            KnownSeries entry = series.gone() && series.version() == tick.seq() ? known.remove(series) : null;
            if (entry != null) {
                removed.add(entry);
            }
        }
        if (!removed.isEmpty()) {
            forget(removed);
        }
    }

    private void forget(List<KnownSeries> removed) {
        seriesIndex.removeAll(removed);
        Set<Feed> concerned = Collections.newSetFromMap(new IdentityHashMap<>());
        for (KnownSeries entry : removed) {
            entry.members().forEach(member -> concerned.add(member.feed()));
            tombstones.add(entry.series());
        }
        concerned.forEach(Feed::forgetRemoved);
    }

    /** The held series that a query selects, in ascending order of numbers. */
    List<Selected> select(Query query) {
        List<Selected> selected = new ArrayList<>();
        for (KnownSeries entry : seriesIndex.candidates(query)) {
            Series series = entry.series();
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
