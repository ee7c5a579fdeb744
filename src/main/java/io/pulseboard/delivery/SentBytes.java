package io.pulseboard.delivery;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;

/** Counts what streams send, as it is written to connections: framed, perhaps compressed, before TLS. Safe for use by any thread. */
@Singleton
public final class SentBytes {
    private final LongAdder eventStreams;
    private final LongAdder webSockets;

    SentBytes(MeterRegistry registry) {
        this.eventStreams = counter(registry, "sse");
        this.webSockets = counter(registry, "websocket");
    }

    /** An adder, read when somebody asks: a registry's counter walks through all registries each time. */
    private static LongAdder counter(MeterRegistry registry, String transport) {
        LongAdder bytes = new LongAdder();
        FunctionCounter.builder("pulseboard.bytes.sent", bytes, LongAdder::doubleValue)
                .description("Bytes of messages written to viewers' connections")
                .tag("transport", transport)
                .register(registry);
        return bytes;
    }

    /** The counter of Server-Sent Events. */
    public LongAdder eventStreams() {
        return eventStreams;
    }

    /** The counter of WebSocket messages. */
    public LongAdder webSockets() {
        return webSockets;
    }
}
