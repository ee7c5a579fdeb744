package io.pulseboard.ingest.otlp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How OTLP is translated, and what may be held to add deltas up. */
@ConfigMapping(prefix = "pulseboard.otlp")
interface OtlpConfig {
    /** The setting that bounds how many series are added up. */
    String DELTA_MAX_SERIES = "pulseboard.otlp.delta-max-series";

    /** How names are translated: Prometheus's {@code translation_strategy}. */
    @WithDefault("underscore-escaping-with-suffixes")
    Translation translation();

    /** Whether series have labels of their instrumentation scope. */
    @WithDefault("true")
    boolean scopeLabels();

    /** How many series are added up from deltas at once. */
    @WithDefault("100000")
    int deltaMaxSeries();

    /** After how long a series is forgotten that no delta came for. */
    @WithDefault("1h")
    Duration deltaExpiry();
}
