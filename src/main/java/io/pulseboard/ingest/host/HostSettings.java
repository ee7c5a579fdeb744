package io.pulseboard.ingest.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings after they were checked.
 *
 * @param every the period of the samples, at least 1 s
 * @param slowEvery the period of those that change slowly, at least 1 s
 * @param paths where the files of the host are
 */
record HostSettings(Duration every, Duration slowEvery, HostPaths paths) {
    /** What quarkus-scheduler can do at best. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * Checks the configuration.
     *
     * @throws IllegalArgumentException with a message that names key and value
     */
    static HostSettings of(HostConfig config) {
        return new HostSettings(
                period("every", config.every()),
                period("slow-every", config.slowEvery()),
                new HostPaths(
                        directory("proc", config.proc(), HostPaths.OWN.proc()),
                        directory("sys", config.sys(), HostPaths.OWN.sys()),
                        directory("root", config.root(), HostPaths.OWN.root())));
    }

    private static Duration period(String key, Duration value) {
        if (value.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("pulseboard.host." + key + "=" + value.toMillis()
                    + "ms: must be at least 1s, the shortest period of quarkus-scheduler");
        }
        return value;
    }

    private static Path directory(String key, Path value, Path standard) {
        if (!value.equals(standard) && !Files.isDirectory(value)) {
            throw new IllegalArgumentException("pulseboard.host." + key + "=" + value + ": is not a directory");
        }
        return value.normalize();
    }
}
