package io.pulseboard.ingest.host;

import com.sun.management.OperatingSystemMXBean;
import java.util.List;

/** What the JVM tells about the machine, where there is no {@code /proc}: load, CPU usage, memory, swap. */
final class JvmReader implements HostReader {
    private static final Family CPU_USAGE = Family.gauge(
            "host_cpu_usage_ratio", "ratio", "Part of the machine's CPU time that was used lately, from 0 to 1.");

    private final OperatingSystemMXBean system;
    private final Table<String> table = new Table<>(only -> List.of(
            LoadReader.LOAD1.series(),
            CPU_USAGE.series(),
            MemoryReader.gauge("MemTotal", true),
            MemoryReader.gauge("MemFree", true),
            MemoryReader.gauge("SwapTotal", true),
            MemoryReader.gauge("SwapFree", true)));

    JvmReader(OperatingSystemMXBean system) {
        this.system = system;
    }

    @Override
    public String name() {
        return "jvm";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() {
        Table.Row row = table.row("");
        double[] values = {
            system.getSystemLoadAverage(),
            system.getCpuLoad(),
            system.getTotalMemorySize(),
            system.getFreeMemorySize(),
            system.getTotalSwapSpaceSize(),
            system.getFreeSwapSpaceSize()
        };
        for (int i = 0; i < values.length; i++) {
            // Negative, or not a number: the system does not say.
            if (values[i] >= 0) {
                row.set(i, values[i]);
            }
        }
    }
}
