package io.pulseboard.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may write on the time axis that all viewers see, and how often. */
@ConfigMapping(prefix = "pulseboard")
interface AnnotationConfig {
    /** {@code off}, {@code token} for those who show the ingest token or have a session, or {@code open} for everybody. */
    @WithDefault("token")
    Mode annotations();

    /** How often. */
    Rate annotation();

    /** How often. */
    interface Rate {
        /** How many annotations are taken in any minute, of everybody together, from 1 to 6000. */
        @WithDefault("120")
        int maxPerMinute();
    }

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
