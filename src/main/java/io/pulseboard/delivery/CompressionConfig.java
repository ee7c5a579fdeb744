package io.pulseboard.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether streams are compressed for clients that can read that. */
@ConfigMapping(prefix = "pulseboard.stream")
public interface CompressionConfig {
    /** {@code on} to negotiate gzip for event streams and permessage-deflate for WebSockets, {@code off} to send all as it is. */
    @WithDefault("on")
    Switch compression();

    /** On or off. */
    enum Switch {
        /** Compressed for who asks for it. */
        ON,
        /** Never compressed. */
        OFF
    }

    /** Whether it is on. */
    default boolean compresses() {
        return compression() == Switch.ON;
    }
}
