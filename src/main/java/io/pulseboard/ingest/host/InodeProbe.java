package io.pulseboard.ingest.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks file systems how many files they can hold. May block for ever, as one that is on a dead server lets it. */
interface InodeProbe {
    /** The most files and how many more can be made. */
    record Inodes(double total, double free) {}

    /**
     * Asks each of them.
     *
     * @return what those answered that did, by mount point as given
     * @throws IOException if nobody can be asked
     */
    Map<Path, Inodes> count(Collection<Path> mountPoints) throws IOException;

    /** Asks nobody. */
    static Map<Path, Inodes> none(Collection<Path> mountPoints) {
        return Map.of();
    }

    /**
     * Asks {@code stat -f} of coreutils or BusyBox, in one process for all: the JDK calls statvfs too and keeps the file counts to
     * itself. A mount point with a line feed in its name is left out.
     *
     * @throws IOException if there is no such command
     */
    static Map<Path, Inodes> ofCommand(Collection<Path> mountPoints) throws IOException {
        List<String> command = new ArrayList<>(List.of("stat", "-f", "-c", "%c %d %n"));
        Map<String, Path> byName = new HashMap<>();
        for (Path mountPoint : mountPoints) {
            command.add(mountPoint.toString());
            byName.put(mountPoint.toString(), mountPoint);
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return parse(process, byName);
    }

    private static Map<Path, Inodes> parse(Process process, Map<String, Path> byName) throws IOException {
        Map<Path, Inodes> found = new HashMap<>();
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = answers.readLine()) != null) {
                int first = line.indexOf(' ');
                int second = line.indexOf(' ', first + 1);
                Path mountPoint = second < 0 ? null : byName.get(line.substring(second + 1));
                if (mountPoint != null) {
                    found.put(mountPoint, inodes(line.substring(0, first), line.substring(first + 1, second)));
                }
            }
        }
        return found;
    }

    private static Inodes inodes(String total, String free) throws MalformedFileException {
        try {
            return new Inodes(Double.parseDouble(total), Double.parseDouble(free));
        } catch (NumberFormatException odd) {
            throw new MalformedFileException("stat -f: expected two numbers, found '" + total + " " + free + "'");
        }
    }
}
