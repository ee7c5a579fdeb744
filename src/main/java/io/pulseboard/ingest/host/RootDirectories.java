package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The roots that a file system has ({@code C:\} and the like), where there is no table of mounts. */
final class RootDirectories implements MountSource {
    private final FileSystem fileSystem;

    RootDirectories(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public List<Mount> mounts() {
        List<Mount> mounts = new ArrayList<>();
        for (Path root : fileSystem.getRootDirectories()) {
            try {
                FileStore store = Files.getFileStore(root);
                mounts.add(new Mount(store.name(), root.toString(), store.type(), store.isReadOnly()));
            } catch (IOException noMedium) {
                // An empty drive is none.
            }
        }
        return mounts;
    }
}
