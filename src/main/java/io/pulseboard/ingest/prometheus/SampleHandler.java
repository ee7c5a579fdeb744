package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.Sample;

/** Takes the samples of one body. */
@FunctionalInterface
public interface SampleHandler {
    /**
     * One sample. Samples come in the order of the body, except that histograms and summaries come when they are complete. A body
     * may still turn out to be malformed afterwards: whoever wants all or nothing collects first.
     *
     * @param timestamped whether the body itself gave the timestamp. Prometheus does not mark such a series stale when it vanishes
     */
    void onSample(Sample sample, boolean timestamped);
}
