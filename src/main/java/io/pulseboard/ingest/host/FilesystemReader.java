package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import io.pulseboard.ingest.host.InodeProbe.Inodes;
import io.pulseboard.ingest.host.MountSource.Mount;
import io.pulseboard.ingest.host.SpaceProbe.Space;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Disk space per mount. A mount that does not answer, in time or at all, is reported as {@code node_filesystem_device_error 1} and
 * by nothing else, and keeps no other from being read; see {@link ProbeWatchdog}. A single file that is mounted over another, as
 * container engines do with {@code /etc/hosts}, is left out: it says the same as the disk it is from.
 */
final class FilesystemReader implements HostReader {
    private static final int READONLY = 0;
    private static final int ERROR = 1;
    private static final int SIZE = 2;
    private static final int FREE = 3;
    private static final int AVAILABLE = 4;
    private static final int FILES = 5;
    private static final int FILES_FREE = 6;

    /** In the order of the indexes above. */
    private static final List<Family> FAMILIES = List.of(
            Family.gauge("node_filesystem_readonly", "", "1 if the file system was mounted read-only, 0 otherwise."),
            Family.gauge("node_filesystem_device_error", "", "1 if the file system did not say how full it is."),
            Family.gauge("node_filesystem_size_bytes", "bytes", "Size of the file system."),
            Family.gauge("node_filesystem_free_bytes", "bytes", "Space that nothing uses."),
            Family.gauge("node_filesystem_avail_bytes", "bytes", "Space that is left for users without privileges."),
            Family.gauge("node_filesystem_files", "", "Files that the file system can hold."),
            Family.gauge("node_filesystem_files_free", "", "Files that can still be made."));

    private record Identity(String device, String mountPoint, String fsType) {}

    private final MountSource mounts;
    private final Function<String, Path> reach;
    private final SpaceProbe space;
    private final InodeProbe inodes;
    private final ProbeWatchdog watchdog;
    private final Table<Identity> table = new Table<>(FilesystemReader::filesystem);

    /**
     * @param reach where a mount point is for this process; may throw {@link java.nio.file.InvalidPathException}
     */
    FilesystemReader(
            MountSource mounts,
            Function<String, Path> reach,
            SpaceProbe space,
            InodeProbe inodes,
            ProbeWatchdog watchdog) {
        this.mounts = mounts;
        this.reach = reach;
        this.space = space;
        this.inodes = inodes;
        this.watchdog = watchdog;
    }

    private static List<Series> filesystem(Identity id) {
        return FAMILIES.stream()
                .map(family -> family.series("device", id.device, "fstype", id.fsType, "mountpoint", id.mountPoint))
                .toList();
    }

    @Override
    public String name() {
        return "filesystem";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(table);
    }

    @Override
    public void read() throws IOException {
        Map<Path, Table.Row> answered = new LinkedHashMap<>();
        for (Mount mount : mounts.mounts()) {
            Identity id = new Identity(mount.device(), mount.mountPoint(), mount.fsType());
            try {
                Path path = pathOf(mount);
                Space found = watchdog.ask(mount.mountPoint(), () -> space.measure(path));
                if (found.directory()) {
                    Table.Row row = table.row(id);
                    set(row, mount, found);
                    answered.put(path, row);
                }
            } catch (IOException noAnswer) {
                table.row(id).set(READONLY, mount.readOnly() ? 1 : 0);
                table.row(id).set(ERROR, 1);
            }
        }
        countFiles(answered);
    }

    private Path pathOf(Mount mount) throws IOException {
        try {
            return reach.apply(mount.mountPoint());
        } catch (InvalidPathException unreachable) {
            // The encoding of file names that this JVM started with cannot say it.
            throw new IOException("mount point " + mount.mountPoint(), unreachable);
        }
    }

    private static void set(Table.Row row, Mount mount, Space found) {
        row.set(READONLY, mount.readOnly() ? 1 : 0);
        row.set(ERROR, 0);
        row.set(SIZE, found.total());
        row.set(FREE, found.free());
        row.set(AVAILABLE, found.available());
    }

    private void countFiles(Map<Path, Table.Row> answered) {
        if (answered.isEmpty()) {
            return;
        }
        List<Path> paths = List.copyOf(answered.keySet());
        try {
            for (Map.Entry<Path, Inodes> found :
                    watchdog.ask("stat -f", () -> inodes.count(paths)).entrySet()) {
                Table.Row row = answered.get(found.getKey());
                if (row != null) {
                    row.set(FILES, found.getValue().total());
                    row.set(FILES_FREE, found.getValue().free());
                }
            }
        } catch (IOException noCommand) {
            // The files are left out where there is no such command, as in a distroless image.
        }
    }
}
