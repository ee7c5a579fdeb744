package io.pulseboard.hub;

import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.Source;
import java.util.Collection;
import java.util.List;

/**
 * Where every source puts what it observed. Safe for use by any thread; short, and never waits for a client.
 */
public interface SampleSink {
    /**
     * Applies samples so that all of those accepted are in the same tick. Of several samples of one series the newest wins. A
     * sample with {@link io.pulseboard.metric.SpecialValues#STALE} marks the series stale; for a series that is not held it
     * does nothing. A refused sample does not keep the others out.
     *
     * @param source who observed them
     */
    AppendResult append(Source source, List<Sample> samples);

    /** Applies samples of a source that says itself when a series ends, see {@link #append(Source, List)}. */
    default AppendResult append(String source, List<Sample> samples) {
        return append(Source.orderly(source), samples);
    }

    /**
     * Removes series at once, without a stale phase: their viewers are told that they are gone. Keys not held are passed over.
     *
     * @return how many series were removed
     */
    int remove(Collection<SeriesKey> keys);
}
