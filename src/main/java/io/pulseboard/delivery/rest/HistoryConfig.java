package io.pulseboard.delivery.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What decides how a request for history is answered. Lengths are the hub's own settings, read here under the same keys. */
@ConfigMapping(prefix = "pulseboard.history")
interface HistoryConfig {
    /** How many series one request may ask for, each component of a histogram or summary counted; at least 1. */
    @WithDefault("2000")
    int maxSeries();

    /** How far back every tick is kept: a range up to this is answered tick by tick. */
    @WithDefault("5m")
    Duration fine();

    /** The length of a coarse cell: a step shorter than this is answered tick by tick. */
    @WithDefault("10s")
    Duration coarseStep();
}
