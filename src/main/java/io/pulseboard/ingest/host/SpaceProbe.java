package io.pulseboard.ingest.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Asks a file system how full it is. May block for ever, as one on a dead server does. */
interface SpaceProbe {
    /**
     * Asks one file system.
     *
     * @param mountPoint where the file system can be reached from here
     * @throws IOException if it does not say
     */
    Space measure(Path mountPoint) throws IOException, InterruptedException;

    /**
     * How full a file system is.
     *
     * @param total its size in bytes
     * @param free bytes that nothing uses
     * @param available bytes that a user without privileges can still use
     * @param directory whether the mount point is a directory, and not a single file that was put over another
     */
    record Space(double total, double free, double available, boolean directory) {}

    /** The probe by what Java has. */
    static Space ofJava(Path mountPoint) throws IOException {
        boolean directory =
                Files.readAttributes(mountPoint, BasicFileAttributes.class).isDirectory();
        // File asks statvfs at once. Files.getFileStore reads the mount table of this process first, each time; but
        // only it tells
        // an error from a size of zero.
        File file = mountPoint.toFile();
        long total = file.getTotalSpace();
        if (total > 0) {
            return new Space(total, file.getFreeSpace(), file.getUsableSpace(), directory);
        }
        FileStore store = Files.getFileStore(mountPoint);
        return new Space(store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace(), directory);
    }
}
