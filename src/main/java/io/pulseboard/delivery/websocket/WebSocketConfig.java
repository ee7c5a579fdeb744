package io.pulseboard.delivery.websocket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a client may send over a WebSocket. */
@ConfigMapping(prefix = "pulseboard.websocket")
interface WebSocketConfig {
    /** How many messages a client may send per second, over time; five times as many at once. Beyond that it is closed. */
    @WithDefault("20")
    int maxMessagesPerSecond();

    /** How long a message from a client may be, in bytes; a longer one ends the connection. */
    @WithDefault("16384")
    int maxMessageBytes();
}
