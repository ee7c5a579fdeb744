package io.pulseboard.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.store.Source;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReaderGroupTest {
    @TempDir
    Path directory;

    private final List<String> failures = new ArrayList<>();

    /** A source of one series that does as it is told. */
    private static final class FakeReader implements HostReader {
        private final String name;
        private final Table<String> table;
        private @Nullable IOException failure;
        private CountDownLatch wait = new CountDownLatch(0);

        FakeReader(String name) {
            this.name = name;
            this.table = new Table<>(
                    only -> List.of(Family.gauge(name, "", "A fake.").series()));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Table<?>> tables() {
            return List.of(table);
        }

        @Override
        public void read() throws IOException {
            table.row("").set(0, 1);
            IOException told = failure;
            if (told != null) {
                throw told;
            }
            try {
                wait.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }
    }

    /** Keeps the batches that it gets. */
    private static final class FakeSink implements SampleSink {
        private final List<List<String>> batches = new ArrayList<>();

        @Override
        public AppendResult append(Source source, List<Sample> samples) {
            batches.add(samples.stream()
                    .map(sample -> source.name() + ": " + sample.key())
                    .toList());
            return new AppendResult(samples.size(), List.of());
        }

        @Override
        public int remove(Collection<SeriesKey> keys) {
            return 0;
        }
    }

    private static List<String> texts(List<Sample> samples) {
        return samples.stream()
                .map(sample -> sample.key() + (SpecialValues.isStale(sample.value()) ? " stale" : " " + sample.value()))
                .toList();
    }

    @Test
    void aReaderThatFailsGoesStaleAndTheOthersGoOn() {
        FakeReader first = new FakeReader("first");
        FakeReader second = new FakeReader("second");
        ReaderGroup group = new ReaderGroup(
                List.of(first, second), (reader, failure) -> failures.add(reader.name() + " " + failure.getMessage()));
        assertThat(texts(group.read(1))).containsExactly("first 1.0", "second 1.0");
        first.failure = new IOException("broken");
        assertThat(texts(group.read(2))).containsExactly("first stale", "second 1.0");
        assertThat(texts(group.read(3))).containsExactly("second 1.0");
        first.failure = null;
        assertThat(texts(group.read(4))).containsExactly("first 1.0", "second 1.0");
        assertThat(failures).containsExactly("first broken", "first broken");
    }

    @Test
    void failuresAreCountedByReaderAndReason() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        FailureLog log = new FailureLog(registry);
        FakeReader reader = new FakeReader("fake");
        log.failed(reader, new AccessDeniedException("/proc/stat"));
        log.failed(reader, new AccessDeniedException("/proc/stat"));
        log.failed(reader, new NoSuchFileException("/proc/stat"));
        log.failed(reader, new MalformedFileException("odd"));
        log.failed(PressureReader.ofHost(directory).get(0), new NoSuchFileException("/proc/pressure/cpu"));
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getTag("reader") + " "
                        + meter.getId().getTag("reason") + " "
                        + meter.measure().iterator().next().getValue())
                .containsExactlyInAnyOrder("fake denied 2.0", "fake missing 1.0", "fake malformed 1.0");
    }

    @Test
    void whatIsSlowGoesOutWithTheNextOfTheFast() {
        FakeSink sink = new FakeSink();
        HostSampler sampler = sampler(sink, new FakeReader("fast"), new FakeReader("slow"));
        sampler.sample();
        sampler.sampleSlow();
        sampler.sample();
        sampler.sample();
        assertThat(sink.batches)
                .containsExactly(List.of("host: fast"), List.of("host: fast", "host: slow"), List.of("host: fast"));
    }

    @Test
    void aSlowReaderThatHangsHoldsUpNoSample() throws Exception {
        FakeReader slow = new FakeReader("slow");
        slow.wait = new CountDownLatch(1);
        FakeSink sink = new FakeSink();
        HostSampler sampler = sampler(sink, new FakeReader("fast"), slow);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> hanging = worker.submit(sampler::sampleSlow);
            assertThat(sampler.sample()).isTrue();
            assertThat(sampler.hasSampled()).isTrue();
            slow.wait.countDown();
            assertThat(hanging.get()).isTrue();
        } finally {
            worker.shutdownNow();
        }
        assertThat(sink.batches).containsExactly(List.of("host: fast"));
    }

    private static HostSampler sampler(SampleSink sink, HostReader fast, HostReader slow) {
        ReaderGroup.FailureListener none = (reader, failure) -> {};
        return new HostSampler(
                sink,
                InstantSource.system(),
                new ReaderGroup(List.of(fast), none),
                new ReaderGroup(List.of(slow), none));
    }

    static Stream<String> files() {
        return Stream.of(
                "stat",
                "loadavg",
                "meminfo",
                "vmstat",
                "diskstats",
                "1/net/dev",
                "1/net/sockstat",
                "1/net/sockstat6",
                "1/mounts",
                "sys/fs/file-nr",
                "pressure/io");
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileThatEndsAnywhereOrHasAnyByteWrongThrowsNothingButItsFailure(String file) throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.tree("server").proc().resolve(file));
        HostPaths paths = new HostPaths(directory, directory, directory);
        Files.createDirectories(directory.resolve(file).getParent());
        Files.createDirectories(directory.resolve("1/net"));
        Files.writeString(directory.resolve("stat"), "");
        if (!file.equals("1/net/dev")) {
            Files.writeString(directory.resolve("1/net/dev"), "");
        }
        ReaderGroup group = new ReaderGroup(
                HostReaders.at(paths, paths, InstantSource.system()).fast(), (reader, failure) -> {});
        ProcMounts mounts = new ProcMounts(paths);
        for (int length = 0; length <= Math.min(whole.length, 240); length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(directory.resolve(file), cut);
            group.read(length);
            readMounts(mounts);
            if (length > 0) {
                cut[length - 1] = (byte) (length * 37);
                Files.write(directory.resolve(file), cut);
                group.read(length);
                readMounts(mounts);
            }
        }
        Files.write(directory.resolve(file), whole);
        assertThat(group.read(0)).isNotEmpty();
    }

    private static void readMounts(ProcMounts mounts) {
        try {
            mounts.mounts();
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("Index");
        }
    }
}
