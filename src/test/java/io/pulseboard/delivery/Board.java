package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;

/** What a test puts into the running program, and the addresses under which it shows. Each test uses names of its own. */
public final class Board {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final SampleSink sink;

    public Board(SampleSink sink) {
        this.sink = sink;
    }

    /** A metric name that no other test has. */
    public static String fresh() {
        return "wire_" + NAMES.incrementAndGet();
    }

    /** Sets a gauge. */
    public void set(String name, double value, String... labels) {
        set(SeriesKey.of(name, labels), value);
    }

    /** Sets a gauge. */
    public void set(SeriesKey key, double value) {
        append(List.of(Sample.of(key, gauge(), value, System.currentTimeMillis())));
    }

    /** Sets gauges to one value, all in the same tick. */
    public void set(List<SeriesKey> keys, double value) {
        append(keys.stream()
                .map(key -> Sample.of(key, gauge(), value, System.currentTimeMillis()))
                .toList());
    }

    /** Sets a histogram or summary. */
    public void set(String name, MetricType type, CompoundValue value, String... labels) {
        MetricMetadata metadata = new MetricMetadata(type, "seconds", "How long it took.");
        append(List.of(Sample.of(SeriesKey.of(name, labels), metadata, value, System.currentTimeMillis())));
    }

    /** Takes in samples, which all have to be accepted. */
    public void append(List<Sample> samples) {
        AppendResult result = sink.append("wire", samples);
        assertThat(result.refused()).isEmpty();
    }

    /** Removes a series. */
    public void remove(String name, String... labels) {
        assertThat(sink.remove(List.of(SeriesKey.of(name, labels)))).isEqualTo(1);
    }

    /** What is said of all gauges here. */
    public static MetricMetadata gauge() {
        return new MetricMetadata(MetricType.GAUGE, "", "");
    }

    /** The address of the event stream with these parameters, names and values in turn. */
    public static URI stream(String... parameters) {
        return address("http", RestAssured.port, "/metrics/stream", parameters);
    }

    /** The port for TLS. */
    public static int securePort() {
        return ConfigProvider.getConfig().getValue("quarkus.http.test-ssl-port", Integer.class);
    }

    /** The address of the WebSocket with these parameters, names and values in turn. */
    public static URI socket(String... parameters) {
        return address("ws", RestAssured.port, "/metrics/ws", parameters);
    }

    /** An address on this machine with these parameters, names and values in turn. */
    public static URI address(String scheme, int port, String path, String... parameters) {
        StringBuilder uri = new StringBuilder(scheme + "://localhost:" + port + path);
        for (int i = 0; i < parameters.length; i += 2) {
            uri.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
            uri.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return URI.create(uri.toString());
    }
}
