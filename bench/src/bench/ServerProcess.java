package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What Linux says of a process; see proc(5). */
final class ServerProcess {
    // USER_HZ: 100 on every platform that the JVM runs on.
    private static final double TICKS_PER_SECOND = 100;

    private final long pid;

    ServerProcess(long pid) {
        this.pid = pid;
    }

    /** CPU time that the process used so far, user and system, in seconds. */
    double cpuSeconds() {
        String stat = read("stat");
        // The command's name is in parentheses and may hold spaces; utime and stime are the 12th and 13th fields after
        // it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Resident memory in kilobytes. */
    long residentKilobytes() {
        return Arrays.stream(read("status").split("\n"))
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    /** How many files the calling process may open, as Linux words it. */
    static String descriptorLimit() {
        return Arrays.stream(new ServerProcess(ProcessHandle.current().pid())
                        .read("limits")
                        .split("\n"))
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" +")[3])
                .findFirst()
                .orElse("unknown");
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be read: is it still running?", e);
        }
    }
}
