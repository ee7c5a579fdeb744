package io.pulseboard.delivery.rest;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;

/** Decides between what several series say about their family: a type beats none, then the newest. */
final class NewestMetadata {
    private MetricMetadata best = MetricMetadata.UNKNOWN;
    private long millis = Long.MIN_VALUE;

    void add(MetricMetadata metadata, long timestampMillis) {
        boolean typed = metadata.type() != MetricType.UNKNOWN;
        boolean bestTyped = best.type() != MetricType.UNKNOWN;
        if (typed == bestTyped ? timestampMillis >= millis : typed) {
            best = metadata;
            millis = timestampMillis;
        }
    }

    MetricMetadata get() {
        return best;
    }
}
