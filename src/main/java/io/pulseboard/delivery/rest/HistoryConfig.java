package io.pulseboard.delivery.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much history one answer may hold. */
@ConfigMapping(prefix = "pulseboard.history")
public interface HistoryConfig {
    /** How many series, counting each component of a histogram or summary, one request may ask for; beyond that it is refused. */
    @WithDefault("2000")
    int maxSeries();
}
