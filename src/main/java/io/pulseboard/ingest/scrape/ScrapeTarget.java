package io.pulseboard.ingest.scrape;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One address to scrape. Immutable; equal targets are one.
 *
 * @param job how it is scraped
 * @param url an absolute http or https address without credentials
 * @param labels what its series are labelled with: {@code job}, {@code instance}, and those configured or discovered
 */
record ScrapeTarget(ScrapeJob job, URI url, Labels labels) {

    /** The labels of a series that the target gave these labels (Prometheus's {@code honor_labels}). */
    Labels label(Labels exposed) {
        Map<String, String> merged = new HashMap<>();
        labels.forEach(merged::put);
        exposed.forEach((name, value) -> {
            if (job.honorLabels() || labels.get(name) == null) {
                merged.put(name, value);
            }
        });
        if (!job.honorLabels()) {
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
                && !job.honorLabels()
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

    @Override
    public String toString() {
        return "ScrapeTarget[job=" + job.name() + ", url=" + url + "]";
    }
}
