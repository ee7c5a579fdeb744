package io.pulseboard.ingest.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.ingest.prometheus.LabelLimits;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A scrape of a real exporter, where one is installed; where not, the build's output says so and the build's script decides. */
@EnabledIf("isInstalled")
class NodeExporterScrapeTest {
    private static final Path EXPORTER = Path.of("/usr/bin/prometheus-node-exporter");

    private final CollectingSink sink = new CollectingSink();
    private final Vertx vertx = Vertx.vertx();
    private Process exporter;
    private int port;

    static boolean isInstalled() {
        boolean installed = Files.isExecutable(EXPORTER);
        if (!installed) {
            System.out.println("SKIPPED: NodeExporterScrapeTest, since " + EXPORTER + " is not installed");
        }
        return installed;
    }

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        exporter = new ProcessBuilder(EXPORTER.toString(), "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() {
        exporter.destroyForcibly();
        FakeTarget.await(vertx.close());
    }

    @Test
    void aRealNodeExporterIsRead() {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions());
        Labels labels = Labels.of("job", "node", "instance", "here");
        ScrapeJob job = new ScrapeJob(
                "node",
                Map.of(),
                Duration.ofSeconds(15),
                Duration.ofSeconds(15),
                16 << 20,
                100_000,
                LabelLimits.NONE,
                null,
                null,
                false,
                true,
                false);
        ScrapeTarget target =
                job.target(new DiscoveredTarget(URI.create("http://127.0.0.1:" + port + "/metrics"), "here", Map.of()));

        FakeTarget.await(new TargetScraper(
                        target,
                        vertx.getOrCreateContext(),
                        client,
                        sink,
                        InstantSource.system(),
                        "Pulseboard/test",
                        new SimpleMeterRegistry())
                .scrape());

        List<Sample> samples = sink.take();
        assertThat(samples).hasSizeGreaterThan(200);
        assertThat(valueOf(samples, new SeriesKey("up", labels)).value()).isEqualTo(1.0);
        assertThat(valueOf(samples, new SeriesKey("node_load1", labels)).value())
                .isNotNegative();
        Sample cpu = valueOf(
                samples,
                new SeriesKey("node_cpu_seconds_total", labels.with("cpu", "0").with("mode", "idle")));
        assertThat(cpu.metadata().type()).isEqualTo(MetricType.COUNTER);
        assertThat(cpu.metadata().help()).isNotEmpty();
        assertThat(samples)
                .filteredOn(sample -> sample.metadata().type() == MetricType.SUMMARY)
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.compound()).isNotNull());
    }

    private static Sample valueOf(List<Sample> samples, SeriesKey key) {
        return samples.stream()
                .filter(sample -> sample.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
