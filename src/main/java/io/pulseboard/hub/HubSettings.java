package io.pulseboard.hub;

import io.pulseboard.store.SeriesLimits;
import java.time.Duration;

/**
 * What the hub is built with. Immutable.
 *
 * @param tick the time between ticks
 * @param window how far back a client can resume
 * @param windowBytes how many bytes of heap the resume window may take
 * @param fineHistory how far back every tick is kept for charts
 * @param coarseStep the length of a coarse cell of history
 * @param coarseHistory how far back coarse cells are kept
 * @param heartbeat after how long without a message a heartbeat is sent
 * @param stallTimeout after how long a client that takes nothing is closed
 * @param maxFeeds how many different subscriptions there may be at once
 * @param idle after how long a series ends for which nothing comes any more, if its source may fall silent; zero for never
 * @param staleRetention how long a stale series is held before it is removed
 * @param maxAnnotations how many notes are held for who comes later
 * @param limits what the series table refuses
 */
public record HubSettings(
        Duration tick,
        Duration window,
        long windowBytes,
        Duration fineHistory,
        Duration coarseStep,
        Duration coarseHistory,
        Duration heartbeat,
        Duration stallTimeout,
        int maxFeeds,
        Duration idle,
        Duration staleRetention,
        int maxAnnotations,
        SeriesLimits limits) {
    /** How far back charts can show anything, which is how long notes are held. */
    Duration reach() {
        return fineHistory.compareTo(coarseHistory) > 0 ? fineHistory : coarseHistory;
    }
}
