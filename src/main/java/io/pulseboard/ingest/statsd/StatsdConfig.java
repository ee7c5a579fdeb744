package io.pulseboard.ingest.statsd;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of the StatsD receiver. */
@ConfigMapping(prefix = "pulseboard.statsd")
interface StatsdConfig {
    /** The UDP port to listen on, usually 8125; 0 is any that is free. Without it nothing listens. */
    OptionalInt listenPort();

    /** The address to listen on. The protocol knows no authentication: whoever reaches the port may write. */
    @WithDefault("127.0.0.1")
    String listenAddress();

    /** The time between two flushes, from 100 ms to 1 min; that between ticks if not set. */
    Optional<Duration> flush();

    /** How long a series is held that nobody sends; up to 24 h. Then it is stale. */
    @WithDefault("5m")
    Duration expire();

    /** How many series are added up at once. */
    @WithDefault("10000")
    int maxSeries();

    /** How much the kernel keeps of what has not been read yet; what the system has as its default if not set. */
    Optional<MemorySize> receiveBuffer();
}
