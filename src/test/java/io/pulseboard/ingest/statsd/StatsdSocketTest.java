package io.pulseboard.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClient;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import io.pulseboard.ingest.statsd.StatsdSocket.BindFailedException;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SummaryValue;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole receiver behind a real socket, and what senders in use put on it. */
class StatsdSocketTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final ListSink sink = new ListSink();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StatsdReading reading = new StatsdReading(
            new Aggregator(
                    sink, new FaultLog(registry, InstantSource.system(), line -> {}), 1_000, Duration.ofMinutes(5)),
            Duration.ofMillis(100),
            InstantSource.system(),
            registry);
    private StatsdSocket socket = unopened();

    @SuppressWarnings("NullAway") // Opened before each test, where it may fail.
    private static StatsdSocket unopened() {
        return null;
    }

    @BeforeEach
    void open() throws BindFailedException {
        socket = StatsdSocket.open(ANY_PORT, 1 << 20, reading);
    }

    @AfterEach
    void close() {
        socket.close();
    }

    private void send(String datagram) throws IOException {
        byte[] bytes = datagram.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket sender = new DatagramSocket()) {
            sender.send(new DatagramPacket(bytes, bytes.length, socket.address()));
        }
    }

    private void awaitSeries(String key) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sink.held()).containsKey(key));
    }

    @Test
    void datagramsAreReadAndFlushed() throws IOException {
        send("orders:2|c|#job:shop\nlatency:320|ms");
        send("nonsense");

        awaitSeries("orders{job=\"shop\"}");
        assertThat(sink.value("orders{job=\"shop\"}")).isEqualTo(2);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> registry.get("pulseboard.statsd.refused")
                                .tag("reason", "bad_name")
                                .counter()
                                .count()
                        == 1);
        assertThat(registry.get("pulseboard.statsd.datagrams").counter().count())
                .isEqualTo(2);
    }

    /** A datagram of UDP over IPv4 has at most 65,507 bytes. */
    @Test
    void theLargestDatagramIsReadToItsEnd() throws IOException {
        String end = "\nlast:1|c";
        send("x".repeat(65_507 - end.length()) + end);

        awaitSeries("last");
    }

    @Test
    void aPortThatIsTakenIsSaidToBe() {
        assertThatThrownBy(() -> StatsdSocket.open(socket.address(), 0, reading))
                .isInstanceOf(BindFailedException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void datadogsClient() {
        try (StatsDClient client = new NonBlockingStatsDClientBuilder()
                .hostname("127.0.0.1")
                .port(socket.address().getPort())
                .prefix("shop")
                .constantTags("env:prod")
                .enableTelemetry(false)
                .enableAggregation(false)
                .originDetectionEnabled(false)
                .build()) {
            client.count("orders", 3, "job:front");
            client.gauge("open", 2.5);
            client.recordSetValue("visitors", "anna");
            client.recordSetValue("visitors", "bert");
            client.recordExecutionTime("latency", 25);
            client.recordDistributionValue("size", 1_000);
            awaitSeries("shop_size{env=\"prod\"}");
            awaitSeries("shop_visitors{env=\"prod\"}");
        }

        assertThat(sink.value("shop_orders{env=\"prod\",job=\"front\"}")).isEqualTo(3);
        assertThat(sink.value("shop_open{env=\"prod\"}")).isEqualTo(2.5);
        assertThat(sink.sample("shop_latency{env=\"prod\"}").metadata().type()).isEqualTo(MetricType.SUMMARY);
        assertThat(registry.get("pulseboard.statsd.refused").counters())
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
    }

    @ParameterizedTest
    @EnumSource(
            value = StatsdFlavor.class,
            names = {"DATADOG", "TELEGRAF", "SYSDIG"})
    void micrometersRegistry(StatsdFlavor flavor) {
        StatsdMeterRegistry micrometer = new StatsdMeterRegistry(config(flavor), Clock.SYSTEM);
        try {
            micrometer.gauge("orders.open", 42.5);
            // What is sent before its socket is connected is lost; gauges are sent again.
            awaitSeries("orders_open{statistic=\"value\"}");
            micrometer.counter("orders.placed", "job", "shop").increment(2);
            micrometer.timer("latency", "job", "shop").record(Duration.ofMillis(20));
            awaitSeries("orders_placed{job=\"shop\",statistic=\"count\"}");
            awaitSeries("latency{job=\"shop\"}");
        } finally {
            micrometer.close();
        }
        assertThat(sink.value("orders_open{statistic=\"value\"}")).isEqualTo(42.5);
        assertThat(sink.value("orders_placed{job=\"shop\",statistic=\"count\"}"))
                .isEqualTo(2);
        SummaryValue latency = (SummaryValue)
                Objects.requireNonNull(sink.sample("latency{job=\"shop\"}").compound());
        assertThat(latency.value(4)).isEqualTo(20);
        assertThat(registry.get("pulseboard.statsd.refused").counters())
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
    }

    @SuppressWarnings("NullAway") // Null is how a setting is left at its default.
    private StatsdConfig config(StatsdFlavor flavor) {
        Map<String, String> settings = Map.of(
                "statsd.flavor",
                flavor.name(),
                "statsd.host",
                "127.0.0.1",
                "statsd.port",
                String.valueOf(socket.address().getPort()),
                "statsd.pollingFrequency",
                "50ms");
        return settings::get;
    }
}
