package io.pulseboard.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much may be sent. */
@ConfigMapping(prefix = "pulseboard.ingest")
interface IntakeConfig {
    /** How many samples in a second each token may send on average, five seconds' worth at once; 0 for any number. */
    @WithDefault("500000")
    int maxSamplesPerSecond();
}
