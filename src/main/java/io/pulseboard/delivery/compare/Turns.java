package io.pulseboard.delivery.compare;

import io.pulseboard.delivery.compare.Lane.Transport;
import java.util.function.LongSupplier;

/**
 * Which of a visitor's two connections is written first: the one in one tick, the other in the next that has anything to write, so that
 * neither gains by its place. Safe for use by any thread.
 */
final class Turns {
    private final LongSupplier newestTick;
    private long tick = -1;
    private Transport first = Transport.WEBSOCKET;

    /**
     * @param newestTick the number of the newest tick
     */
    Turns(LongSupplier newestTick) {
        this.newestTick = newestTick;
    }

    /** The newest tick. */
    long newestTick() {
        return newestTick.getAsLong();
    }

    /** Whose turn it is to be first in this tick. */
    synchronized Transport first(long asked) {
        if (asked > tick) {
            tick = asked;
            first = first == Transport.SSE ? Transport.WEBSOCKET : Transport.SSE;
        }
        return first;
    }
}
