package io.pulseboard.hub;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.store.Series;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last removed series whose removal can not be replayed any more, so that a late client is told of a gap only if one of them
 * concerned it. Confined to the hub's thread.
 */
final class Tombstones {
    private static final int MAX = 10_000;

    /** So many go at once, since each time costs a walk over the index. */
    private static final int BATCH = 1_000;

    private final ArrayDeque<Tombstone> oldestFirst = new ArrayDeque<>();
    private final SeriesIndex<Tombstone> index = new SeriesIndex<>();
    private long newestLost;

    /** What is left of a series: what a query looks at, and the tick of its last change. */
    private record Tombstone(SeriesKey key, @Nullable CompoundValue layout, int number, long seq)
            implements SeriesIndex.Entry {}

    void add(Series series) {
        Tombstone tombstone = new Tombstone(series.key(), series.layout(), series.number(), series.version());
        oldestFirst.addLast(tombstone);
        index.add(tombstone);
        if (oldestFirst.size() > MAX) {
            loseSome();
        }
    }

    private void loseSome() {
        List<Tombstone> lost = new ArrayList<>(BATCH);
        while (lost.size() < BATCH) {
            Tombstone oldest = oldestFirst.removeFirst();
            newestLost = Math.max(newestLost, oldest.seq());
            lost.add(oldest);
        }
        index.removeAll(lost);
    }

    /** The newest change of a removed series that the query selects, or may have selected; 0 if there is none. */
    long newest(Query query) {
        long newest = newestLost;
        for (Tombstone tombstone : index.candidates(query)) {
            if (tombstone.seq() > newest
                    && !query.select(tombstone.key(), tombstone.layout()).isNone()) {
                newest = tombstone.seq();
            }
        }
        return newest;
    }
}
