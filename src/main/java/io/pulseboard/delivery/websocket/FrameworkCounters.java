package io.pulseboard.delivery.websocket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * WebSockets Next's own counters of what an endpoint sends, where they are switched on. It counts in {@code sendText}, which the
 * frames of the stream pass by. Safe for use by any thread.
 */
@Singleton
final class FrameworkCounters {
    private final @Nullable Counter messages;
    private final @Nullable Counter bytes;

    FrameworkCounters(
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.websockets-next.server.metrics.enabled", defaultValue = "false")
                    boolean enabled) {
        this.messages = enabled ? counter(registry, "quarkus.websockets.server.count") : null;
        this.bytes = enabled ? counter(registry, "quarkus.websockets.server.bytes") : null;
    }

    private static Counter counter(MeterRegistry registry, String name) {
        return registry.counter(name, "uri", StreamSocket.PATH, "direction", "OUTBOUND");
    }

    /** A message was sent. */
    void sent(int payloadBytes) {
        if (messages != null && bytes != null) {
            messages.increment();
            bytes.increment(payloadBytes);
        }
    }
}
