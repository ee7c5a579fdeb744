package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code proc/meminfo}: memory and swap. Each line is a series: {@code Active(anon): 12 kB} is {@code node_memory_Active_anon_bytes},
 * and a line without a unit, such as {@code HugePages_Total}, is a count.
 */
final class MemoryReader implements HostReader {
    private static final double BYTES_PER_KIB = 1024;

    /** In words where people look; for the rest the kernel's name has to do. */
    private static final Map<String, String> HELP = Map.of(
            "MemTotal", "Memory that the kernel can use.",
            "MemFree", "Memory that nothing uses, not even as a cache.",
            "MemAvailable", "Memory that new processes could get without swapping, as the kernel estimates it.",
            "Buffers", "Memory that caches raw blocks of disks.",
            "Cached", "Memory that caches files.",
            "SwapTotal", "Swap space in all.",
            "SwapFree", "Swap space that is not used.",
            "SwapCached", "Memory that was swapped out, is back in, and is still in swap too.",
            "Dirty", "Memory that waits to be written to disk.",
            "Slab", "Memory for the kernel's own data structures.");

    private final Path path;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(MemoryReader::field);

    MemoryReader(Path proc) {
        this.path = proc.resolve("meminfo");
    }

    /** The gauge of a field, of which the name ends in {@code _bytes} if its values are bytes. */
    static Series gauge(String field, boolean bytes) {
        String name = "node_memory_" + field.replace('(', '_').replace(")", "") + (bytes ? "_bytes" : "");
        String help = HELP.getOrDefault(field, "The field " + field + " of /proc/meminfo.");
        return Family.gauge(name, bytes ? "bytes" : "", help).series();
    }

    /** A count and an amount of the same name differ in their identity too, by the {@code kB} that is left on it. */
    private static List<Series> field(String id) {
        boolean bytes = id.endsWith(" kB");
        return List.of(gauge(bytes ? id.substring(0, id.length() - " kB".length()) : id, bytes));
    }

    @Override
    public String name() {
        return "meminfo";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() throws IOException {
        file.load(path);
        while (file.nextLine()) {
            if (file.hasWord()) {
                String field = file.upToLast(':');
                double value = file.number();
                if (file.skipWord("kB")) {
                    table.row(field + " kB").set(0, value * BYTES_PER_KIB);
                } else {
                    table.row(field).set(0, value);
                }
            }
        }
    }
}
