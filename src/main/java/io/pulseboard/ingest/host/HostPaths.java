package io.pulseboard.ingest.host;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the files of the host are. A container that shall show its host has them elsewhere ({@code -v /:/host:ro}, then
 * {@code /host/proc}, {@code /host/sys}, {@code /host}).
 *
 * @param proc what is {@code /proc} on the host
 * @param sys what is {@code /sys} on the host
 * @param root what is {@code /} on the host
 */
record HostPaths(Path proc, Path sys, Path root) {
    /** Where a process finds its own machine. */
    static final HostPaths OWN = new HostPaths(Path.of("/proc"), Path.of("/sys"), Path.of("/"));

    /**
     * The network directory. {@code proc/net} is that of the network namespace of whoever reads, so for another machine's proc it is
     * that of the first process, where that can be read.
     */
    Path net() {
        Path first = proc.resolve("1/net");
        return !proc.equals(OWN.proc) && Files.isReadable(first.resolve("dev")) ? first : proc.resolve("net");
    }

    /** Where an absolute path of the host is for this process. */
    Path onRoot(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** Whether there is a proc file system to read at all. */
    boolean hasProc() {
        return Files.isReadable(proc.resolve("stat"));
    }
}
