package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code sys/class/net}: what each network interface is set to. Each attribute is left out where its file is missing or, as the
 * speed of an interface that is down or virtual, cannot be read or is negative.
 */
final class InterfaceReader implements HostReader {
    private static final double BITS_PER_BYTE = 8;
    private static final double MEGA = 1e6;

    private static final Family UP =
            Family.gauge("node_network_up", "", "1 if the interface is operational, 0 otherwise.");
    private static final Family MTU =
            Family.gauge("node_network_mtu_bytes", "bytes", "The longest packet that the interface sends.");
    private static final Family SPEED =
            Family.gauge("node_network_speed_bytes", "bytes", "Bytes per second that the interface can send.");
    private static final Family CARRIER =
            Family.gauge("node_network_carrier", "", "1 if the interface has a carrier, 0 otherwise.");

    private final Path directory;
    private final ProcFile file = new ProcFile();
    private final Table<String> table = new Table<>(InterfaceReader::device);

    InterfaceReader(Path sys) {
        this.directory = sys.resolve("class/net");
    }

    private static List<Series> device(String device) {
        return List.of(
                UP.series("device", device),
                MTU.series("device", device),
                SPEED.series("device", device),
                CARRIER.series("device", device));
    }

    @Override
    public String name() {
        return "netclass";
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() throws IOException {
        // Beside the interfaces there may be plain files, such as bonding_masters.
        for (Path one : ProcFile.list(directory, Files::isDirectory)) {
            readInterface(one, table.row(String.valueOf(one.getFileName())));
        }
    }

    private void readInterface(Path one, Table.Row row) {
        String state = file.textOr(one.resolve("operstate"), "");
        if (!state.isEmpty()) {
            row.set(0, state.equals("up") ? 1 : 0);
        }
        setUnlessNegative(row, 1, file.numberOr(one.resolve("mtu"), -1));
        setUnlessNegative(row, 2, file.numberOr(one.resolve("speed"), -1) * MEGA / BITS_PER_BYTE);
        setUnlessNegative(row, 3, file.numberOr(one.resolve("carrier"), -1));
    }

    private static void setUnlessNegative(Table.Row row, int index, double value) {
        if (value >= 0) {
            row.set(index, value);
        }
    }
}
