package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.util.List;

/** {@code proc/net/sockstat} or {@code sockstat6}: sockets by protocol. Memory is in pages and, like node_exporter, also in bytes. */
final class SocketReader implements HostReader {
    private final HostPaths paths;
    private final String fileName;
    private final boolean optional;
    private final double pageBytes;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(SocketReader::field);

    private SocketReader(HostPaths paths, String fileName, boolean optional, double pageBytes) {
        this.paths = paths;
        this.fileName = fileName;
        this.optional = optional;
        this.pageBytes = pageBytes;
    }

    static HostReader ofVersion4(HostPaths paths, double pageBytes) {
        return new SocketReader(paths, "sockstat", false, pageBytes);
    }

    /** Optional, since IPv6 may be off. */
    static HostReader ofVersion6(HostPaths paths, double pageBytes) {
        return new SocketReader(paths, "sockstat6", true, pageBytes);
    }

    private static List<Series> field(String field) {
        String help = field.equals("sockets_used")
                ? "Sockets in use, of all protocols."
                : "Sockets by protocol: " + field.replace('_', ' ') + ".";
        return List.of(
                Family.gauge("node_sockstat_" + field, "", help).series(),
                Family.gauge("node_sockstat_" + field + "_bytes", "bytes", "Memory of the protocol's sockets.")
                        .series());
    }

    @Override
    public String name() {
        return fileName;
    }

    @Override
    public boolean optional() {
        return optional;
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() throws IOException {
        file.load(paths.net().resolve(fileName));
        while (file.nextLine()) {
            if (file.hasWord()) {
                readProtocol(file.upToLast(':'));
            }
        }
    }

    private void readProtocol(String protocol) throws MalformedFileException {
        while (file.hasWord()) {
            String what = file.word();
            double value = file.number();
            Table.Row row = table.row(protocol + '_' + what);
            row.set(0, value);
            if (what.equals("mem")) {
                row.set(1, value * pageBytes);
            }
        }
    }
}
