package io.pulseboard.ingest.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of targets as they come, change, break and go. */
class TargetFilesTest {
    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long now = 1_700_000_000_000L;
    private TargetFiles files;

    @BeforeEach
    void watch() {
        files = watching("*.yaml", "*.json");
    }

    private TargetFiles watching(String... patterns) {
        List<FilePattern> all = Stream.of(patterns)
                .map(pattern -> FilePattern.of("key", folder + "/" + pattern))
                .toList();
        return new TargetFiles(ActiveTargetsTest.job("shop"), all, () -> Instant.ofEpochMilli(now), registry);
    }

    private List<String> targets() {
        return files.targets().stream()
                .map(target -> String.valueOf(target.labels().get("instance")))
                .toList();
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private double errors() {
        return registry.counter("pulseboard.scrape.file.errors").count();
    }

    @Test
    void allFilesThatMatchAreRead() throws IOException {
        write("b.yaml", "- targets: [b:1]");
        write("a.json", "[{\"targets\":[\"a:1\",\"a:2\"]}]");
        write("c.txt", "- targets: [c:1]");

        assertThat(targets()).containsExactly("a:1", "a:2", "b:1");
    }

    @Test
    void aFileMayComeLaterAndSoMayItsFolder() throws IOException {
        files = watching("sub/*.yaml", "one.json");
        assertThat(targets()).isEmpty();

        Files.createDirectory(folder.resolve("sub"));
        write("sub/a.yaml", "- targets: [a:1]");
        write("one.json", "[{\"targets\":[\"b:1\"]}]");

        assertThat(targets()).containsExactly("b:1", "a:1");
        assertThat(errors()).isZero();
    }

    @Test
    void aChangeIsSeenBySizeAndByTime() throws IOException {
        write("a.yaml", "- targets: [a:1]");
        targets();

        write("a.yaml", "- targets: [a:1, b:1]");
        assertThat(targets()).containsExactly("a:1", "b:1");

        write("a.yaml", "- targets: [c:1, d:1]");
        Files.setLastModifiedTime(folder.resolve("a.yaml"), FileTime.fromMillis(1));
        assertThat(targets()).containsExactly("c:1", "d:1");
    }

    @Test
    void whatLooksUnchangedIsReadAgainAfterFiveMinutes() throws IOException {
        write("a.yaml", "- targets: [a:1]");
        FileTime time = Files.getLastModifiedTime(folder.resolve("a.yaml"));
        targets();
        write("a.yaml", "- targets: [b:1]");
        Files.setLastModifiedTime(folder.resolve("a.yaml"), time);

        assertThat(targets()).containsExactly("a:1");
        now += 5 * 60 * 1000;
        assertThat(targets()).containsExactly("b:1");
    }

    @Test
    void aConfigMapIsSeenToChange() throws IOException {
        // As the kubelet does: a link to a link to a folder, which is replaced by renaming another over it.
        for (String version : List.of("v1", "v2")) {
            Files.createDirectory(folder.resolve(version));
            write(version + "/a.yaml", "- targets: [" + version + ":1]");
            Files.setLastModifiedTime(folder.resolve(version + "/a.yaml"), FileTime.fromMillis(1));
        }
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("v1"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data", "a.yaml"));
        assertThat(targets()).containsExactly("v1:1");

        Files.createSymbolicLink(folder.resolve("..next"), Path.of("v2"));
        Files.move(folder.resolve("..next"), folder.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        assertThat(targets()).containsExactly("v2:1");
    }

    @Test
    void aBrokenFileKeepsItsLastTargetsAndIsCountedOnce() throws IOException {
        write("a.yaml", "- targets: [a:1]");
        write("b.yaml", "- targets: [b:1]");
        targets();

        write("a.yaml", "- targets: a:1 and more");

        assertThat(targets()).containsExactly("a:1", "b:1");
        assertThat(targets()).containsExactly("a:1", "b:1");
        assertThat(errors()).isEqualTo(1);

        write("a.yaml", "- targets: [a:1, a:2]");
        assertThat(targets()).containsExactly("a:1", "a:2", "b:1");
    }

    @Test
    void aFileThatIsBrokenFromTheStartHasNoTargets() throws IOException {
        write("a.json", "[");

        assertThat(targets()).isEmpty();
        assertThat(errors()).isEqualTo(1);
    }

    @Test
    void theTargetsOfAFileThatIsGoneAreGone() throws IOException {
        write("a.yaml", "- targets: [a:1]");
        targets();

        Files.delete(folder.resolve("a.yaml"));

        assertThat(targets()).isEmpty();
    }

    @Test
    void signsThatOtherwiseMeanSomethingInGlobsAreTakenAsTheyAre() throws IOException {
        files = watching("a{b,c}[1]?*.yaml");
        write("a{b,c}[1]?x.yaml", "- targets: [a:1]");
        write("ab1.yaml", "- targets: [b:1]");

        assertThat(targets()).containsExactly("a:1");
    }
}
