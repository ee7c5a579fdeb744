package io.pulseboard.ingest.statsd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How many datagrams the kernel dropped because they came faster than they were read: the last column of {@code /proc/net/udp} and
 * {@code /proc/net/udp6}, of the sockets on one port. Elsewhere than on Linux it is 0.
 */
final class KernelDrops {
    private static final int LOCAL_ADDRESS = 1;
    private static final int COLUMNS = 13;

    private final List<Path> tables;
    private final String port;

    /**
     * @param net where {@code udp} and {@code udp6} are
     */
    KernelDrops(Path net, int port) {
        this.tables = List.of(net.resolve("udp"), net.resolve("udp6"));
        this.port = String.format(Locale.ROOT, ":%04X", port);
    }

    /** The count as of now. */
    long count() {
        return tables.stream().mapToLong(this::drops).sum();
    }

    private long drops(Path table) {
        try (Stream<String> rows = Files.lines(table, StandardCharsets.ISO_8859_1)) {
            return rows.mapToLong(row -> drops(row.strip().split("\\s+", -1))).sum();
        } catch (IOException | UncheckedIOException absent) {
            // There is no such table on this system.
            return 0;
        }
    }

    private long drops(String[] columns) {
        if (columns.length < COLUMNS || !columns[LOCAL_ADDRESS].endsWith(port)) {
            return 0;
        }
        try {
            return Long.parseLong(columns[columns.length - 1]);
        } catch (NumberFormatException heading) {
            return 0;
        }
    }
}
