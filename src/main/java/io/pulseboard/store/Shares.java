package io.pulseboard.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many series each of many has, and how many it may have. Who has none costs nothing, so names from outside cannot pile up. Safe for
 * use by any thread.
 */
final class Shares {
    private final int most;
    private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

    /** One of them. Written in the map's atomic operations on its name alone. */
    private static final class Share {
        private final String name;
        private volatile int held;
        private volatile long refused;

        Share(String name) {
            this.name = name;
        }
    }

    /**
     * @param most how many series each may have
     */
    Shares(int most) {
        this.most = most;
    }

    /** Counts a series in, unless there are as many as may be: that is counted too. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // See the class of shares.
    boolean take(String name) {
        boolean[] taken = new boolean[1];
        shares.compute(name, (n, known) -> {
            Share share = known == null ? new Share(n) : known;
            taken[0] = share.held < most;
            if (taken[0]) {
                share.held++;
            } else {
                share.refused++;
            }
            return share;
        });
        return taken[0];
    }

    /** The same name, the same object for all that have it. */
    String canonical(String name) {
        Share share = shares.get(name);
        return share == null ? name : share.name;
    }

    /** Counts a series out. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // See the class of shares.
    void giveBack(String name) {
        shares.computeIfPresent(name, (n, share) -> --share.held == 0 ? null : share);
    }

    /** Counts a sample that found no room elsewhere. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // See the class of shares.
    void refused(String name) {
        shares.computeIfPresent(name, (n, share) -> {
            share.refused++;
            return share;
        });
    }

    /** Those that have most, the largest first; of equals those that were refused most. */
    List<SeriesShare> largest(int count) {
        List<SeriesShare> all = new ArrayList<>();
        shares.forEach((name, share) -> all.add(new SeriesShare(name, share.held, share.refused)));
        all.sort(Comparator.comparingInt(SeriesShare::held)
                .thenComparingLong(SeriesShare::refused)
                .reversed()
                .thenComparing(SeriesShare::name));
        return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }
}
