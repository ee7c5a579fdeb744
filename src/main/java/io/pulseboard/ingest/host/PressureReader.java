package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of pressure stall information (Documentation/accounting/psi.rst): how long tasks waited for a resource. {@code some} is the
 * time during which at least one waited, {@code full} during which all did, both in microseconds.
 */
final class PressureReader implements HostReader {
    private static final double PER_MICRO = 1_000_000;

    private final String name;
    private final Path path;
    private final ProcFile file = new ProcFile();
    private final Table<Family> table = new Table<>(family -> List.of(family.series()));
    private final @Nullable Family some;
    private final @Nullable Family full;

    private PressureReader(String name, Path path, @Nullable Family some, @Nullable Family full) {
        this.name = name;
        this.path = path;
        this.some = some;
        this.full = full;
    }

    /** What all tasks of the machine wait for. The interrupts' file is there since Linux 6.1. */
    static List<HostReader> ofHost(Path proc) {
        Path directory = proc.resolve("pressure");
        // For the CPU of a whole machine the kernel keeps "full" at zero.
        return List.of(
                new PressureReader("pressure_cpu", directory.resolve("cpu"), some("node", "cpu", "CPU time"), null),
                both("node", "io", "I/O", directory.resolve("io")),
                both("node", "memory", "memory", directory.resolve("memory")),
                new PressureReader("pressure_irq", directory.resolve("irq"), null, full("node", "irq", "interrupts")));
    }

    /** What the tasks of a control group (version 2) wait for. */
    static List<HostReader> ofControlGroup(Path directory) {
        return List.of(
                both("container", "cpu", "CPU time", directory.resolve("cpu.pressure")),
                both("container", "io", "I/O", directory.resolve("io.pressure")),
                both("container", "memory", "memory", directory.resolve("memory.pressure")));
    }

    private static PressureReader both(String prefix, String resource, String what, Path path) {
        String name = prefix.equals("node") ? "pressure_" + resource : prefix + "_pressure_" + resource;
        return new PressureReader(name, path, some(prefix, resource, what), full(prefix, resource, what));
    }

    private static Family some(String prefix, String resource, String what) {
        return Family.counter(
                prefix + "_pressure_" + resource + "_waiting_seconds_total",
                "seconds",
                "Time during which at least one task waited for " + what + ".");
    }

    private static Family full(String prefix, String resource, String what) {
        return Family.counter(
                prefix + "_pressure_" + resource + "_stalled_seconds_total",
                "seconds",
                "Time during which all tasks at once waited for " + what + ".");
    }

    @Override
    public String name() {
        return name;
    }

    /** Kernels can be built or booted without it. */
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
        file.load(path);
        while (file.nextLine()) {
            Family family = file.skipWord("some") ? some : file.skipWord("full") ? full : null;
            if (family != null) {
                table.row(family).set(0, total() / PER_MICRO);
            }
        }
    }

    private double total() throws MalformedFileException {
        while (file.hasWord()) {
            if (file.skipPrefix("total=")) {
                return file.number();
            }
            file.skipWords(1);
        }
        throw file.malformed("total=");
    }
}
