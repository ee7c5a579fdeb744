package io.pulseboard.hub;

import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;

/** A series in a feed. Confined to the hub's thread. */
final class FeedMember implements Selected {
    private final Feed feed;
    private final KnownSeries known;
    private final Series series;
    private final Selection selection;

    /** Its place among the memberships of the series. */
    private int slot;

    /** Whether the series changed since the feed's last update. */
    private boolean touched;

    FeedMember(Feed feed, KnownSeries known, Selection selection) {
        this.feed = feed;
        this.known = known;
        this.series = known.series();
        this.selection = selection;
    }

    Feed feed() {
        return feed;
    }

    KnownSeries known() {
        return known;
    }

    @Override
    public Series series() {
        return series;
    }

    @Override
    public Selection selection() {
        return selection;
    }

    int slot() {
        return slot;
    }

    void slot(int newSlot) {
        slot = newSlot;
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
