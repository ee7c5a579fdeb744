package io.pulseboard.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts what streams send, as it is written to connections: framed, perhaps compressed, before TLS. Safe for use by any thread. */
@Singleton
public final class SentBytes {
    private final Counter eventStreams;
    private final Counter webSockets;

    SentBytes(MeterRegistry registry) {
        this.eventStreams = counter(registry, "sse");
        this.webSockets = counter(registry, "websocket");
    }

    private static Counter counter(MeterRegistry registry, String transport) {
        return Counter.builder("pulseboard.bytes.sent")
                .description("Bytes of messages written to viewers' connections")
                .tag("transport", transport)
                .register(registry);
    }

    /** The counter of Server-Sent Events. */
    public Counter eventStreams() {
        return eventStreams;
    }

    /** The counter of WebSocket messages. */
    public Counter webSockets() {
        return webSockets;
    }
}
