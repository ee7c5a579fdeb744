package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.util.List;

/** {@code proc/net/dev}: what each network interface received and sent. */
final class NetworkReader implements HostReader {
    private static final List<Family> FAMILIES = List.of(
            bytes("receive_bytes", "Bytes received."),
            count("receive_packets", "Packets received."),
            count("receive_errs", "Packets received with an error."),
            count("receive_drop", "Packets received and dropped."),
            count("receive_fifo", "Packets lost because the receive queue was full."),
            count("receive_frame", "Packets received with a framing error."),
            count("receive_compressed", "Compressed packets received."),
            count("receive_multicast", "Multicast packets received."),
            bytes("transmit_bytes", "Bytes sent."),
            count("transmit_packets", "Packets sent."),
            count("transmit_errs", "Packets not sent because of an error."),
            count("transmit_drop", "Packets dropped instead of sent."),
            count("transmit_fifo", "Packets lost because the send queue was full."),
            count("transmit_colls", "Collisions seen when sending."),
            count("transmit_carrier", "Packets not sent because the carrier was lost."),
            count("transmit_compressed", "Compressed packets sent."));

    private final HostPaths paths;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(NetworkReader::device);

    NetworkReader(HostPaths paths) {
        this.paths = paths;
    }

    private static Family bytes(String what, String help) {
        return Family.counter("node_network_" + what + "_total", "bytes", help);
    }

    private static Family count(String what, String help) {
        return Family.counter("node_network_" + what + "_total", "", help);
    }

    private static List<Series> device(String device) {
        return FAMILIES.stream().map(family -> family.series("device", device)).toList();
    }

    @Override
    public String name() {
        return "netdev";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() throws IOException {
        file.load(paths.net().resolve("dev"));
        // The first two lines are a heading.
        file.nextLine();
        file.nextLine();
        while (file.nextLine()) {
            if (file.hasWord()) {
                Table.Row row = table.row(file.upToLast(':'));
                for (int i = 0; i < FAMILIES.size(); i++) {
                    row.set(i, file.number());
                }
            }
        }
    }
}
