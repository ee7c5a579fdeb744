package io.pulseboard.ingest.host;

import java.time.InstantSource;
import java.util.List;

/** The machine's clock. */
final class ClockReader implements HostReader {
    private static final Family TIME = Family.gauge("node_time_seconds", "seconds", "The machine's clock, Unix time.");

    private final InstantSource clock;
    private final Table<String> table = new Table<>(only -> List.of(TIME.series()));

    ClockReader(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "time";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() {
        table.row("").set(0, clock.millis() / 1000.0);
    }
}
