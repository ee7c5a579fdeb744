package io.pulseboard.ingest.host;

import static io.pulseboard.ingest.host.Fixtures.samples;
import static io.pulseboard.ingest.host.Fixtures.tree;
import static io.pulseboard.ingest.host.Fixtures.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SpecialValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the readers of proc say of trees that were written for them; the numbers are exact. */
class ProcReadersTest {
    private static final HostPaths SERVER = tree("server");
    private static final HostPaths OLD = tree("old");

    @TempDir
    Path directory;

    @Test
    void cpuTimeIsPerCoreAndInTotal() throws IOException {
        Map<String, Double> values = values(new StatReader(SERVER.proc(), 100));
        assertThat(values)
                .contains(
                        entry("node_cpu_seconds_total{cpu=\"0\",mode=\"user\"}", 41000.0),
                        entry("node_cpu_seconds_total{cpu=\"63\",mode=\"user\"}", 41195.93),
                        entry("node_cpu_seconds_total{cpu=\"63\",mode=\"idle\"}", 909361.81),
                        entry("node_cpu_seconds_total{cpu=\"63\",mode=\"softirq\"}", 211.89),
                        entry("node_cpu_guest_seconds_total{cpu=\"0\",mode=\"user\"}", 500.0),
                        entry("node_cpu_guest_seconds_total{cpu=\"0\",mode=\"nice\"}", 0.1),
                        entry("host_cpu_seconds_total{mode=\"user\"}", 2630269.76),
                        entry("node_intr_total", 48219837465.0),
                        entry("node_context_switches_total", 92837465123.0),
                        entry("node_boot_time_seconds", 1763712345.0),
                        entry("node_forks_total", 18273645.0),
                        entry("node_procs_running", 9.0),
                        entry("node_procs_blocked", 2.0))
                .hasSize(64 * 10 + 8 + 6);
    }

    @Test
    void anOldKernelHasFewerModes() throws IOException {
        assertThat(values(new StatReader(OLD.proc(), 100)))
                .containsEntry("node_cpu_guest_seconds_total{cpu=\"1\",mode=\"user\"}", 0.0)
                .doesNotContainKey("node_cpu_guest_seconds_total{cpu=\"1\",mode=\"nice\"}")
                .containsEntry("node_cpu_seconds_total{cpu=\"1\",mode=\"idle\"}", 5.0);
    }

    @Test
    void aCounterThatWaversIsHeldAndOneThatStartsAnewIsNot() throws IOException {
        Path stat = directory.resolve("stat");
        StatReader reader = new StatReader(directory, 100);
        String idle = "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}";
        String iowait = "node_cpu_seconds_total{cpu=\"0\",mode=\"iowait\"}";
        Files.writeString(stat, "cpu0 1 1 1 1000 50 0 0 0 0 0\n");
        values(reader);
        Files.writeString(stat, "cpu0 1 1 1 990 40 0 0 0 0 0\n");
        assertThat(values(reader)).contains(entry(idle, 10.0), entry(iowait, 0.5));
        Files.writeString(stat, "cpu0 1 1 1 20 3 0 0 0 0 0\n");
        assertThat(values(reader)).contains(entry(idle, 0.2), entry(iowait, 0.03));
    }

    @Test
    void aCoreTakenOffIsStaleOnceAndThenForgotten() throws IOException {
        Path stat = directory.resolve("stat");
        StatReader reader = new StatReader(directory, 100);
        Files.writeString(stat, "cpu0 1 1 1 1\ncpu1 1 1 1 1\n");
        values(reader);
        Files.writeString(stat, "cpu0 1 1 1 1\n");
        List<String> stale = samples(reader).stream()
                .filter(sample -> SpecialValues.isStale(sample.value()))
                .map(sample -> sample.key().toString())
                .toList();
        assertThat(stale)
                .containsExactly(
                        "node_cpu_seconds_total{cpu=\"1\",mode=\"user\"}",
                        "node_cpu_seconds_total{cpu=\"1\",mode=\"nice\"}",
                        "node_cpu_seconds_total{cpu=\"1\",mode=\"system\"}",
                        "node_cpu_seconds_total{cpu=\"1\",mode=\"idle\"}");
        assertThat(samples(reader)).noneMatch(sample -> SpecialValues.isStale(sample.value()));
    }

    @Test
    void loadIsThreeAverages() throws IOException {
        assertThat(values(new LoadReader(SERVER.proc())))
                .containsExactly(entry("node_load1", 12.07), entry("node_load5", 9.5), entry("node_load15", 8.99));
    }

    @Test
    void memoryIsInBytesAndCountsAreNot() throws IOException {
        assertThat(values(new MemoryReader(SERVER.proc())))
                .contains(
                        entry("node_memory_MemTotal_bytes", 270255353856.0),
                        entry("node_memory_Active_bytes", 100632211456.0),
                        entry("node_memory_Active_anon_bytes", 22351220736.0),
                        entry("node_memory_VmallocTotal_bytes", 35184372087808.0),
                        entry("node_memory_HugePages_Total", 16.0),
                        entry("node_memory_Hugepagesize_bytes", 2097152.0),
                        entry("node_memory_DirectMap1G_bytes", 266287972352.0))
                .hasSize(17);
    }

    @Test
    void vmstatIsASelection() throws IOException {
        assertThat(values(new VmstatReader(SERVER.proc())))
                .containsExactly(
                        entry("node_vmstat_pgpgin", 918273645.0),
                        entry("node_vmstat_pgpgout", 827364551.0),
                        entry("node_vmstat_pswpin", 256.0),
                        entry("node_vmstat_pswpout", 2048.0),
                        entry("node_vmstat_pgfault", 88172635444.0),
                        entry("node_vmstat_pgmajfault", 91827.0),
                        entry("node_vmstat_oom_kill", 3.0));
    }

    @Test
    void disksAreInBytesAndSeconds() throws IOException {
        Map<String, Double> values = values(new DiskReader(SERVER.proc()));
        assertThat(values)
                .contains(
                        entry("node_disk_reads_completed_total{device=\"nvme0n1\"}", 9182736.0),
                        entry("node_disk_reads_merged_total{device=\"nvme0n1\"}", 12345.0),
                        entry("node_disk_read_bytes_total{device=\"nvme0n1\"}", 376124866560.0),
                        entry("node_disk_read_time_seconds_total{device=\"nvme0n1\"}", 1827.364),
                        entry("node_disk_writes_completed_total{device=\"nvme0n1\"}", 8273645.0),
                        entry("node_disk_written_bytes_total{device=\"nvme0n1\"}", 470156103680.0),
                        entry("node_disk_write_time_seconds_total{device=\"nvme0n1\"}", 7263.544),
                        entry("node_disk_io_now{device=\"nvme0n1\"}", 4.0),
                        entry("node_disk_io_time_seconds_total{device=\"nvme0n1\"}", 3827.364),
                        entry("node_disk_io_time_weighted_seconds_total{device=\"nvme0n1\"}", 9090.908),
                        entry("node_disk_discards_completed_total{device=\"nvme0n1\"}", 5120.0),
                        entry("node_disk_discarded_sectors_total{device=\"nvme0n1\"}", 40960.0),
                        entry("node_disk_discard_time_seconds_total{device=\"nvme0n1\"}", 0.333),
                        entry("node_disk_flush_requests_total{device=\"nvme0n1\"}", 65536.0),
                        entry("node_disk_flush_requests_time_seconds_total{device=\"nvme0n1\"}", 4.242));
        assertThat(values.keySet().stream().filter(key -> key.startsWith("node_disk_io_now")))
                .containsExactly(
                        "node_disk_io_now{device=\"nvme0n1\"}",
                        "node_disk_io_now{device=\"sda\"}",
                        "node_disk_io_now{device=\"sdaa\"}",
                        "node_disk_io_now{device=\"dm-0\"}",
                        "node_disk_io_now{device=\"md127\"}",
                        "node_disk_io_now{device=\"sr0\"}",
                        "node_disk_io_now{device=\"mmcblk0\"}");
    }

    @Test
    void anOldKernelHasNoDiscards() throws IOException {
        assertThat(values(new DiskReader(OLD.proc())))
                .containsEntry("node_disk_io_time_weighted_seconds_total{device=\"sda\"}", 1.5)
                .hasSize(11);
    }

    @ParameterizedTest
    @CsvSource({
        "loop0, true",
        "ram15, true",
        "zram0, true",
        "fd0, true",
        "sda1, true",
        "hdb12, true",
        "vdc3, true",
        "xvda1, true",
        "nvme0n1p1, true",
        "nvme10n2p15, true",
        "sda, false",
        "sdaa, false",
        "sdaa1, false",
        "nvme0n1, false",
        "nvme0n1p, false",
        "nvmen1p1, false",
        "nvme0np1, false",
        "dm-0, false",
        "md0, false",
        "sr0, false",
        "mmcblk0p1, false",
        "xda1, false",
        "loop, false",
        "7, false",
    })
    void partitionsAndMemoryDevicesAreLeftOut(String device, boolean ignored) {
        assertThat(DiskReader.isIgnored(device)).isEqualTo(ignored);
    }

    @Test
    void theNetworkIsThatOfTheFirstProcess() throws IOException {
        Map<String, Double> values = values(new NetworkReader(SERVER));
        assertThat(values)
                .contains(
                        entry("node_network_receive_bytes_total{device=\"eno1\"}", 918273645546.0),
                        entry("node_network_receive_packets_total{device=\"eno1\"}", 827364551.0),
                        entry("node_network_receive_errs_total{device=\"eno1\"}", 1.0),
                        entry("node_network_receive_drop_total{device=\"eno1\"}", 2.0),
                        entry("node_network_receive_fifo_total{device=\"eno1\"}", 3.0),
                        entry("node_network_receive_frame_total{device=\"eno1\"}", 4.0),
                        entry("node_network_receive_compressed_total{device=\"eno1\"}", 5.0),
                        entry("node_network_receive_multicast_total{device=\"eno1\"}", 6.0),
                        entry("node_network_transmit_bytes_total{device=\"eno1\"}", 0x1p64),
                        entry("node_network_transmit_packets_total{device=\"eno1\"}", 72635445.0),
                        entry("node_network_transmit_errs_total{device=\"eno1\"}", 7.0),
                        entry("node_network_transmit_drop_total{device=\"eno1\"}", 8.0),
                        entry("node_network_transmit_fifo_total{device=\"eno1\"}", 9.0),
                        entry("node_network_transmit_colls_total{device=\"eno1\"}", 10.0),
                        entry("node_network_transmit_carrier_total{device=\"eno1\"}", 11.0),
                        entry("node_network_transmit_compressed_total{device=\"eno1\"}", 12.0),
                        entry("node_network_receive_bytes_total{device=\"vethc0ffee\"}", 1024.0))
                .hasSize(3 * 16);
    }

    @Test
    void theNetworkIsTheOwnWhereTheFirstProcessCannotBeRead() throws IOException {
        assertThat(values(new NetworkReader(OLD)))
                .containsEntry("node_network_receive_bytes_total{device=\"eth0\"}", 1827364.0)
                .hasSize(16);
    }

    @Test
    void socketsAreByProtocolAndTheirMemoryInBytesToo() throws IOException {
        assertThat(values(SocketReader.ofVersion4(SERVER, 16384)))
                .containsExactly(
                        entry("node_sockstat_sockets_used", 1827.0),
                        entry("node_sockstat_TCP_inuse", 182.0),
                        entry("node_sockstat_TCP_orphan", 1.0),
                        entry("node_sockstat_TCP_tw", 73.0),
                        entry("node_sockstat_TCP_alloc", 645.0),
                        entry("node_sockstat_TCP_mem", 96.0),
                        entry("node_sockstat_TCP_mem_bytes", 1572864.0),
                        entry("node_sockstat_UDP_inuse", 12.0),
                        entry("node_sockstat_UDP_mem", 3.0),
                        entry("node_sockstat_UDP_mem_bytes", 49152.0),
                        entry("node_sockstat_UDPLITE_inuse", 0.0),
                        entry("node_sockstat_RAW_inuse", 1.0),
                        entry("node_sockstat_FRAG_inuse", 0.0),
                        entry("node_sockstat_FRAG_memory", 0.0));
        assertThat(values(SocketReader.ofVersion6(SERVER, 4096))).containsEntry("node_sockstat_TCP6_inuse", 44.0);
    }

    @Test
    void fileHandlesAreThoseInUseAndTheMost() throws IOException {
        assertThat(values(new FileHandleReader(SERVER.proc())))
                .containsExactly(entry("node_filefd_allocated", 18272.0), entry("node_filefd_maximum", 0x1p63));
    }

    @Test
    void pressureIsInSeconds() {
        List<String> failures = new ArrayList<>();
        List<Sample> samples =
                Fixtures.read(failures, PressureReader.ofHost(SERVER.proc()).toArray(HostReader[]::new));
        assertThat(failures).isEmpty();
        assertThat(samples)
                .extracting(sample -> sample.key() + " " + sample.value())
                .containsExactly(
                        "node_pressure_cpu_waiting_seconds_total 14036.781234",
                        "node_pressure_io_waiting_seconds_total 159.037254",
                        "node_pressure_io_stalled_seconds_total 142.069811",
                        "node_pressure_memory_waiting_seconds_total 7.182736",
                        "node_pressure_memory_stalled_seconds_total 6.172635",
                        "node_pressure_irq_stalled_seconds_total 31.415926");
    }

    @Test
    void aKernelWithoutPressureHasNone() {
        List<String> failures = new ArrayList<>();
        HostReader[] readers = PressureReader.ofHost(OLD.proc()).toArray(HostReader[]::new);
        assertThat(Fixtures.read(failures, readers)).isEmpty();
        assertThat(failures).hasSize(4);
        assertThat(readers).allMatch(HostReader::optional);
    }

    @Test
    void typesAndUnitsAreThoseOfNodeExporter() throws IOException {
        List<Sample> samples = new ArrayList<>(samples(new StatReader(SERVER.proc(), 100)));
        samples.addAll(samples(new VmstatReader(SERVER.proc())));
        samples.addAll(samples(new MemoryReader(SERVER.proc())));
        assertThat(samples)
                .extracting(sample -> sample.key().name() + " "
                        + sample.metadata().type() + " " + sample.metadata().unit())
                .contains(
                        "node_cpu_seconds_total " + MetricType.COUNTER + " seconds",
                        "node_boot_time_seconds " + MetricType.GAUGE + " seconds",
                        "node_vmstat_pgfault " + MetricType.UNKNOWN + " ",
                        "node_memory_MemFree_bytes " + MetricType.GAUGE + " bytes",
                        "node_memory_HugePages_Free " + MetricType.GAUGE + " ");
        assertThat(samples).allMatch(sample -> sample.timestampMillis() == Fixtures.TIME);
        assertThat(samples).allMatch(sample -> sample.metadata().help().endsWith("."));
    }
}
