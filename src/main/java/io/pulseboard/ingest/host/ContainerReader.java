package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Limits and usage of the own control group. What version 1 keeps in a hierarchy per controller, version 2 has in one directory
 * (Documentation/admin-guide/cgroup-v1, cgroup-v2.rst). Each file is read for itself: a controller that is not on leaves its own
 * values out and no others.
 */
abstract sealed class ContainerReader implements HostReader {
    private static final double PER_MICRO = 1e6;
    private static final double PER_NANO = 1e9;

    /** A family, and what the file's number is divided by to be in the base unit. */
    private record Field(Family family, double divisor) {
        Field(Family family) {
            this(family, 1);
        }
    }

    private final ProcFile file = new ProcFile();
    private final Table<Family> table = new Table<>(family -> List.of(family.series()));

    /** The readers for what there is: none, if this process is in no group of its own. */
    static List<HostReader> of(ControlGroup group, double ticksPerSecond) {
        Path unified = group.unified();
        if (unified != null) {
            return Stream.concat(Stream.of(new Version2(unified)), PressureReader.ofControlGroup(unified).stream())
                    .toList();
        }
        return group.controllers().isEmpty() ? List.of() : List.of(new Version1(group, ticksPerSecond));
    }

    @Override
    public String name() {
        return "container";
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    void set(Family family, double value) {
        if (!Double.isNaN(value)) {
            table.row(family).set(0, value);
        }
    }

    /** The value of a file of one value, NaN if there is none or it is the word {@code max}. */
    double number(Path path) {
        return file.numberOr(path, Double.NaN);
    }

    /** Sets the families of a file of names and values. */
    void setFields(Path path, Map<String, Field> fields) {
        try {
            file.load(path);
            while (file.nextLine()) {
                Field field = file.hasWord() ? fields.get(file.word()) : null;
                if (field != null) {
                    set(field.family, file.number() / field.divisor);
                }
            }
        } catch (IOException controllerOff) {
            // Its values are left out.
        }
    }

    /** The value of one name in a file of names and values, NaN if there is none. */
    double field(Path path, String name) {
        try {
            file.load(path);
            while (file.nextLine()) {
                if (file.skipWord(name)) {
                    return file.number();
                }
            }
        } catch (IOException controllerOff) {
            return Double.NaN;
        }
        return Double.NaN;
    }

    /** The second value of a file of one line, NaN if there is none. */
    double secondNumber(Path path) {
        try {
            file.load(path);
            file.nextLine();
            file.skipWords(1);
            return file.number();
        } catch (IOException controllerOff) {
            return Double.NaN;
        }
    }

    /** What the kernel could drop at once counts as free. */
    void setMemory(double usage, double droppable) {
        set(ContainerFamilies.MEMORY_USAGE, usage);
        set(ContainerFamilies.MEMORY_WORKING_SET, Math.max(0, usage - droppable));
    }

    private static final class Version2 extends ContainerReader {
        private static final Map<String, Field> CPU = Map.of(
                "usage_usec", new Field(ContainerFamilies.CPU_USAGE, PER_MICRO),
                "user_usec", new Field(ContainerFamilies.CPU_USER, PER_MICRO),
                "system_usec", new Field(ContainerFamilies.CPU_SYSTEM, PER_MICRO),
                "nr_periods", new Field(ContainerFamilies.CPU_PERIODS),
                "nr_throttled", new Field(ContainerFamilies.CPU_THROTTLED_PERIODS),
                "throttled_usec", new Field(ContainerFamilies.CPU_THROTTLED, PER_MICRO));
        private static final Map<String, Field> MEMORY = Map.of(
                "anon", new Field(ContainerFamilies.MEMORY_RSS), "file", new Field(ContainerFamilies.MEMORY_CACHE));
        private static final Map<String, Field> EVENTS = Map.of("oom_kill", new Field(ContainerFamilies.OOM_EVENTS));

        private final Path group;

        private Version2(Path group) {
            this.group = group;
        }

        @Override
        public void read() {
            setFields(group.resolve("cpu.stat"), CPU);
            setQuota();
            setMemory(number(group.resolve("memory.current")), field(group.resolve("memory.stat"), "inactive_file"));
            setFields(group.resolve("memory.stat"), MEMORY);
            setFields(group.resolve("memory.events"), EVENTS);
            set(ContainerFamilies.MEMORY_SWAP, number(group.resolve("memory.swap.current")));
            set(ContainerFamilies.MEMORY_LIMIT, number(group.resolve("memory.max")));
            set(ContainerFamilies.THREADS, number(group.resolve("pids.current")));
            set(ContainerFamilies.THREADS_MAX, number(group.resolve("pids.max")));
        }

        /** The file holds quota and period; the quota may be the word {@code max}. */
        private void setQuota() {
            Path path = group.resolve("cpu.max");
            set(ContainerFamilies.CPU_QUOTA, number(path));
            set(ContainerFamilies.CPU_PERIOD, secondNumber(path));
        }
    }

    private static final class Version1 extends ContainerReader {
        /** "No limit" is a number near the end of a long, rounded down to pages. */
        private static final double NO_LIMIT = 0x1p62;

        private static final Path ABSENT = Path.of("");
        private static final Map<String, Field> CPU = Map.of(
                "nr_periods", new Field(ContainerFamilies.CPU_PERIODS),
                "nr_throttled", new Field(ContainerFamilies.CPU_THROTTLED_PERIODS),
                "throttled_time", new Field(ContainerFamilies.CPU_THROTTLED, PER_NANO));
        private static final Map<String, Field> MEMORY = Map.of(
                "total_rss", new Field(ContainerFamilies.MEMORY_RSS),
                "total_cache", new Field(ContainerFamilies.MEMORY_CACHE),
                "total_swap", new Field(ContainerFamilies.MEMORY_SWAP));
        private static final Map<String, Field> OOM = Map.of("oom_kill", new Field(ContainerFamilies.OOM_EVENTS));

        private final ControlGroup group;
        private final Map<String, Field> accounting;

        private Version1(ControlGroup group, double ticksPerSecond) {
            this.group = group;
            this.accounting = Map.of(
                    "user", new Field(ContainerFamilies.CPU_USER, ticksPerSecond),
                    "system", new Field(ContainerFamilies.CPU_SYSTEM, ticksPerSecond));
        }

        @Override
        public void read() {
            readCpu();
            readMemory();
            set(ContainerFamilies.THREADS, number(path("pids", "pids.current")));
            set(ContainerFamilies.THREADS_MAX, number(path("pids", "pids.max")));
        }

        private Path path(String controller, String name) {
            return group.controllers().getOrDefault(controller, ABSENT).resolve(name);
        }

        private void readCpu() {
            set(ContainerFamilies.CPU_USAGE, number(path("cpuacct", "cpuacct.usage")) / PER_NANO);
            setFields(path("cpuacct", "cpuacct.stat"), accounting);
            setFields(path("cpu", "cpu.stat"), CPU);
            double quota = number(path("cpu", "cpu.cfs_quota_us"));
            set(ContainerFamilies.CPU_QUOTA, quota > 0 ? quota : Double.NaN);
            set(ContainerFamilies.CPU_PERIOD, number(path("cpu", "cpu.cfs_period_us")));
        }

        private void readMemory() {
            Path stat = path("memory", "memory.stat");
            setMemory(number(path("memory", "memory.usage_in_bytes")), field(stat, "total_inactive_file"));
            setFields(stat, MEMORY);
            setFields(path("memory", "memory.oom_control"), OOM);
            double limit = number(path("memory", "memory.limit_in_bytes"));
            set(ContainerFamilies.MEMORY_LIMIT, limit < NO_LIMIT ? limit : Double.NaN);
        }
    }
}
