package io.pulseboard.delivery.doctor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Whether the way to a browser can be tested, and how much that may cost. */
@ConfigMapping(prefix = "pulseboard.doctor")
interface DoctorConfig {
    /** Whether there are probes at all. */
    @WithDefault("true")
    boolean enabled();

    /** How many probes may run at once. */
    @WithDefault("100")
    int maxProbes();

    /** How many of them for one address; 0 for no such limit. */
    @WithDefault("20")
    int maxProbesPerAddress();

    /** How long a probe may take. */
    @WithDefault("2m")
    Duration maxDuration();
}
