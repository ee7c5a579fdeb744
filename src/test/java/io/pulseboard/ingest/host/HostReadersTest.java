package io.pulseboard.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** All readers together, on the machine that the test runs on. */
class HostReadersTest {
    private static List<Sample> read(HostReaders readers, List<String> failures) {
        List<HostReader> all = new ArrayList<>(readers.fast());
        all.addAll(readers.slow());
        return Fixtures.read(failures, all.toArray(HostReader[]::new));
    }

    private static Set<String> names(List<Sample> samples) {
        return samples.stream().map(sample -> sample.key().name()).collect(Collectors.toSet());
    }

    @Test
    void thisMachineIsReadWithoutAFailure() {
        if (!HostPaths.OWN.hasProc()) {
            System.out.println("SKIPPED: reading the real machine: there is no /proc");
            Assumptions.abort("no proc");
        }
        List<String> failures = new ArrayList<>();
        List<Sample> samples = read(HostReaders.at(HostPaths.OWN, HostPaths.OWN, InstantSource.system()), failures);
        assertThat(failures)
                .allMatch(failure -> failure.matches("(pressure_\\w+|sockstat6|hwmon|thermal_zone|netclass): .*"));
        assertThat(names(samples))
                .contains(
                        "node_cpu_seconds_total",
                        "host_cpu_seconds_total",
                        "node_load1",
                        "node_memory_MemAvailable_bytes",
                        "node_vmstat_pgfault",
                        "node_network_receive_bytes_total",
                        "node_filefd_allocated",
                        "node_boot_time_seconds",
                        "node_time_seconds",
                        "node_uname_info",
                        "node_sockstat_sockets_used");
        assertThat(samples).extracting(Sample::key).doesNotHaveDuplicates();
        assertThat(samples).noneMatch(sample -> Double.isNaN(sample.value()));
        assertThat(samples)
                .extracting(Sample::key)
                .noneMatch(key -> key.labels().get("job") != null);
    }

    @Test
    void elsewhereTheJvmTellsWhatItKnows() {
        Path nowhere = Path.of("src/test/resources/host/nowhere");
        assertThat(Files.exists(nowhere)).isFalse();
        List<String> failures = new ArrayList<>();
        List<Sample> samples = read(
                HostReaders.at(new HostPaths(nowhere, nowhere, nowhere), HostPaths.OWN, InstantSource.system()),
                failures);
        assertThat(failures).isEmpty();
        assertThat(names(samples))
                .contains(
                        "node_memory_MemTotal_bytes",
                        "node_memory_MemFree_bytes",
                        "node_filesystem_size_bytes",
                        "node_filesystem_avail_bytes",
                        "node_time_seconds");
        assertThat(samples)
                .extracting(Sample::key)
                .extracting(SeriesKey::toString)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSampleIsCheap() {
        HostReaders readers = HostReaders.at(HostPaths.OWN, HostPaths.OWN, InstantSource.system());
        ReaderGroup fast = new ReaderGroup(readers.fast(), (reader, failure) -> {});
        ReaderGroup slow = new ReaderGroup(readers.slow(), (reader, failure) -> {});
        double fastMillis = millis(fast, 300);
        double slowMillis = millis(slow, 30);
        System.out.printf("host sample: fast %.3f ms, slow %.3f ms%n", fastMillis, slowMillis);
        // A wide margin: this is to find a blunder, not to measure.
        assertThat(fastMillis).isLessThan(50);
    }

    private static double millis(ReaderGroup group, int rounds) {
        for (int i = 0; i < rounds; i++) {
            group.read(i);
        }
        long start = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            group.read(i);
        }
        return (System.nanoTime() - start) / 1e6 / rounds;
    }
}
