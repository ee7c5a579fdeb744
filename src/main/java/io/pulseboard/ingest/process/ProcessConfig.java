package io.pulseboard.ingest.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the process source. */
@ConfigMapping(prefix = "pulseboard.process")
interface ProcessConfig {
    /** Whether Pulseboard's own metrics are among those that it shows. They are on {@code /q/metrics} in any case. */
    @WithDefault("true")
    boolean enabled();

    /** The time between two samples, in whole seconds from 1 s to 1 h. */
    @WithDefault("1s")
    Duration every();
}
