package io.pulseboard.ingest.host;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the host source.
 */
@ConfigMapping(prefix = "pulseboard.host")
public interface HostConfig {
    /** Whether the host is sampled at all. */
    @WithDefault("true")
    boolean enabled();

    /** How often what changes all the time is sampled; at least 1 s, the shortest period of quarkus-scheduler. */
    @WithDefault("1s")
    Duration every();

    /**
     * How often disk space, temperatures, and the properties of network interfaces and of the system are sampled; at least 1 s. What
     * was sampled then is sent with the next sample of the rest.
     */
    @WithDefault("10s")
    Duration slowEvery();

    /** Where the host's {@code /proc} is; a directory, if it is not the default. */
    @WithDefault("/proc")
    Path proc();

    /** Where the host's {@code /sys} is; a directory, if it is not the default. */
    @WithDefault("/sys")
    Path sys();

    /** Where the host's {@code /} is, through which its file systems are measured; a directory. */
    @WithDefault("/")
    Path root();
}
