package io.pulseboard.delivery.websocket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may write on the time axis that all viewers see. */
@ConfigMapping(prefix = "pulseboard")
interface AnnotationConfig {
    /** {@code off}, {@code token} for those who showed the ingest token at the handshake, or {@code open} for everybody. */
    @WithDefault("token")
    Mode annotations();

    /** Who may write. */
    enum Mode {
        /** Nobody. */
        OFF,
        /** Who shows the token. */
        TOKEN,
        /** Everybody. */
        OPEN
    }
}
