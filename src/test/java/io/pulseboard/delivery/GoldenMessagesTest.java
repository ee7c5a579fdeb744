package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pulseboard.hub.Annotation;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.FrameEncoder;
import io.pulseboard.hub.HandTurnedHub;
import io.pulseboard.hub.HandTurnedHub.Viewer;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StreamPosition;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The messages to the byte, as docs/protocol.md has them: what changes here, changes for every client there is. */
class GoldenMessagesTest {
    private static final MetricMetadata LOAD = new MetricMetadata(MetricType.GAUGE, "", "1m load average.");
    private static final MetricMetadata COUNTER = new MetricMetadata(MetricType.COUNTER, "", "");
    private static final MetricMetadata LATENCY = new MetricMetadata(MetricType.HISTOGRAM, "seconds", "");
    private static final MetricMetadata SUMMARY = new MetricMetadata(MetricType.SUMMARY, "", "");
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");

    private static final SeriesKey LOAD1 = SeriesKey.of("node_load1");
    private static final SeriesKey ORDERS = SeriesKey.of("orders_total", "job", "shop");
    private static final SeriesKey SECONDS = SeriesKey.of("latency_seconds");

    private final HandTurnedHub hub = new HandTurnedHub();

    private Sample load(double value) {
        return Sample.of(LOAD1, LOAD, value, hub.nextTickMillis() - 44);
    }

    private Sample orders(double value) {
        return Sample.of(ORDERS, COUNTER, value, hub.nextTickMillis());
    }

    private Sample gauge(String name, double value) {
        return Sample.of(SeriesKey.of(name), GAUGE, value, hub.nextTickMillis());
    }

    private static HistogramValue histogram(double upToTenth, double all, double sum) {
        return new HistogramValue(
                new double[] {0.1, Double.POSITIVE_INFINITY}, new double[] {upToTenth, all}, sum, false);
    }

    private static String text(Payload payload) {
        return ((EncodedMessage) payload).text();
    }

    @Test
    void aSnapshotWithNames() {
        hub.tick(load(0.7), orders(42));

        assertThat(text(hub.view(Formats.NAMED, null).next()))
                .isEqualTo("{\"type\":\"snapshot\",\"id\":\"k3-1\",\"ts\":1763799999000,"
                        + "\"values\":{\"node_load1\":0.7,\"orders_total{job=\\\"shop\\\"}\":42}}");
    }

    @Test
    void anUpdateWithNames() {
        hub.tick(load(0.7), orders(42));
        Viewer viewer = hub.view(Formats.NAMED, null);
        viewer.next();

        hub.tick(orders(43));

        assertThat(text(viewer.next()))
                .isEqualTo("{\"type\":\"update\",\"id\":\"k3-2\",\"after\":\"k3-1\",\"ts\":1763800000000,"
                        + "\"values\":{\"orders_total{job=\\\"shop\\\"}\":43}}");
    }

    @Test
    void anUpdateForAClientThatWasSlow() {
        hub.tick(orders(42));
        Viewer viewer = hub.view(Formats.NAMED, null);
        viewer.next();
        hub.tick(orders(43));
        hub.tick(orders(44));
        hub.tick(orders(45));

        assertThat(text(viewer.next()))
                .isEqualTo("{\"type\":\"update\",\"id\":\"k3-4\",\"after\":\"k3-1\",\"ts\":1763800002000,\"merged\":3,"
                        + "\"values\":{\"orders_total{job=\\\"shop\\\"}\":45}}");
    }

    @Test
    void anEmptySnapshot() {
        assertThat(text(hub.view(Formats.NAMED, null).next()))
                .isEqualTo("{\"type\":\"snapshot\",\"id\":\"k3-0\",\"ts\":1763799998000,\"values\":{}}");
        assertThat(text(hub.view(Formats.COMPACT, null).next()))
                .isEqualTo("{\"type\":\"snapshot\",\"id\":\"k3-0\",\"ts\":1763799998000,\"n\":[],\"v\":[]}");
    }

    @Test
    void aSnapshotWithNumbers() {
        hub.tick(load(0.7), orders(42));

        assertThat(text(hub.view(Formats.COMPACT, null).next()))
                .isEqualTo("{\"type\":\"snapshot\",\"id\":\"k3-1\",\"ts\":1763799999000,"
                        + "\"define\":[[0,\"node_load1\",\"gauge\",\"\",\"1m load average.\"],"
                        + "[1,\"orders_total{job=\\\"shop\\\"}\",\"counter\",\"\",\"\"]],"
                        + "\"n\":[0,1],\"v\":[0.7,42],\"t\":[-44,0]}");
    }

    @Test
    void anUpdateWithNumbersDefinesWhatIsNew() {
        hub.tick(load(0.7), orders(42));
        Viewer viewer = hub.view(Formats.COMPACT, null);
        viewer.next();

        hub.tick(orders(43), Sample.of(SECONDS, LATENCY, histogram(3, 10, 5.2), hub.nextTickMillis()));

        assertThat(text(viewer.next()))
                .isEqualTo("{\"type\":\"update\",\"id\":\"k3-2\",\"after\":\"k3-1\",\"ts\":1763800000000,"
                        + "\"define\":[[2,\"latency_seconds\",\"histogram\",\"seconds\",\"\"]],"
                        + "\"n\":[1,2],\"v\":[43,{\"buckets\":[[0.1,3],[\"+Inf\",10]],\"sum\":5.2,\"count\":10}]}");
    }

    @Test
    void aHistogramWithNames() {
        hub.tick(Sample.of(SECONDS, LATENCY, histogram(3, 10, 5.2), hub.nextTickMillis()));

        assertThat(text(hub.view(Formats.NAMED, null).next()))
                .endsWith("\"values\":{\"latency_seconds_bucket{le=\\\"0.1\\\"}\":3,"
                        + "\"latency_seconds_bucket{le=\\\"+Inf\\\"}\":10,"
                        + "\"latency_seconds_sum\":5.2,\"latency_seconds_count\":10}}");
    }

    @Test
    void aSummary() {
        SummaryValue value = new SummaryValue(new double[] {0.5, 0.99}, new double[] {0.1, Double.NaN}, 5.2, 10);
        hub.tick(Sample.of(SECONDS, SUMMARY, value, hub.nextTickMillis()));

        assertThat(text(hub.view(Formats.COMPACT, null).next()))
                .endsWith("\"v\":[{\"quantiles\":[[0.5,0.1],[0.99,null]],\"sum\":5.2,\"count\":10}]}");
        assertThat(text(hub.view(Formats.NAMED, null).next()))
                .endsWith("\"values\":{\"latency_seconds{quantile=\\\"0.5\\\"}\":0.1,"
                        + "\"latency_seconds{quantile=\\\"0.99\\\"}\":null,"
                        + "\"latency_seconds_sum\":5.2,\"latency_seconds_count\":10},"
                        + "\"states\":{\"latency_seconds{quantile=\\\"0.99\\\"}\":\"nan\"}}");
    }

    @Test
    void aChangedLayoutIsGoneAndANewNumber() {
        hub.tick(Sample.of(SECONDS, LATENCY, histogram(3, 10, 5.2), hub.nextTickMillis()));
        Viewer viewer = hub.view(Formats.COMPACT, null);
        viewer.next();
        HistogramValue other =
                new HistogramValue(new double[] {0.2, Double.POSITIVE_INFINITY}, new double[] {4, 11}, 6, false);

        hub.tick(Sample.of(SECONDS, LATENCY, other, hub.nextTickMillis()));

        assertThat(text(viewer.next()))
                .endsWith("\"define\":[[1,\"latency_seconds\",\"histogram\",\"seconds\",\"\"]],\"n\":[0,1],"
                        + "\"v\":[null,{\"buckets\":[[0.2,4],[\"+Inf\",11]],\"sum\":6,\"count\":11}],\"t\":[-1000,0],"
                        + "\"states\":{\"0\":\"gone\"}}");
    }

    @Test
    void aWholeHistogramThatIsStale() {
        hub.tick(Sample.of(SECONDS, LATENCY, histogram(3, 10, 5.2), hub.nextTickMillis()));
        Viewer named = hub.view(Formats.NAMED, null);
        Viewer compact = hub.view(Formats.COMPACT, null);
        named.next();
        compact.next();

        hub.tick(Sample.stale(SECONDS, LATENCY, hub.nextTickMillis()));

        assertThat(text(compact.next())).endsWith("\"n\":[0],\"v\":[null],\"states\":{\"0\":\"stale\"}}");
        assertThat(text(named.next()))
                .endsWith("\"values\":{\"latency_seconds_bucket{le=\\\"0.1\\\"}\":null,"
                        + "\"latency_seconds_bucket{le=\\\"+Inf\\\"}\":null,"
                        + "\"latency_seconds_sum\":null,\"latency_seconds_count\":null},"
                        + "\"states\":{\"latency_seconds_bucket{le=\\\"0.1\\\"}\":\"stale\","
                        + "\"latency_seconds_bucket{le=\\\"+Inf\\\"}\":\"stale\","
                        + "\"latency_seconds_sum\":\"stale\",\"latency_seconds_count\":\"stale\"}}");
    }

    @Test
    void whatIsNoNumber() {
        hub.tick(
                gauge("a", Double.NaN),
                gauge("b", Double.POSITIVE_INFINITY),
                gauge("c", Double.NEGATIVE_INFINITY),
                gauge("d", 1));
        Viewer later = hub.view(Formats.NAMED, null);

        assertThat(text(later.next()))
                .endsWith("\"values\":{\"a\":null,\"b\":null,\"c\":null,\"d\":1},"
                        + "\"states\":{\"a\":\"nan\",\"b\":\"+inf\",\"c\":\"-inf\"}}");

        hub.hub().remove(List.of(SeriesKey.of("a")));
        hub.tick(Sample.stale(SeriesKey.of("d"), GAUGE, hub.nextTickMillis()));

        assertThat(text(later.next()))
                .endsWith("\"values\":{\"a\":null,\"d\":null},\"states\":{\"a\":\"gone\",\"d\":\"stale\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "say \"hi\" | say \\\\\\\"hi\\\\\\\"",
                "C:\\temp | C:\\\\\\\\temp",
                "größe € | größe €",
            })
    void textInLabels(String value, String written) {
        hub.tick(Sample.of(SeriesKey.of("a", "b", value), GAUGE, 1, hub.nextTickMillis()));

        assertThat(text(hub.view(Formats.NAMED, null).next()))
                .endsWith("\"values\":{\"a{b=\\\"" + written + "\\\"}\":1}}");
        assertThat(text(hub.view(Formats.COMPACT, null).next())).contains("[0,\"a{b=\\\"" + written + "\\\"}\",");
    }

    /** What would break a line of an event stream, a line of JavaScript, or a careless reader. */
    @Test
    void strangeTextInLabels() throws Exception {
        String value =
                "line\nfeed\rreturn\ttab\u0000null\u001funit\u007fdelete\u2028separator\ud83d\ude00smile</script>";
        SeriesKey key = SeriesKey.of("my.metric", "ünïcode", value);
        hub.tick(Sample.of(key, new MetricMetadata(MetricType.GAUGE, "", value), 1, hub.nextTickMillis()));

        for (FrameEncoder encoder : List.of(Formats.NAMED, Formats.COMPACT)) {
            EncodedMessage message = (EncodedMessage) hub.view(encoder, null).next();
            String read = encoder == Formats.NAMED
                    ? new ObjectMapper()
                            .readTree(message.text())
                            .path("values")
                            .fieldNames()
                            .next()
                    : new ObjectMapper()
                            .readTree(message.text())
                            .at("/define/0/1")
                            .textValue();

            assertThat(message.text().chars().filter(c -> c < 0x20)).isEmpty();
            assertThat(read).isEqualTo(key.toString());
            assertThat(message.event().buffer().toString(StandardCharsets.UTF_8))
                    .isEqualTo("id: k3-1\ndata: " + message.text() + "\n\n");
            assertThat(message.bytes().toString(StandardCharsets.UTF_8)).isEqualTo(message.text());
        }
    }

    @Test
    void halfASurrogatePair() throws Exception {
        hub.tick(Sample.of(SeriesKey.of("a", "b", "\ud83d!"), GAUGE, 1, hub.nextTickMillis()));

        byte[] json =
                ((EncodedMessage) hub.view(Formats.NAMED, null).next()).bytes().getBytes();

        assertThat(new ObjectMapper().readTree(json).path("values").has("a{b=\"?!\"}"))
                .isTrue();
    }

    @Test
    void aHeartbeat() {
        Payload heartbeat = Formats.NAMED.heartbeat(new StreamPosition("k3", 1058), 1_763_800_016_000L);

        assertThat(text(heartbeat)).isEqualTo("{\"type\":\"heartbeat\",\"id\":\"k3-1058\",\"ts\":1763800016000}");
        assertThat(((EncodedMessage) heartbeat).event().buffer().toString())
                .isEqualTo("id: k3-1058\ndata: {\"type\":\"heartbeat\",\"id\":\"k3-1058\",\"ts\":1763800016000}\n\n");
    }

    @Test
    void aGap() {
        Payload gap = Formats.NAMED.gap(new StreamPosition("k2", 977), new StreamPosition("k3", 1041));

        assertThat(text(gap)).isEqualTo("{\"type\":\"gap\",\"from\":\"k2-977\",\"to\":\"k3-1041\"}");
        assertThat(((EncodedMessage) gap).event().buffer().toString())
                .isEqualTo("data: {\"type\":\"gap\",\"from\":\"k2-977\",\"to\":\"k3-1041\"}\n\n");
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void aGoodbye(CloseReason reason) {
        assertThat(text(Formats.NAMED.bye(reason, 1234)))
                .isEqualTo("{\"type\":\"bye\",\"reason\":\"" + reason.text() + "\",\"reconnect\":" + reason.reconnect()
                        + ",\"retry\":1234}");
    }

    @Test
    void anAnnotation() {
        Annotation note = new Annotation(
                7, 1_763_800_000_000L, "deployed \"1.2\"\n\u2028\ud83d\ude80", List.of("deploy", "a\\b"));

        assertThat(text(Formats.COMPACT.annotation(note)))
                .isEqualTo("{\"type\":\"annotation\",\"id\":7,\"ts\":1763800000000,"
                        + "\"text\":\"deployed \\\"1.2\\\"\\n\u2028\ud83d\ude80\",\"tags\":[\"deploy\",\"a\\\\b\"]}");
        assertThat(text(Formats.NAMED.annotation(new Annotation(8, 1, "x", List.of()))))
                .isEqualTo("{\"type\":\"annotation\",\"id\":8,\"ts\":1,\"text\":\"x\",\"tags\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "42, 42",
        "-42, -42",
        "0.7, 0.7",
        "-0.001, -0.001",
        "0.30000000000000004, 0.30000000000000004",
        "1763800000000, 1763800000000",
        "999999999999999, 999999999999999",
        "1e15, 1.0E15",
        "-1e15, -1.0E15",
        "9007199254740993, 9.007199254740992E15",
        "1e22, 1.0E22",
        "1.5e-7, 1.5E-7",
        "4.9e-324, 4.9E-324",
        "1.7976931348623157e308, 1.7976931348623157E308",
        "NaN, null",
        "Infinity, null",
        "-Infinity, null"
    })
    void numbers(double value, String written) {
        String text = new String(new JsonBytes(0).number(value).toByteArray(), StandardCharsets.US_ASCII);

        assertThat(text).isEqualTo(written);
    }

    @Test
    void numbersReadBackTheSame() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                continue;
            }
            byte[] json = new JsonBytes(0).number(value).toByteArray();

            assertThat(new ObjectMapper().readTree(json).doubleValue())
                    .as("seed %d", seed)
                    .isEqualTo(value);
        }
    }

    @Test
    void aLargeSnapshotInParts() throws Exception {
        Sample[] samples = new Sample[1500];
        for (int i = 0; i < samples.length; i++) {
            SeriesKey key = SeriesKey.of("a", "i", Integer.toString(i), "padding", "x".repeat(1000));
            samples[i] = Sample.of(key, GAUGE, i, hub.nextTickMillis());
        }
        hub.tick(samples);

        for (FrameEncoder encoder : List.of(Formats.NAMED, Formats.COMPACT)) {
            List<Payload> parts = hub.view(encoder, null).take(2);

            assertThat(text(parts.get(0)))
                    .startsWith("{\"type\":\"snapshot\",\"id\":\"k3-1\",\"ts\":1763799999000,\"part\":1,\"parts\":2,");
            assertThat(text(parts.get(1)))
                    .startsWith("{\"type\":\"snapshot\",\"id\":\"k3-1\",\"ts\":1763799999000,\"part\":2,\"parts\":2,");
            assertThat(parts).allSatisfy(part -> assertThat(part.size()).isLessThan(1 << 20));
            // Only with the last part there is a position to come back to.
            assertThat(((EncodedMessage) parts.get(0)).event().buffer().toString())
                    .startsWith("data: ");
            assertThat(((EncodedMessage) parts.get(1)).event().buffer().toString())
                    .startsWith("id: k3-1\ndata: ");
        }
    }
}
