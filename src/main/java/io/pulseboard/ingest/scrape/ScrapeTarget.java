package io.pulseboard.ingest.scrape;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address to scrape, with all that is configured for it. Immutable.
 *
 * @param job the name of its job
 * @param url an absolute http or https address without credentials
 * @param labels what its series are labelled with: {@code job}, {@code instance}, and those configured
 * @param every the time between two scrapes
 * @param timeout how long an answer may take, at most {@code every}
 * @param maxBodyBytes how large the answer may be, once decompressed
 * @param maxSamples how many sample lines the answer may have
 * @param authorization the Authorization header, null for none
 * @param tlsConfigurationName which configuration of TLS, null for the JDK's trust
 * @param honorLabels whether the target's labels win over {@code labels}
 * @param honorTimestamps whether the target's timestamps are used
 */
record ScrapeTarget(
        String job,
        URI url,
        Labels labels,
        Duration every,
        Duration timeout,
        int maxBodyBytes,
        int maxSamples,
        @Nullable String authorization,
        @Nullable String tlsConfigurationName,
        boolean honorLabels,
        boolean honorTimestamps) {

    /** The labels of a series that the target gave these labels (Prometheus's {@code honor_labels}). */
    Labels label(Labels exposed) {
        Map<String, String> merged = new HashMap<>();
        labels.forEach(merged::put);
        exposed.forEach((name, value) -> {
            if (honorLabels || labels.get(name) == null) {
                merged.put(name, value);
            }
        });
        if (!honorLabels) {
            exposed.forEach((name, value) -> {
                if (labels.get(name) != null) {
                    merged.put(free(name, merged), value);
                }
            });
        }
        return Labels.of(merged);
    }

    /**
     * Whether a series with this identity, as it is reported, was made by scraping this very target before: then the target is a
     * Pulseboard that shows what it scraped from itself, and each scrape would double its series. With {@code honorLabels} they stay
     * the same ones, which does no harm.
     */
    boolean isEchoed(SeriesKey reported) {
        return reported.name().equals("up")
                && !honorLabels
                && Objects.equals(reported.labels().get("exported_job"), labels.get("job"))
                && Objects.equals(reported.labels().get("exported_instance"), labels.get("instance"));
    }

    private static String free(String name, Map<String, String> taken) {
        String renamed = "exported_" + name;
        while (taken.containsKey(renamed)) {
            renamed = "exported_" + renamed;
        }
        return renamed;
    }

    /** Without the Authorization header, which is a secret. */
    @Override
    public String toString() {
        return "ScrapeTarget[job=" + job + ", url=" + url + "]";
    }
}
