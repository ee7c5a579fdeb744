package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code proc/diskstats}: I/O per block device. Sectors are of 512 bytes whatever the device says, times are in milliseconds
 * (Documentation/admin-guide/iostats.rst). Partitions, loop devices, RAM disks and floppies are left out, as in node_exporter.
 */
final class DiskReader implements HostReader {
    private static final double SECTOR_BYTES = 512;
    private static final double PER_MILLI = 1000;

    /** A column of the file: its family, and what its numbers are divided by to be in the base unit. */
    private record Column(Family family, double divisor) {}

    private static final List<Column> COLUMNS = List.of(
            count("node_disk_reads_completed_total", "Reads completed."),
            count(
                    "node_disk_reads_merged_total",
                    "Reads that were merged with a neighbour before they reached the device."),
            bytes("node_disk_read_bytes_total", "Bytes read."),
            time("node_disk_read_time_seconds_total", "Time that reads took, summed over all of them."),
            count("node_disk_writes_completed_total", "Writes completed."),
            count(
                    "node_disk_writes_merged_total",
                    "Writes that were merged with a neighbour before they reached the device."),
            bytes("node_disk_written_bytes_total", "Bytes written."),
            time("node_disk_write_time_seconds_total", "Time that writes took, summed over all of them."),
            new Column(Family.gauge("node_disk_io_now", "", "Reads and writes in progress."), 1),
            time("node_disk_io_time_seconds_total", "Time during which the device had anything to do."),
            time("node_disk_io_time_weighted_seconds_total", "Time in progress, summed over all reads and writes."),
            count("node_disk_discards_completed_total", "Discards completed."),
            count("node_disk_discards_merged_total", "Discards that were merged with a neighbour."),
            new Column(
                    Family.counter("node_disk_discarded_sectors_total", "sectors", "Sectors of 512 bytes discarded."),
                    1),
            time("node_disk_discard_time_seconds_total", "Time that discards took, summed over all of them."),
            count("node_disk_flush_requests_total", "Flush requests completed."),
            time(
                    "node_disk_flush_requests_time_seconds_total",
                    "Time that flush requests took, summed over all of them."));

    /** Kernels before 4.18 end here; discards and flushes came later. */
    private static final int LEAST_COLUMNS = 11;

    private final Path path;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(DiskReader::device);

    DiskReader(Path proc) {
        this.path = proc.resolve("diskstats");
    }

    private static Column count(String name, String help) {
        return new Column(Family.counter(name, "", help), 1);
    }

    private static Column bytes(String name, String help) {
        return new Column(Family.counter(name, "bytes", help), 1 / SECTOR_BYTES);
    }

    private static Column time(String name, String help) {
        return new Column(Family.counter(name, "seconds", help), PER_MILLI);
    }

    private static List<Series> device(String device) {
        return COLUMNS.stream()
                .map(column -> column.family.series("device", device))
                .toList();
    }

    @Override
    public String name() {
        return "diskstats";
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
                file.skipWords(2);
                String device = file.word();
                if (!isIgnored(device)) {
                    readDevice(table.row(device));
                }
            }
        }
    }

    private void readDevice(Table.Row row) throws MalformedFileException {
        int count = 0;
        while (count < COLUMNS.size() && file.hasWord()) {
            row.set(count, file.number() / COLUMNS.get(count).divisor);
            count++;
        }
        if (count < LEAST_COLUMNS) {
            throw file.malformed("at least " + LEAST_COLUMNS + " numbers");
        }
    }

    /**
     * Whether the device is matched by node_exporter's default, {@code ^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$}, which is
     * spelt out here as it is asked for each line of each reading.
     */
    static boolean isIgnored(String device) {
        int digits = device.length();
        while (digits > 0 && isDigit(device.charAt(digits - 1))) {
            digits--;
        }
        if (digits == device.length()) {
            return false;
        }
        String stem = device.substring(0, digits);
        return switch (stem) {
            case "ram", "zram", "loop", "fd" -> true;
            default -> isPartitionOfDisk(stem) || isPartitionOfNvme(stem);
        };
    }

    private static boolean isPartitionOfDisk(String stem) {
        int letter = stem.length() - 1;
        if (letter < 2 || stem.charAt(letter) < 'a' || stem.charAt(letter) > 'z') {
            return false;
        }
        return switch (stem.substring(0, letter)) {
            case "hd", "sd", "vd", "xvd" -> true;
            default -> false;
        };
    }

    private static boolean isPartitionOfNvme(String stem) {
        if (!stem.startsWith("nvme")) {
            return false;
        }
        int namespace = skipDigits(stem, "nvme".length());
        if (namespace == "nvme".length() || namespace == stem.length() || stem.charAt(namespace) != 'n') {
            return false;
        }
        int partition = skipDigits(stem, namespace + 1);
        return partition > namespace + 1 && partition == stem.length() - 1 && stem.charAt(partition) == 'p';
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
