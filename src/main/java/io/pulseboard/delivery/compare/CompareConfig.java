package io.pulseboard.delivery.compare;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What visitors of {@code /compare} may do to their own streams. */
@ConfigMapping(prefix = "pulseboard.compare")
interface CompareConfig {
    /** Whether there are experiments. */
    @WithDefault("true")
    boolean enabled();

    /** Of how many visitors streams are remembered at a time, from 1 to 100000. */
    @WithDefault("1000")
    int maxVisitors();

    /** How many experiments one visitor may begin in any minute, from 1 to 6000; one address four times as many. */
    @WithDefault("120")
    int maxPerMinute();
}
