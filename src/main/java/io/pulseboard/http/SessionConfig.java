package io.pulseboard.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a browser that has shown the token need not show it again. */
@ConfigMapping(prefix = "pulseboard.session")
interface SessionConfig {
    /** How long a session lasts, from 1 min to 400 days, which is the most that browsers keep a cookie. */
    @WithDefault("720h")
    Duration maxAge();
}
