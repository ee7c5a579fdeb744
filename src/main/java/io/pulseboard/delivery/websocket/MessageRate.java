package io.pulseboard.delivery.websocket;

import java.util.function.LongSupplier;

/** A token bucket: so many messages per second over time, five seconds' worth at once. Confined to one thread. */
final class MessageRate {
    private static final double BURST_SECONDS = 5;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final LongSupplier nanoTime;
    private double tokens;
    private long filledAt;

    MessageRate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.tokens = perSecond * BURST_SECONDS;
        this.filledAt = nanoTime.getAsLong();
    }

    /** Whether one more message is within the rate; counts it if it is. */
    boolean admit() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(perSecond * BURST_SECONDS, tokens + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
