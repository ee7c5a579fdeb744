package io.pulseboard.hub;

import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;

/** A series in a feed. Confined to the hub's thread. */
final class FeedMember implements Selected {
    private final Feed feed;
    private final Series series;
    private final Selection selection;

    /** Whether the series changed since the feed's last update. */
    private boolean touched;

    FeedMember(Feed feed, Series series, Selection selection) {
        this.feed = feed;
        this.series = series;
        this.selection = selection;
    }

    Feed feed() {
        return feed;
    }

    @Override
    public Series series() {
        return series;
    }

    @Override
    public Selection selection() {
        return selection;
    }

    /** Marks the member; true the first time since {@link #clear}. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void clear() {
        touched = false;
    }
}
