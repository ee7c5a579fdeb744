package io.pulseboard.ingest.scrape;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The targets to collect from, and how. */
@ConfigMapping(prefix = "pulseboard.scrape")
interface ScrapeConfig {
    /** The time between two scrapes of a target, in whole seconds from 1 s to 1 h. */
    @WithDefault("5s")
    Duration every();

    /** How long a target may take, at most {@code every}. The lesser of {@code every} and 10 s if not set. */
    Optional<Duration> timeout();

    /** How large an answer may be, once decompressed; at most 1 GB. */
    @WithDefault("16M")
    MemorySize maxBody();

    /** How many sample lines an answer may have. */
    @WithDefault("100000")
    int maxSamples();

    /** How many labels a sample may have, with those given here and its name as one of them. No limit if not set. */
    OptionalInt maxLabels();

    /** How long the name of a label may be, in bytes. No limit if not set. */
    OptionalInt maxLabelNameBytes();

    /** How long the value of a label may be, or the name of a metric, in bytes. No limit if not set. */
    OptionalInt maxLabelValueBytes();

    /** How many targets there may be at once, from all sources. */
    @WithDefault("1000")
    int maxTargets();

    /**
     * The targets by the name of their job. In an environment variable ({@code PULSEBOARD_SCRAPE_TARGETS_SHOP_URL}) the name is one
     * word of lower-case letters and digits; {@code ..._SHOP_LABELS_JOB} gives the job any other name.
     */
    Map<String, Target> targets();

    /** Targets that a Kubernetes cluster tells of. */
    Kubernetes kubernetes();

    /** Which pods and services of a cluster are targets: those that are annotated {@code prometheus.io/scrape: "true"}. */
    interface Kubernetes {
        /** Whether the cluster is asked at all. */
        @WithDefault("false")
        boolean enabled();

        /** Where to look, separated by commas. All namespaces if not set, which takes a ClusterRole. */
        Optional<List<String>> namespaces();

        /** What labels pods and services must have beside, as {@code kubectl -l} takes it: {@code team=shop,tier!=test}. */
        Optional<String> selector();

        /** The {@code quarkus.tls.<name>} configuration with keys and trusted certificates for targets over https. */
        Optional<String> tlsConfigurationName();
    }

    /** A job: addresses that are scraped alike, written here or in files. */
    interface Target {
        /**
         * Where to scrape, separated by commas: {@code http://shop:8080/metrics}. Without a path {@code /metrics} is meant, and without
         * a scheme {@code http}, so that {@code shop:9100} is enough.
         */
        Optional<List<String>> url();

        /**
         * Files with lists of targets in Prometheus's {@code file_sd} format, separated by commas. Each ends in {@code .json},
         * {@code .yml} or {@code .yaml}, and {@code *} may stand in its last part. They are looked at every few seconds.
         */
        Optional<List<String>> files();

        /** See {@link ScrapeConfig#every()}, whose value holds if this is not set. */
        Optional<Duration> every();

        /** See {@link ScrapeConfig#timeout()}, whose value holds if this is not set. */
        Optional<Duration> timeout();

        /** See {@link ScrapeConfig#maxBody()}, whose value holds if this is not set. */
        Optional<MemorySize> maxBody();

        /** See {@link ScrapeConfig#maxSamples()}, whose value holds if this is not set. */
        Optional<Integer> maxSamples();

        /** See {@link ScrapeConfig#maxLabels()}, whose value holds if this is not set. */
        OptionalInt maxLabels();

        /** See {@link ScrapeConfig#maxLabelNameBytes()}, whose value holds if this is not set. */
        OptionalInt maxLabelNameBytes();

        /** See {@link ScrapeConfig#maxLabelValueBytes()}, whose value holds if this is not set. */
        OptionalInt maxLabelValueBytes();

        /**
         * Labels that each series gets beside {@code job} and {@code instance}; either may be set here too. A dot in a name becomes an
         * underscore.
         */
        Map<String, String> labels();

        /** A token to send as {@code Authorization: Bearer}. */
        Optional<String> bearerToken();

        /** The name to send as {@code Authorization: Basic}, with the password. */
        Optional<String> username();

        /** The password that belongs to the name. */
        Optional<String> password();

        /** The {@code quarkus.tls.<name>} configuration with keys and trusted certificates for this target. */
        Optional<String> tlsConfigurationName();

        /**
         * Whether labels that the target gives win over those given here. If not, its own become {@code exported_<name>}.
         */
        @WithDefault("false")
        boolean honorLabels();

        /** Whether timestamps that the target gives are used. */
        @WithDefault("true")
        boolean honorTimestamps();

        /**
         * Whether a series that comes with a timestamp of its own is marked stale too when it is missing from an answer. Prometheus does
         * not do so either unless told to, as such a source says itself when a value was true.
         */
        @WithDefault("false")
        boolean trackTimestampsStaleness();
    }
}
