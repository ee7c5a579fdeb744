package io.pulseboard.hub;

import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.Series;
import java.util.ArrayList;
import java.util.List;

/** A series that is held or whose removal can still be replayed, and the feeds that it is in. Confined to the hub's thread. */
final class KnownSeries implements SeriesIndex.Entry {
    private final Series series;
    private final ArrayList<FeedMember> members = new ArrayList<>(0);

    KnownSeries(Series series) {
        this.series = series;
    }

    Series series() {
        return series;
    }

    @Override
    public SeriesKey key() {
        return series.key();
    }

    @Override
    public int number() {
        return series.number();
    }

    /** Its memberships, in no order. */
    List<FeedMember> members() {
        return members;
    }

    void add(FeedMember member) {
        member.slot(members.size());
        members.add(member);
    }

    void remove(FeedMember member) {
        FeedMember last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(member.slot(), last);
            last.slot(member.slot());
        }
    }
}
