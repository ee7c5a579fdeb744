package io.pulseboard.delivery.rest;

import io.pulseboard.metric.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts series such as {@code latency_created}, which a target in the Prometheus text format shows as gauges of their own, where
 * OpenMetrics has them: as the last line of each metric of {@code latency}. As a family of their own their names would clash.
 */
final class CreatedLines {
    static final String SUFFIX = "_created";

    private CreatedLines() {}

    /** The family with a line after each metric that has one. */
    static ExpositionFamily weave(ExpositionFamily family, PlainGroup created) {
        List<ExpositionSample> lines = new ArrayList<>();
        List<ExpositionSample> samples = family.samples();
        for (int i = 0; i < samples.size(); i++) {
            ExpositionSample line = samples.get(i);
            lines.add(line);
            Labels metric = metric(line);
            boolean last =
                    i + 1 == samples.size() || !metric(samples.get(i + 1)).equals(metric);
            ExpositionSample more = last ? created.get(metric) : null;
            if (more != null) {
                // All lines of a metric have the same timestamp.
                lines.add(new ExpositionSample(more.key(), more.value(), line.timestampMillis()));
            }
        }
        return new ExpositionFamily(family.name(), family.type(), family.unit(), family.help(), lines);
    }

    private static Labels metric(ExpositionSample line) {
        return line.key().labels().with("le", "").with("quantile", "");
    }
}
