package io.pulseboard.ingest.host;

import static io.pulseboard.ingest.host.Fixtures.tree;
import static io.pulseboard.ingest.host.Fixtures.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the readers of sys, of control groups and of the system's description say of trees that were written for them. */
class SysReadersTest {
    private static final HostPaths SERVER = tree("server");

    @TempDir
    Path directory;

    private static HostPaths own(String name) {
        Path tree = tree(name).proc().resolveSibling("");
        return new HostPaths(tree.resolve("proc"), tree.resolve("sys"), tree);
    }

    private static Map<String, Double> container(String name) throws IOException {
        return values(ContainerReader.of(ControlGroup.find(own(name)), 100).get(0));
    }

    @Test
    void interfacesLeaveOutWhatTheyDoNotKnow() throws IOException {
        assertThat(values(new InterfaceReader(SERVER.sys())))
                .containsOnly(
                        entry("node_network_up{device=\"eno1\"}", 1.0),
                        entry("node_network_mtu_bytes{device=\"eno1\"}", 9000.0),
                        entry("node_network_speed_bytes{device=\"eno1\"}", 3.125e9),
                        entry("node_network_carrier{device=\"eno1\"}", 1.0),
                        entry("node_network_up{device=\"eno2\"}", 0.0),
                        entry("node_network_mtu_bytes{device=\"eno2\"}", 1500.0),
                        entry("node_network_up{device=\"lo\"}", 0.0),
                        entry("node_network_mtu_bytes{device=\"lo\"}", 65536.0),
                        entry("node_network_carrier{device=\"lo\"}", 1.0));
    }

    @Test
    void temperaturesAreInDegrees() throws IOException {
        assertThat(values(new HwmonReader(SERVER.sys())))
                .containsOnly(
                        entry("node_hwmon_temp_celsius{chip=\"coretemp\",sensor=\"temp1\"}", 54.0),
                        entry("node_hwmon_temp_max_celsius{chip=\"coretemp\",sensor=\"temp1\"}", 84.0),
                        entry("node_hwmon_temp_crit_celsius{chip=\"coretemp\",sensor=\"temp1\"}", 100.0),
                        entry("node_hwmon_temp_celsius{chip=\"coretemp\",sensor=\"temp2\"}", -1.5),
                        entry("node_hwmon_temp_celsius{chip=\"nvme\",sensor=\"temp1\"}", 38.85),
                        entry("node_hwmon_chip_names{chip=\"coretemp\",chip_name=\"coretemp\"}", 1.0),
                        entry("node_hwmon_chip_names{chip=\"nvme\",chip_name=\"nvme\"}", 1.0),
                        entry(
                                "node_hwmon_sensor_label{chip=\"coretemp\",label=\"Package id 0\",sensor=\"temp1\"}",
                                1.0),
                        entry("node_hwmon_sensor_label{chip=\"coretemp\",label=\"Core 0\",sensor=\"temp2\"}", 1.0),
                        entry("node_hwmon_sensor_label{chip=\"nvme\",label=\"Composite\",sensor=\"temp1\"}", 1.0));
    }

    @Test
    void aChipIsNamedAfterItsDevice() throws IOException {
        Path device = directory.resolve("devices/platform/coretemp.0");
        Path chip = device.resolve("hwmon/hwmon0");
        Files.createDirectories(chip);
        Files.writeString(chip.resolve("temp1_input"), "41000\n");
        Files.createSymbolicLink(chip.resolve("device"), device);
        Files.createDirectories(directory.resolve("class/hwmon"));
        Files.createSymbolicLink(directory.resolve("class/hwmon/hwmon0"), chip);
        assertThat(values(new HwmonReader(directory)))
                .containsExactly(entry("node_hwmon_temp_celsius{chip=\"platform_coretemp_0\",sensor=\"temp1\"}", 41.0));
    }

    @Test
    void aThermalZoneWithoutATemperatureIsLeftOut() throws IOException {
        assertThat(values(new ThermalZoneReader(SERVER.sys())))
                .containsExactly(entry("node_thermal_zone_temp{type=\"x86_pkg_temp\",zone=\"0\"}", 55.0));
    }

    @Test
    void anotherRootTellsItsOwnNameAndDistribution() throws IOException {
        assertThat(values(new SystemInfoReader(SERVER)).keySet())
                .containsExactly(
                        "node_uname_info{domainname=\"(none)\",machine=\"aarch64\",nodename=\"rack7-node3\","
                                + "release=\"6.8.0-48-generic\",sysname=\"Linux\","
                                + "version=\"#48-Ubuntu SMP PREEMPT_DYNAMIC Fri Sep 27 14:04:52 UTC 2024\"}",
                        "node_os_info{id=\"ubuntu\",id_like=\"debian\",name=\"Ubuntu\","
                                + "pretty_name=\"Ubuntu 24.04.1 LTS\",version=\"24.04.1 LTS (\\\"Noble\\\" Numbat)\","
                                + "version_codename=\"noble\",version_id=\"24.04\"}");
    }

    @Test
    void aContainerOfVersion2() throws IOException {
        assertThat(container("container-v2"))
                .containsOnly(
                        entry("container_cpu_usage_seconds_total", 123.456789),
                        entry("container_cpu_user_seconds_total", 100.000001),
                        entry("container_cpu_system_seconds_total", 23.456788),
                        entry("container_cpu_cfs_periods_total", 4000.0),
                        entry("container_cpu_cfs_throttled_periods_total", 37.0),
                        entry("container_cpu_cfs_throttled_seconds_total", 2.5),
                        entry("container_spec_cpu_quota", 150000.0),
                        entry("container_spec_cpu_period", 100000.0),
                        entry("container_memory_usage_bytes", 268435456.0),
                        entry("container_memory_working_set_bytes", 208435456.0),
                        entry("container_memory_rss", 180000000.0),
                        entry("container_memory_cache", 70000000.0),
                        entry("container_memory_swap", 4096.0),
                        entry("container_spec_memory_limit_bytes", 536870912.0),
                        entry("container_oom_events_total", 1.0),
                        entry("container_threads", 42.0));
    }

    @Test
    void theTasksOfAContainerWaitToo() throws IOException {
        List<HostReader> readers = ContainerReader.of(ControlGroup.find(own("container-v2")), 100);
        assertThat(values(readers.get(1)))
                .containsExactly(
                        entry("container_pressure_cpu_waiting_seconds_total", 5.0),
                        entry("container_pressure_cpu_stalled_seconds_total", 4.0));
    }

    @Test
    void aContainerOfVersion1() throws IOException {
        assertThat(container("container-v1"))
                .containsOnly(
                        entry("container_cpu_usage_seconds_total", 5.000000123),
                        entry("container_cpu_user_seconds_total", 4.0),
                        entry("container_cpu_system_seconds_total", 1.0),
                        entry("container_cpu_cfs_periods_total", 100.0),
                        entry("container_cpu_cfs_throttled_periods_total", 5.0),
                        entry("container_cpu_cfs_throttled_seconds_total", 0.25),
                        entry("container_spec_cpu_period", 100000.0),
                        entry("container_memory_usage_bytes", 104857600.0),
                        entry("container_memory_working_set_bytes", 74857600.0),
                        entry("container_memory_rss", 40000000.0),
                        entry("container_memory_cache", 50000000.0),
                        entry("container_memory_swap", 0.0),
                        entry("container_oom_events_total", 2.0),
                        entry("container_threads", 7.0),
                        entry("container_threads_max", 100.0));
    }

    @Test
    void theTopGroupOfAMachineIsNoContainer() throws IOException {
        assertThat(ContainerReader.of(ControlGroup.find(own("top-group")), 100)).isEmpty();
    }
}
