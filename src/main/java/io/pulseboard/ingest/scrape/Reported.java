package io.pulseboard.ingest.scrape;

import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which series a target reported last, so that those it no longer reports are marked stale (Prometheus, "Staleness"). Series that
 * came with a timestamp of their own are not tracked. Used by one scrape at a time.
 */
final class Reported {
    private List<Sample> last = new ArrayList<>();
    private List<Sample> current = new ArrayList<>();

    /** Notes a sample of the scrape at hand. */
    void add(Sample sample) {
        current.add(sample);
    }

    /** Forgets the scrape at hand, because it failed half way. */
    void discard() {
        current.clear();
    }

    /** Ends the scrape at hand, which is then the last, and adds a stale sample for each series that is missing from it. */
    void settle(long timestampMillis, List<Sample> samples) {
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

    /** Mostly a target reports the same series in the same order, and the parser gives the same key objects. */
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
