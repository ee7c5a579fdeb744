package io.pulseboard.ingest.host;

import java.io.IOException;
import java.util.List;

/** Tells which file systems there are. */
interface MountSource {
    /** What is mounted now, without what nobody asks the size of; of several mounts on one place only the one that can be seen. */
    List<Mount> mounts() throws IOException;

    /**
     * A mounted file system.
     *
     * @param device what is mounted, such as {@code /dev/sda1}
     * @param mountPoint where, as the host sees it
     * @param fsType what kind, such as {@code ext4}
     * @param readOnly whether it was mounted so
     */
    record Mount(String device, String mountPoint, String fsType, boolean readOnly) {}
}
