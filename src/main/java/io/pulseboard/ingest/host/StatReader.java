package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code proc/stat}: CPU time in total and per core, interrupts, context switches, forks, processes, boot time.
 *
 * <p>The kernel documents that idle and iowait may go back a little; such a value is held at its last one, so that a rate is never
 * read as a reset. Where idle falls by more than {@value #RESET_SECONDS} s, the core was taken off and on again, and all its
 * counters start anew. (Documentation/filesystems/proc.rst, section 1.7; node_exporter guards alike.)
 */
final class StatReader implements HostReader {
    private static final double RESET_SECONDS = 3;
    private static final int IDLE = 3;
    private static final List<String> MODES =
            List.of("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal");
    private static final List<String> GUEST_MODES = List.of("user", "nice");

    private static final Family CPU = Family.counter(
            "node_cpu_seconds_total",
            "seconds",
            "Time that a core spent in each mode; guest time is part of user and nice.");
    private static final Family GUEST = Family.counter(
            "node_cpu_guest_seconds_total", "seconds", "Time that a core spent running virtual machines, by mode.");
    private static final Family CPU_TOTAL =
            Family.counter("host_cpu_seconds_total", "seconds", "Time that all cores together spent in each mode.");

    private static final Map<String, Series> SINGLE = Map.of(
            "intr",
                    Family.counter("node_intr_total", "", "Interrupts serviced since boot.")
                            .series(),
            "ctxt",
                    Family.counter("node_context_switches_total", "", "Context switches since boot.")
                            .series(),
            "btime",
                    Family.gauge("node_boot_time_seconds", "seconds", "When the machine was started, Unix time.")
                            .series(),
            "processes",
                    Family.counter("node_forks_total", "", "Processes and threads created since boot.")
                            .series(),
            "procs_running",
                    Family.gauge("node_procs_running", "", "Processes that run or could run now.")
                            .series(),
            "procs_blocked",
                    Family.gauge("node_procs_blocked", "", "Processes that wait for I/O to complete.")
                            .series());

    private final Path path;
    private final double ticksPerSecond;
    private final ProcFile file = new ProcFile();
    private final double[] seconds = new double[MODES.size() + GUEST_MODES.size()];
    private final Table<String> cores = new Table<>(StatReader::core);
    private final Table<String> single = new Table<>(name -> List.of(SINGLE.get(name)));

    /**
     * @param proc the proc directory
     * @param ticksPerSecond the kernel's USER_HZ, in which it counts CPU time
     */
    StatReader(Path proc, double ticksPerSecond) {
        this.path = proc.resolve("stat");
        this.ticksPerSecond = ticksPerSecond;
    }

    /** The line {@code cpu} is the total, {@code cpu7} a core. */
    private static List<Series> core(String line) {
        List<Series> series = new ArrayList<>();
        String core = line.substring("cpu".length());
        for (String mode : MODES) {
            series.add(core.isEmpty() ? CPU_TOTAL.series("mode", mode) : CPU.series("cpu", core, "mode", mode));
        }
        if (!core.isEmpty()) {
            GUEST_MODES.forEach(mode -> series.add(GUEST.series("cpu", core, "mode", mode)));
        }
        return series;
    }

    @Override
    public String name() {
        return "stat";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(cores, single);
    }

    @Override
    public void read() throws IOException {
        file.load(path);
        while (file.nextLine()) {
            if (file.startsWith("cpu")) {
                readCore(file.word());
            } else if (file.hasWord()) {
                String name = file.word();
                if (SINGLE.containsKey(name)) {
                    single.row(name).set(0, file.number());
                }
            }
        }
    }

    private void readCore(String line) throws MalformedFileException {
        int count = 0;
        while (count < seconds.length && file.hasWord()) {
            seconds[count++] = file.number() / ticksPerSecond;
        }
        if (count <= IDLE) {
            throw file.malformed("at least " + (IDLE + 1) + " numbers");
        }
        boolean isTotal = line.equals("cpu");
        setForwardOnly(cores.row(line), isTotal ? Math.min(count, MODES.size()) : count);
    }

    private void setForwardOnly(Table.Row row, int count) {
        boolean reset = seconds[IDLE] < row.last(IDLE) - RESET_SECONDS;
        for (int i = 0; i < count; i++) {
            double last = row.last(i);
            row.set(i, !reset && seconds[i] < last ? last : seconds[i]);
        }
    }
}
