package io.pulseboard.delivery.compare;

import io.pulseboard.delivery.compare.Lane.Transport;
import io.pulseboard.http.PerMinute;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who looks at {@code /compare}: one stream of each kind, the newest. Safe for use by any thread. */
final class Visitor {
    private final PerMinute rate;
    private final Turns turns;
    private final Map<Transport, Lane> lanes = new EnumMap<>(Transport.class);
    private final Map<Transport, Integer> refusals = new EnumMap<>(Transport.class);

    /**
     * @param rate of experiments
     */
    Visitor(PerMinute rate, Turns turns) {
        this.rate = rate;
        this.turns = turns;
    }

    PerMinute rate() {
        return rate;
    }

    /** Which of the two streams is written first. */
    Turns turns() {
        return turns;
    }

    /** The stream of the other kind, null if there is none. */
    synchronized @Nullable Lane beside(Lane lane) {
        return lanes.get(lane.transport() == Transport.SSE ? Transport.WEBSOCKET : Transport.SSE);
    }

    synchronized void enter(Lane lane) {
        lanes.put(lane.transport(), lane);
    }

    /** The connection is closed; if another has taken its place, nothing changes. */
    synchronized void leave(Lane lane) {
        lanes.remove(lane.transport(), lane);
    }

    synchronized List<Lane> lanes() {
        return List.copyOf(lanes.values());
    }

    /** Refuses the next connects of each transport, and closes what is open so that there will be some. */
    void refuse(int connects) {
        synchronized (this) {
            for (Transport transport : Transport.values()) {
                refusals.put(transport, connects);
            }
        }
        lanes().forEach(Lane::cut);
    }

    /** Whether to refuse this connect. */
    synchronized boolean refuses(Transport transport) {
        int left = refusals.getOrDefault(transport, 0);
        refusals.put(transport, Math.max(0, left - 1));
        return left > 0;
    }
}
