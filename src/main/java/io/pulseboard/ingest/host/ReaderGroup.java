package io.pulseboard.ingest.host;

import io.pulseboard.metric.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Readers that are read together, one after the other. One that fails leaves its own samples out (those of its last round become
 * stale) and keeps no other from being read. Used by one thread at a time.
 */
final class ReaderGroup {
    /** Told of each failure, each time. */
    interface FailureListener {
        void failed(HostReader reader, IOException failure);
    }

    private final List<HostReader> readers;
    private final FailureListener listener;

    ReaderGroup(List<HostReader> readers, FailureListener listener) {
        this.readers = List.copyOf(readers);
        this.listener = listener;
    }

    /**
     * One round of all readers.
     *
     * @param timestampMillis the time that the samples get, milliseconds since the Unix epoch
     */
    List<Sample> read(long timestampMillis) {
        List<Sample> samples = new ArrayList<>();
        for (HostReader reader : readers) {
            try {
                reader.read();
            } catch (IOException failure) {
                reader.tables().forEach(Table::discard);
                listener.failed(reader, failure);
            }
            reader.tables().forEach(table -> table.flush(timestampMillis, samples));
        }
        return samples;
    }
}
