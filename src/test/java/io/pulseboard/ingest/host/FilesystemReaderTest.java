package io.pulseboard.ingest.host;

import static io.pulseboard.ingest.host.Fixtures.tree;
import static io.pulseboard.ingest.host.Fixtures.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.pulseboard.ingest.host.InodeProbe.Inodes;
import io.pulseboard.ingest.host.MountSource.Mount;
import io.pulseboard.ingest.host.SpaceProbe.Space;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemReaderTest {
    private static final Mount DISK = new Mount("/dev/sda1", "/", "ext4", false);
    private static final Mount SERVER = new Mount("filer:/home", "/home", "nfs4", true);
    private static final String ON_DISK = "{device=\"/dev/sda1\",fstype=\"ext4\",mountpoint=\"/\"}";
    private static final String ON_SERVER = "{device=\"filer:/home\",fstype=\"nfs4\",mountpoint=\"/home\"}";

    private final ProbeWatchdog watchdog = new ProbeWatchdog(Duration.ofMillis(50));

    @TempDir
    Path directory;

    private FilesystemReader reader(SpaceProbe probe, Mount... mounts) {
        return new FilesystemReader(() -> List.of(mounts), Path::of, probe, InodeProbe::none, watchdog);
    }

    private static Space space(Path path) {
        return new Space(1000, 400, 300, true);
    }

    private static List<String> places(HostPaths paths) throws IOException {
        return new ProcMounts(paths)
                .mounts().stream()
                        .map(mount -> mount.device() + " " + mount.mountPoint() + " " + mount.fsType()
                                + (mount.readOnly() ? " ro" : ""))
                        .toList();
    }

    @Test
    void mountsAreThoseOfTheFirstProcessWithoutPseudoFileSystems() throws IOException {
        assertThat(places(tree("server")))
                .containsExactly(
                        "tmpfs /run tmpfs",
                        "/dev/nvme0n1p2 / ext4",
                        "/dev/nvme0n1p1 /boot/efi vfat ro",
                        "/dev/sda1 /srv/My Disk ext4",
                        "/dev/sdb1 /srv/tab\there\\and#more xfs",
                        "/dev/mapper/vg-naïve /srv/ütf8 xfs",
                        "filer:/export/home /home/net nfs4",
                        "/dev/sdc1 /var/lib/docker ext4",
                        "/dev/sde1 /tmp btrfs");
    }

    @Test
    void ownMountsAreSeenFromTheRootThatIsElsewhere() throws IOException {
        HostPaths old = tree("old");
        assertThat(places(new HostPaths(old.proc(), old.sys(), Path.of("/host"))))
                .containsExactly("/dev/sdb1 / ext4", "/dev/sdb2 /data ext4 ro");
    }

    @Test
    void theRootOfAContainerIsShownThoughItIsAnOverlay() throws IOException {
        Files.createDirectories(directory.resolve("self"));
        Files.writeString(
                directory.resolve("self/mounts"),
                "overlay / overlay rw,lowerdir=/a 0 0\noverlay /other overlay rw 0 0\n");
        assertThat(places(new HostPaths(directory, directory, Path.of("/")))).containsExactly("overlay / overlay");
    }

    @Test
    void tellsSizeAndWhatIsLeft() throws IOException {
        FilesystemReader reader = new FilesystemReader(
                () -> List.of(DISK),
                Path::of,
                FilesystemReaderTest::space,
                paths -> Map.of(Path.of("/"), new Inodes(50, 20)),
                watchdog);
        assertThat(values(reader))
                .containsOnly(
                        entry("node_filesystem_readonly" + ON_DISK, 0.0),
                        entry("node_filesystem_device_error" + ON_DISK, 0.0),
                        entry("node_filesystem_size_bytes" + ON_DISK, 1000.0),
                        entry("node_filesystem_free_bytes" + ON_DISK, 400.0),
                        entry("node_filesystem_avail_bytes" + ON_DISK, 300.0),
                        entry("node_filesystem_files" + ON_DISK, 50.0),
                        entry("node_filesystem_files_free" + ON_DISK, 20.0));
    }

    @Test
    void aDeadServerIsAnErrorAndHoldsUpNobodyAndIsAskedOnce() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        FilesystemReader reader = reader(
                path -> {
                    if (path.equals(Path.of("/home"))) {
                        asked.incrementAndGet();
                        answer.await();
                    }
                    return space(path);
                },
                SERVER,
                DISK);
        for (int round = 0; round < 3; round++) {
            assertThat(values(reader))
                    .contains(
                            entry("node_filesystem_device_error" + ON_SERVER, 1.0),
                            entry("node_filesystem_readonly" + ON_SERVER, 1.0),
                            entry("node_filesystem_avail_bytes" + ON_DISK, 300.0))
                    .doesNotContainKey("node_filesystem_size_bytes" + ON_SERVER);
        }
        assertThat(asked).hasValue(1);
        answer.countDown();
        await().until(() -> !watchdog.isStuck("/home"));
        assertThat(values(reader))
                .contains(
                        entry("node_filesystem_device_error" + ON_SERVER, 0.0),
                        entry("node_filesystem_size_bytes" + ON_SERVER, 1000.0));
    }

    @Test
    void aMountThatRefusesIsAnError() throws IOException {
        FilesystemReader reader = reader(
                path -> {
                    throw new NoSuchFileException(path.toString());
                },
                DISK);
        assertThat(values(reader))
                .containsOnly(
                        entry("node_filesystem_readonly" + ON_DISK, 0.0),
                        entry("node_filesystem_device_error" + ON_DISK, 1.0));
    }

    @Test
    void aSingleMountedFileIsLeftOut() throws IOException {
        assertThat(values(reader(path -> new Space(1, 1, 1, false), DISK))).isEmpty();
    }

    @Test
    void theJavaProbeMeasuresADirectory() throws IOException {
        Space space = SpaceProbe.ofJava(directory);
        assertThat(space.directory()).isTrue();
        assertThat(space.total()).isGreaterThanOrEqualTo(space.free()).isPositive();
        assertThat(space.free()).isGreaterThanOrEqualTo(space.available());
    }

    @Test
    void theCommandCountsFilesOfThoseThatAnswer() throws IOException {
        Path missing = directory.resolve("missing");
        Map<Path, Inodes> found = InodeProbe.ofCommand(List.of(missing, directory));
        assertThat(found).containsOnlyKeys(directory);
        assertThat(found.values()).allMatch(inodes -> inodes.total() >= inodes.free());
    }
}
