package io.pulseboard.ingest.host;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Which readers there are here.
 *
 * @param fast what changes all the time and costs little: read for each tick
 * @param slow what changes slowly, costs more, or may hang: disk space, sensors, what the machine is
 */
record HostReaders(List<HostReader> fast, List<HostReader> slow) {
    /** A file system that takes longer is as good as dead. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    /**
     * The readers for the files at these paths, or the JVM's where there is no proc.
     *
     * @param host where the files of the machine to show are
     * @param own where this process finds its own control group
     */
    static HostReaders at(HostPaths host, HostPaths own, InstantSource clock) {
        return host.hasProc() ? ofLinux(host, own, clock) : ofJvm(clock);
    }

    private static HostReaders ofLinux(HostPaths host, HostPaths own, InstantSource clock) {
        Auxv auxv = Auxv.read(own.proc());
        List<HostReader> fast = new ArrayList<>(List.of(
                new StatReader(host.proc(), auxv.ticksPerSecond()),
                new LoadReader(host.proc()),
                new MemoryReader(host.proc()),
                new VmstatReader(host.proc()),
                new DiskReader(host.proc()),
                new NetworkReader(host),
                new FileHandleReader(host.proc()),
                SocketReader.ofVersion4(host, auxv.pageBytes()),
                SocketReader.ofVersion6(host, auxv.pageBytes()),
                new ClockReader(clock)));
        fast.addAll(PressureReader.ofHost(host.proc()));
        fast.addAll(container(own, auxv));
        List<HostReader> slow = List.of(
                new SystemInfoReader(host),
                new InterfaceReader(host.sys()),
                new HwmonReader(host.sys()),
                new ThermalZoneReader(host.sys()),
                new FilesystemReader(
                        new ProcMounts(host),
                        host::onRoot,
                        SpaceProbe::ofJava,
                        InodeProbe::ofCommand,
                        new ProbeWatchdog(PROBE_TIMEOUT)));
        return new HostReaders(List.copyOf(fast), slow);
    }

    private static List<HostReader> container(HostPaths own, Auxv auxv) {
        try {
            return ContainerReader.of(ControlGroup.find(own), auxv.ticksPerSecond());
        } catch (IOException noControlGroups) {
            return List.of();
        }
    }

    private static HostReaders ofJvm(InstantSource clock) {
        List<HostReader> fast = new ArrayList<>(List.of(new ClockReader(clock)));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            fast.add(new JvmReader(system));
        }
        HostReader space = new FilesystemReader(
                new RootDirectories(FileSystems.getDefault()),
                Path::of,
                SpaceProbe::ofJava,
                InodeProbe::none,
                new ProbeWatchdog(PROBE_TIMEOUT));
        return new HostReaders(List.copyOf(fast), List.of(space));
    }
}
