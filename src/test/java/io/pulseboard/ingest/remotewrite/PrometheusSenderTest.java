package io.pulseboard.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SpecialValues;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus as the sender, where one is installed; where not, the build's output says so and the build's script decides. It
 * scrapes two targets of the test, one of them with a native histogram, and writes all twice: with the token as bearer, and as the password of basic authentication.
 */
@QuarkusTest
@TestProfile(WithRecordingSink.class)
@EnabledIf("isInstalled")
class PrometheusSenderTest {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NATIVE =
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
    private static final String TARGET = """
            # HELP orders_total All orders.
            # TYPE orders_total counter
            orders_total{kind="web"} 42
            # HELP took_seconds How long.
            # TYPE took_seconds histogram
            took_seconds_bucket{le="0.1"} 3
            took_seconds_bucket{le="+Inf"} 10
            took_seconds_sum 5.2
            took_seconds_count 10
            """;

    @Inject
    RecordingSink sink;

    @TempDir
    Path folder;

    private HttpServer target;
    private Process prometheus;
    private volatile String page = TARGET;

    static boolean isInstalled() {
        boolean installed = Files.isExecutable(PROMETHEUS);
        if (!installed) {
            System.out.println("SKIPPED: PrometheusSenderTest, since " + PROMETHEUS + " is not installed");
        }
        return installed;
    }

    @BeforeEach
    void start() throws IOException {
        sink.clear();
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/metrics", exchange -> {
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        target.createContext("/native", exchange -> {
            byte[] body = nativeHistogram();
            exchange.getResponseHeaders().set("Content-Type", NATIVE);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        target.start();
        prometheus = startPrometheus();
    }

    /** The histogram of {@link NativeHistogramTest#message} as a target exposes it: io.prometheus.client.MetricFamily, delimited. */
    private static byte[] nativeHistogram() {
        WireMessage histogram = new WireMessage()
                .varint(1, 10)
                .fixed64(2, 18.5)
                .zigzag(5, 0)
                .fixed64(6, 0.001)
                .varint(7, 1)
                .message(12, new WireMessage().zigzag(1, 0).varint(2, 2))
                .message(12, new WireMessage().zigzag(1, 1).varint(2, 1))
                .zigzag(13, 3)
                .zigzag(13, 1)
                .zigzag(13, -2);
        WireMessage family = new WireMessage()
                .text(1, "waited_seconds")
                .text(2, "How long.")
                .varint(3, 4)
                .message(4, new WireMessage().message(7, histogram));
        byte[] message = family.toBytes();
        byte[] delimited = new byte[message.length + 1];
        delimited[0] = (byte) message.length;
        System.arraycopy(message, 0, delimited, 1, message.length);
        return delimited;
    }

    private Process startPrometheus() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = folder.resolve("prometheus.yml");
        String url = "http://127.0.0.1:" + RestAssured.port + "/api/v1/write";
        Files.writeString(config, """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: shop
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                  - job_name: native
                    metrics_path: /native
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                remote_write:
                  - name: bearer
                    url: %s
                    authorization:
                      credentials: %s
                    send_native_histograms: true
                    metadata_config:
                      send_interval: 1s
                    queue_config:
                      batch_send_deadline: 1s
                    write_relabel_configs:
                      - target_label: via
                        replacement: bearer
                  - name: basic
                    url: %s
                    basic_auth:
                      username: prometheus
                      password: %s
                    metadata_config:
                      send: false
                    queue_config:
                      batch_send_deadline: 1s
                    write_relabel_configs:
                      - target_label: via
                        replacement: basic
                """.formatted(
                        target.getAddress().getPort(),
                        target.getAddress().getPort(),
                        url,
                        WithRecordingSink.TOKEN,
                        url,
                        WithRecordingSink.TOKEN));
        return new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--enable-feature=native-histograms",
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        prometheus.destroyForcibly();
        assertThat(prometheus.waitFor(20, TimeUnit.SECONDS)).isTrue();
        target.stop(0);
    }

    private String key(String name, String more, String via) {
        return name + "{instance=\"127.0.0.1:" + target.getAddress().getPort() + "\",job=\"shop\"," + more + "via=\""
                + via + "\"}";
    }

    @Test
    void whatPrometheusScrapesArrivesWithItsMetadataAndGoesStale() throws IOException {
        String bearer = key("orders_total", "kind=\"web\",", "bearer");
        String basic = key("orders_total", "kind=\"web\",", "basic");
        String bucket = key("took_seconds_bucket", "le=\"0.1\",", "bearer");
        await().atMost(PATIENCE)
                .until(() -> sink.keys().contains(bearer) && sink.keys().contains(basic));

        assertThat(sink.sample(bearer).value()).isEqualTo(42);
        assertThat(sink.sample(key("up", "", "basic")).value()).isEqualTo(1);
        assertThat(sink.sample(bearer).timestampMillis()).isCloseTo(System.currentTimeMillis(), within(60_000L));

        await().atMost(PATIENCE).until(() -> sink.sample(bearer).metadata().type() == MetricType.COUNTER);
        assertThat(sink.sample(bearer).metadata()).isEqualTo(new MetricMetadata(MetricType.COUNTER, "", "All orders."));
        await().atMost(PATIENCE)
                .until(() -> sink.sample(bucket).metadata().help().equals("How long."));
        assertThat(sink.sample(bucket).metadata().type()).isEqualTo(MetricType.COUNTER);

        page = page.replace("orders_total{kind=\"web\"} 42\n", "");
        await().atMost(PATIENCE)
                .until(() -> SpecialValues.isStale(sink.sample(bearer).value())
                        && SpecialValues.isStale(sink.sample(basic).value()));
        Sample still = sink.sample(bucket);
        assertThat(still.value()).isEqualTo(3);
        assertThat(Files.readString(folder.resolve("prometheus.log"))).doesNotContain("non-recoverable error");
    }

    @Test
    void aNativeHistogramArrivesWithFixedBuckets() {
        String waited = key("waited_seconds", "", "bearer").replace("shop", "native");
        await().atMost(PATIENCE).until(() -> sink.keys().contains(waited));

        HistogramValue value =
                (HistogramValue) Objects.requireNonNull(sink.sample(waited).compound());

        assertThat(value.count()).isEqualTo(10);
        assertThat(value.sum()).isEqualTo(18.5);
        assertThat(value.bucketCount()).isEqualTo(11);
        await().atMost(PATIENCE)
                .until(() -> sink.sample(waited).metadata().help().equals("How long."));
    }
}
