package io.pulseboard.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads this machine side by side with the real node_exporter: the same series, of the same types, with the same values. The
 * exporter runs with upstream's defaults, where Debian's package has its own.
 */
class NodeExporterTest {
    private static final Path EXPORTER = Path.of("/usr/bin/prometheus-node-exporter");

    /** What is compared of the exporter's families. */
    private static final Pattern COMPARED = Pattern.compile(
            "node_(cpu|load|memory|vmstat|filesystem|disk|network|pressure|filefd|sockstat|hwmon_temp|thermal_zone|uname|os_info"
                    + "|boot_time|context_switches|intr|forks|procs|time_seconds).*");

    /** What it has and Pulseboard does not: settings of network interfaces and descriptions of disks, limits of chips, cpufreq. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "node_disk_(info|device_mapper_info|ata_.*|filesystem_info)|node_cpu_(scaling|frequency|core|package|info|online).*"
                    + "|node_network_(address_assign_type|carrier_.*|device_id|dormant|flags|iface_.*|info|name_assign_type"
                    + "|net_dev_group|protocol_type|transmit_queue_length|receive_nohandler_total)"
                    + "|node_hwmon_temp_(?!celsius|max_celsius|crit_celsius).*|node_filesystem_(mount_info|purgeable_bytes)");

    /** What Pulseboard has and version 1.5 does not. */
    private static final Pattern NOT_THEIRS =
            Pattern.compile("(host_|container_|node_pressure_irq|node_hwmon_(chip|sensor)).*");

    @TempDir
    Path directory;

    private record Exposed(String type, double value) {}

    @Test
    void readsWhatNodeExporterReads() throws IOException, InterruptedException {
        if (!Files.isExecutable(EXPORTER)) {
            System.out.println("SKIPPED: the comparison with node_exporter: " + EXPORTER + " is not installed");
            Assumptions.abort("not installed");
        }
        int port = freePort();
        Process exporter = start(port);
        try {
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(ConnectException.class)
                    .until(() -> !scrape(port).isEmpty());
            Map<String, Sample> before = own();
            Map<String, Exposed> theirs = scrape(port);
            Map<String, Sample> after = own();
            compare(before, theirs, after);
        } finally {
            exporter.destroy();
            exporter.waitFor();
        }
    }

    private static void compare(Map<String, Sample> before, Map<String, Exposed> theirs, Map<String, Sample> after) {
        assertThat(new TreeSet<>(before.keySet())).isEqualTo(new TreeSet<>(theirs.keySet()));
        List<String> differences = new ArrayList<>();
        theirs.forEach((key, exposed) -> {
            Sample first = before.get(key);
            Sample second = after.get(key);
            if (first != null && second != null && !agrees(first, exposed, second)) {
                differences.add(key + " " + exposed + ", but read " + first.value() + " before and " + second.value()
                        + " after as " + first.metadata().type());
            }
        });
        assertThat(differences).isEmpty();
        System.out.println("compared with node_exporter series=" + theirs.size());
    }

    private static boolean agrees(Sample before, Exposed theirs, Sample after) {
        String type = before.metadata().type().text().replace("unknown", "untyped");
        double low = Math.min(before.value(), after.value());
        double high = Math.max(before.value(), after.value());
        double slack = 1e-9 * high;
        if (type.equals("gauge")) {
            boolean bytes = before.key().name().endsWith("_bytes");
            slack = Math.max(0.05 * high, bytes ? 256 * 1024 * 1024 : 50);
        }
        return type.equals(theirs.type) && theirs.value >= low - slack && theirs.value <= high + slack;
    }

    private static Map<String, Sample> own() {
        HostReaders readers = HostReaders.at(HostPaths.OWN, HostPaths.OWN, InstantSource.system());
        List<HostReader> all = new ArrayList<>(readers.fast());
        all.addAll(readers.slow());
        Map<String, Sample> own = new TreeMap<>();
        Fixtures.read(new ArrayList<>(), all.toArray(HostReader[]::new)).forEach(sample -> {
            if (!NOT_THEIRS.matcher(sample.key().name()).matches()) {
                own.put(sample.key().toString(), sample);
            }
        });
        return own;
    }

    private Process start(int port) throws IOException {
        return new ProcessBuilder(
                        EXPORTER.toString(),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--web.disable-exporter-metrics",
                        "--collector.netdev.device-exclude=",
                        "--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$",
                        "--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+"
                                + "|var/lib/containers/storage/.+)($|/)")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("exporter.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, Exposed> scrape(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        String text = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        Map<String, Exposed> exposed = new TreeMap<>();
        String type = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                type = line.substring(line.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
            } else if (!line.startsWith("#") && isCompared(line)) {
                double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                exposed.put(withoutEmptyLabels(line.substring(0, line.lastIndexOf(' '))), new Exposed(type, value));
            }
        }
        return exposed;
    }

    private static boolean isCompared(String line) {
        int end = Math.max(0, line.indexOf(' '));
        int brace = line.indexOf('{');
        String name = line.substring(0, brace < 0 ? end : Math.min(brace, end));
        // A speed of minus one is theirs for "not known".
        boolean unknownSpeed = name.equals("node_network_speed_bytes") && line.endsWith(" -125000");
        return COMPARED.matcher(name).matches() && !NOT_OURS.matcher(name).matches() && !unknownSpeed;
    }

    /** An empty label is no label, to Prometheus and to {@link SeriesKey}. */
    private static String withoutEmptyLabels(String key) {
        return key.replaceAll("(?<=[{,])\\w+=\"\",?", "").replace(",}", "}").replace("{}", "");
    }
}
