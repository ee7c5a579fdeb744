package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code proc/vmstat}: page faults, paging, swapping and the killer of processes; as node_exporter selects by default
 * ({@code oom_kill*}, {@code pgpg*}, {@code pswp*}, {@code pg*fault*}), and untyped as there.
 */
final class VmstatReader implements HostReader {
    private static final Map<String, String> HELP = Map.of(
            "oom_kill", "Processes killed since boot because memory ran out.",
            "pgfault", "Page faults since boot.",
            "pgmajfault", "Page faults since boot that had to read from disk.",
            "pgpgin", "KiB read from block devices since boot.",
            "pgpgout", "KiB written to block devices since boot.",
            "pswpin", "Pages read from swap since boot.",
            "pswpout", "Pages written to swap since boot.");

    private final Path path;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(field -> List.of(
            Family.untyped("node_vmstat_" + field, HELP.getOrDefault(field, "The field " + field + " of /proc/vmstat."))
                    .series()));

    VmstatReader(Path proc) {
        this.path = proc.resolve("vmstat");
    }

    @Override
    public String name() {
        return "vmstat";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() throws IOException {
        file.load(path);
        while (file.nextLine()) {
            if (file.startsWith("p") || file.startsWith("o")) {
                String field = file.word();
                if (isSelected(field)) {
                    table.row(field).set(0, file.number());
                }
            }
        }
    }

    private static boolean isSelected(String field) {
        return field.startsWith("oom_kill")
                || field.startsWith("pswp")
                || field.startsWith("pgpg")
                || (field.startsWith("pg") && field.contains("fault"));
    }
}
