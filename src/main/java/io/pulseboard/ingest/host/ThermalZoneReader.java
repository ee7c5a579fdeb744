package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code sys/class/thermal}: the temperature of each zone, in millidegrees there. A zone that cannot be read now is left out. */
final class ThermalZoneReader implements HostReader {
    private static final double PER_MILLI = 1000;
    private static final String PREFIX = "thermal_zone";
    // No unit here: OpenMetrics wants a unit to be the end of the name, and this name is what people know.
    private static final Family TEMPERATURE =
            Family.gauge("node_thermal_zone_temp", "", "Temperature of a zone in degrees Celsius.");

    private record Zone(String number, String type) {}

    private final Path directory;
    private final ProcFile file = new ProcFile();
    private final Table<Zone> table =
            new Table<>(zone -> List.of(TEMPERATURE.series("zone", zone.number, "type", zone.type)));

    ThermalZoneReader(Path sys) {
        this.directory = sys.resolve("class/thermal");
    }

    @Override
    public String name() {
        return "thermal_zone";
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
        for (Path zone : ProcFile.list(directory, ThermalZoneReader::isZone)) {
            double value = file.numberOr(zone.resolve("temp"), Double.NaN);
            if (!Double.isNaN(value)) {
                String number = String.valueOf(zone.getFileName()).substring(PREFIX.length());
                table.row(new Zone(number, file.textOr(zone.resolve("type"), "")))
                        .set(0, value / PER_MILLI);
            }
        }
    }

    private static boolean isZone(Path path) {
        return String.valueOf(path.getFileName()).startsWith(PREFIX);
    }
}
