package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/** What Linux says of a process and its children (nginx's workers); see proc(5). */
final class ServerProcess {
    // USER_HZ: 100 on every platform that the JVM runs on.
    private static final double TICKS_PER_SECOND = 100;

    private final long pid;

    ServerProcess(long pid) {
        this.pid = pid;
    }

    /** The process that calls. */
    static ServerProcess self() {
        return new ServerProcess(ProcessHandle.current().pid());
    }

    long pid() {
        return pid;
    }

    /** CPU time that the processes used so far, user and system, in seconds. */
    double cpuSeconds() {
        return tree().map(ServerProcess::cpuTicks).sum() / TICKS_PER_SECOND;
    }

    /** Resident memory of the processes in kilobytes; pages that they share are counted for each. */
    long residentKilobytes() {
        return tree().map(ServerProcess::residentKilobytes).sum();
    }

    /** How many files the calling process may open, as Linux words it. */
    static String descriptorLimit() {
        return Arrays.stream(read(ProcessHandle.current().pid(), "limits").split("\n"))
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" +")[3])
                .findFirst()
                .orElse("unknown");
    }

    private LongStream tree() {
        LongStream children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(pid), children);
    }

    private static long cpuTicks(long pid) {
        String stat = read(pid, "stat");
        // The command's name is in parentheses and may hold spaces; utime and stime are the 12th and 13th fields after
        // it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long residentKilobytes(long pid) {
        return Arrays.stream(read(pid, "status").split("\n"))
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be read: is it still running?", e);
        }
    }
}
