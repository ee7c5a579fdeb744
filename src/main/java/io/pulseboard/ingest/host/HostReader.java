package io.pulseboard.ingest.host;

import java.io.IOException;
import java.util.List;

/**
 * Reads one subject of the host into its tables. Pure: knows paths, and neither scheduling nor the sink. Used by one thread at a
 * time.
 */
interface HostReader {
    /** A short name for messages and counters, such as {@code diskstats}. */
    String name();

    /** Whether many machines have no such files, so that their absence is nothing to warn of. */
    default boolean optional() {
        return false;
    }

    /**
     * Sets the rows of {@link #tables}.
     *
     * @throws IOException if the subject cannot be read as a whole; what was set until then is discarded
     */
    void read() throws IOException;

    /** Where the values are, always the same tables. */
    List<Table<?>> tables();
}
