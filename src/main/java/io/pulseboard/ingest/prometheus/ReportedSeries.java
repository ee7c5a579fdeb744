package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which series a source reported last, so that those it no longer reports are marked stale (Prometheus, "Staleness"). A series that
 * came with a timestamp of its own is not to be added. Not for use by several threads at once.
 */
public final class ReportedSeries {
    private List<Sample> last = new ArrayList<>();
    private List<Sample> current = new ArrayList<>();

    /** Notes a sample of the report at hand. */
    public void add(Sample sample) {
        current.add(sample);
    }

    /** Forgets the report at hand, because it failed half way. */
    public void discard() {
        current.clear();
    }

    /**
     * Ends the report at hand, which is then the last.
     *
     * @param timestampMillis the time of the report
     * @param samples gets a stale sample for each series that the report before had and this one lacks
     */
    public void settle(long timestampMillis, List<Sample> samples) {
        if (!sameKeys()) {
            Set<SeriesKey> keys = new HashSet<>(2 * current.size());
            current.forEach(sample -> keys.add(sample.key()));
            for (Sample sample : last) {
                if (!keys.contains(sample.key())) {
                    samples.add(Sample.stale(sample.key(), sample.metadata(), timestampMillis));
                }
            }
        }
        List<Sample> free = last;
        last = current;
        free.clear();
        current = free;
    }

    /** Mostly a source reports the same series in the same order, and the parser gives the same key objects. */
    private boolean sameKeys() {
        if (last.size() != current.size()) {
            return false;
        }
        for (int i = 0; i < last.size(); i++) {
            if (last.get(i).key() != current.get(i).key()) {
                return false;
            }
        }
        return true;
    }
}
