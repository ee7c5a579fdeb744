package io.pulseboard.dashboard;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where boards come from. */
@ConfigMapping(prefix = "pulseboard")
interface DashboardsConfig {
    /** The folder whose YAML files are boards; it may come into being later. None if not set. */
    Optional<Path> dashboards();
}
