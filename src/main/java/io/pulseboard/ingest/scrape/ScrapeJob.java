package io.pulseboard.ingest.scrape;

import io.pulseboard.ingest.prometheus.LabelLimits;
import io.pulseboard.metric.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the targets of one job are scraped. Immutable.
 *
 * @param name the value of the label {@code job}, unless a label says otherwise
 * @param labels those configured for all targets of the job
 * @param every the time between two scrapes
 * @param timeout how long an answer may take, at most {@code every}
 * @param maxBodyBytes how large the answer may be, once decompressed
 * @param maxSamples how many sample lines the answer may have
 * @param labelLimits how many labels a sample of the answer may have, and how long they may be
 * @param authorization the Authorization header, null for none
 * @param tlsConfigurationName which configuration of TLS, null for the JDK's trust
 * @param honorLabels whether the target's labels win over those given to it here
 * @param honorTimestamps whether the target's timestamps are used
 * @param trackTimestampsStaleness whether a series that comes with a timestamp of its own is stale too when it is left out
 */
record ScrapeJob(
        String name,
        Map<String, String> labels,
        Duration every,
        Duration timeout,
        int maxBodyBytes,
        int maxSamples,
        LabelLimits labelLimits,
        @Nullable String authorization,
        @Nullable String tlsConfigurationName,
        boolean honorLabels,
        boolean honorTimestamps,
        boolean trackTimestampsStaleness) {

    ScrapeJob {
        labels = Map.copyOf(labels);
    }

    /** A target of this job. Its own labels win over those of the job, which win over {@code job} and {@code instance}. */
    ScrapeTarget target(DiscoveredTarget found) {
        Labels all = Labels.of("job", name, "instance", found.instance());
        for (Map<String, String> more : List.of(labels, found.labels())) {
            for (Map.Entry<String, String> label : more.entrySet()) {
                all = all.with(label.getKey(), label.getValue());
            }
        }
        return new ScrapeTarget(this, found.url(), all);
    }

    /** Without the Authorization header, which is a secret. */
    @Override
    public String toString() {
        return "ScrapeJob[name=" + name + "]";
    }
}
