package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code proc/loadavg}: how many processes ran or wanted to, averaged. */
final class LoadReader implements HostReader {
    static final Family LOAD1 = Family.gauge("node_load1", "", "Load average of the last minute.");
    private static final Family LOAD5 = Family.gauge("node_load5", "", "Load average of the last 5 minutes.");
    private static final Family LOAD15 = Family.gauge("node_load15", "", "Load average of the last 15 minutes.");

    private final Path path;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(only -> List.of(LOAD1.series(), LOAD5.series(), LOAD15.series()));

    LoadReader(Path proc) {
        this.path = proc.resolve("loadavg");
    }

    @Override
    public String name() {
        return "loadavg";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() throws IOException {
        file.load(path);
        file.nextLine();
        Table.Row row = table.row("");
        for (int i = 0; i < 3; i++) {
            row.set(i, file.number());
        }
    }
}
