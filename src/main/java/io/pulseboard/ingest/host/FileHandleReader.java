package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code proc/sys/fs/file-nr}: open files of the whole machine, and how many there may be. */
final class FileHandleReader implements HostReader {
    private static final Family ALLOCATED = Family.gauge("node_filefd_allocated", "", "Open file descriptions.");
    private static final Family MAXIMUM = Family.gauge("node_filefd_maximum", "", "The most open file descriptions.");

    private final Path path;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(only -> List.of(ALLOCATED.series(), MAXIMUM.series()));

    FileHandleReader(Path proc) {
        this.path = proc.resolve("sys/fs/file-nr");
    }

    @Override
    public String name() {
        return "filefd";
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
        row.set(0, file.number());
        // Between the two stands a number that has been 0 since Linux 2.6.
        file.skipWords(1);
        row.set(1, file.number());
    }
}
