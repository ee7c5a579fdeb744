package io.pulseboard.operations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the server stops. */
@ConfigMapping(prefix = "pulseboard")
interface DrainConfig {
    /** Over how long the streams are closed at most; shorter where there are few. */
    @WithDefault("10s")
    Duration drain();
}
