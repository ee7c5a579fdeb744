package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * {@code sys/class/hwmon}: temperatures of chips, in millidegrees there (Documentation/hwmon/sysfs-interface.rst). A chip is named
 * after its place in the device tree, as node_exporter does, since two chips may share a driver's name.
 */
final class HwmonReader implements HostReader {
    private static final double PER_MILLI = 1000;
    private static final String INPUT = "_input";

    private static final Family TEMPERATURE = celsius("node_hwmon_temp_celsius", "Temperature that a sensor measures.");
    private static final Family HIGH =
            celsius("node_hwmon_temp_max_celsius", "Temperature from which on the chip counts as hot.");
    private static final Family CRITICAL =
            celsius("node_hwmon_temp_crit_celsius", "Temperature from which on the chip is in danger.");
    private static final Family CHIP =
            Family.gauge("node_hwmon_chip_names", "", "Always 1: the name that a chip's driver gives it.");
    private static final Family LABEL =
            Family.gauge("node_hwmon_sensor_label", "", "Always 1: the name that a chip's driver gives a sensor.");

    private record Sensor(String chip, String name) {}

    private record Named(String chip, String sensor, String name) {}

    private final Path directory;
    private final ProcFile file = new ProcFile();
    private final Table<Sensor> sensors = new Table<>(HwmonReader::sensor);
    private final Table<Named> names = new Table<>(HwmonReader::named);

    HwmonReader(Path sys) {
        this.directory = sys.resolve("class/hwmon");
    }

    private static Family celsius(String name, String help) {
        return Family.gauge(name, "celsius", help);
    }

    private static List<Series> sensor(Sensor id) {
        String[] labels = {"chip", id.chip, "sensor", id.name};
        return List.of(TEMPERATURE.series(labels), HIGH.series(labels), CRITICAL.series(labels));
    }

    private static List<Series> named(Named id) {
        return List.of(
                id.sensor.isEmpty()
                        ? CHIP.series("chip", id.chip, "chip_name", id.name)
                        : LABEL.series("chip", id.chip, "sensor", id.sensor, "label", id.name));
    }

    @Override
    public String name() {
        return "hwmon";
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(sensors, names);
    }

    @Override
    public void read() throws IOException {
        for (Path chip : ProcFile.list(directory, Files::isDirectory)) {
            readChip(chip);
        }
    }

    private void readChip(Path directory) throws IOException {
        String driver = file.textOr(directory.resolve("name"), "");
        String chip = chipName(directory, driver);
        if (!driver.isEmpty()) {
            names.row(new Named(chip, "", driver)).set(0, 1);
        }
        for (Path input : ProcFile.list(directory, HwmonReader::isTemperature)) {
            String fileName = String.valueOf(input.getFileName());
            readSensor(directory, chip, fileName.substring(0, fileName.length() - INPUT.length()));
        }
    }

    private static boolean isTemperature(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith("temp") && name.endsWith(INPUT);
    }

    private void readSensor(Path directory, String chip, String sensor) {
        Table.Row row = sensors.row(new Sensor(chip, sensor));
        String[] suffixes = {INPUT, "_max", "_crit"};
        for (int i = 0; i < suffixes.length; i++) {
            double value = file.numberOr(directory.resolve(sensor + suffixes[i]), Double.NaN);
            // A sensor may be asleep or unplugged; then there is nothing to say.
            if (!Double.isNaN(value)) {
                row.set(i, value / PER_MILLI);
            }
        }
        String label = file.textOr(directory.resolve(sensor + "_label"), "");
        if (!label.isEmpty()) {
            names.row(new Named(chip, sensor, label)).set(0, 1);
        }
    }

    /** The bus and the name of the chip's device; without a device the driver's name, without that the directory's. */
    private static String chipName(Path directory, String driver) {
        try {
            Path device = directory.resolve("device").toRealPath();
            String bus = device.getNameCount() > 1
                    ? metricName(device.getName(device.getNameCount() - 2).toString())
                    : "";
            String name = metricName(String.valueOf(device.getFileName()));
            if (!name.isEmpty()) {
                return bus.isEmpty() ? name : bus + "_" + name;
            }
        } catch (IOException noDevice) {
            // Falls through: virtual chips have none.
        }
        String name = metricName(driver);
        return name.isEmpty() ? metricName(String.valueOf(directory.getFileName())) : name;
    }

    private static String metricName(String text) {
        StringBuilder name = new StringBuilder(text.length());
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            boolean fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':';
            name.append(fits ? c : '_');
        }
        int start = 0;
        int end = name.length();
        while (start < end && name.charAt(start) == '_') {
            start++;
        }
        while (end > start && name.charAt(end - 1) == '_') {
            end--;
        }
        return name.substring(start, end);
    }
}
