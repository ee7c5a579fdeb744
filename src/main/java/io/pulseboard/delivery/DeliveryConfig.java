package io.pulseboard.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many streams there may be. */
@ConfigMapping(prefix = "pulseboard.stream")
interface DeliveryConfig {
    /** How many streams may be open at once, SSE and WebSocket together; lowered to what file descriptors allow. */
    @WithDefault("50000")
    int maxConnections();

    /** How many of them may come from one address; 0 for no such limit, as behind a proxy all viewers share one. */
    @WithDefault("0")
    int maxConnectionsPerAddress();
}
