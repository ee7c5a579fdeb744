package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pulseboard.hub.Annotation;
import io.pulseboard.hub.CloseReason;
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
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message of CBOR is the deterministic encoding of the message of JSON, to the byte, whatever is in it and whoever shares it. */
class CborEncoderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "What \"it\" is: größe.");
    private static final MetricMetadata HISTOGRAM = new MetricMetadata(MetricType.HISTOGRAM, "seconds", "");
    private static final MetricMetadata SUMMARY = new MetricMetadata(MetricType.SUMMARY, "", "");
    private static final StreamPosition POSITION = new StreamPosition("k3", 1058);
    private static final int GAUGES = 300;
    private static final int HISTOGRAMS = 5;

    private static byte[] expected(Payload json) {
        try {
            return Cbor.encode(JSON.readTree(((EncodedMessage) json).text()));
        } catch (JsonProcessingException fault) {
            throw new AssertionError(fault);
        }
    }

    private static byte[] bytes(Payload payload) {
        return ((EncodedMessage) payload).bytes().getBytes();
    }

    private static void isTheSame(Payload cbor, Payload json, long seed) {
        assertThat(bytes(cbor))
                .as("seed %d, %s", seed, ((EncodedMessage) json).text())
                .isEqualTo(expected(json));
        assertThat(((EncodedMessage) cbor).id()).isEqualTo(((EncodedMessage) json).id());
        assertThat(((EncodedMessage) cbor).isUpdate()).isEqualTo(((EncodedMessage) json).isUpdate());
    }

    @Test
    void snapshotsAndUpdatesSayTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        HandTurnedHub hub = new HandTurnedHub();
        List<Viewer> json = new ArrayList<>();
        List<Viewer> cbor = new ArrayList<>();
        for (Query query : queries()) {
            json.add(hub.view(Formats.COMPACT, query, null));
            cbor.add(hub.view(Formats.CBOR, query, null));
        }
        int compared = 0;
        for (int tick = 0; tick < 60; tick++) {
            hub.hub().remove(List.of(gauge(random.nextInt(GAUGES))));
            hub.tick(samples(hub, random));
            // Some are slow and get what they missed as one, some are new.
            for (int i = random.nextInt(3); i < json.size(); i += 1 + random.nextInt(3)) {
                List<Payload> all = json.get(i).take(1);
                List<Payload> same = cbor.get(i).take(1);
                assertThat(same).hasSameSizeAs(all);
                isTheSame(same.get(same.size() - 1), all.get(all.size() - 1), seed);
                compared++;
            }
            isTheSame(
                    hub.view(Formats.CBOR, Query.ALL, null).next(),
                    hub.view(Formats.COMPACT, Query.ALL, null).next(),
                    seed);
        }
        assertThat(compared).isGreaterThan(100);
    }

    private static List<Query> queries() {
        List<Query> queries = new ArrayList<>(List.of(Query.ALL));
        for (String selector : List.of("g", "lat", "lat_count", "sum", "{i=~\".*[1-5]\"}", "{i=\"1\"}", "nothing")) {
            try {
                queries.add(Query.parse(List.of(selector)));
            } catch (QuerySyntaxException fault) {
                throw new AssertionError(fault);
            }
        }
        return queries;
    }

    private static Sample[] samples(HandTurnedHub hub, Random random) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < GAUGES; i++) {
            if (random.nextInt(4) == 0) {
                samples.add(Sample.of(gauge(i), GAUGE, value(random), hub.nextTickMillis() - random.nextInt(3)));
            }
        }
        for (int i = 0; i < HISTOGRAMS; i++) {
            double[] bounds = random.nextInt(20) == 0
                    ? new double[] {0.1, Double.POSITIVE_INFINITY}
                    : new double[] {0.1, 1, Double.POSITIVE_INFINITY};
            double[] counts = new double[bounds.length];
            for (int bound = 0; bound < bounds.length; bound++) {
                counts[bound] = 100 * bound + random.nextInt(100);
            }
            HistogramValue histogram = new HistogramValue(bounds, counts, value(random), false);
            SummaryValue summary = new SummaryValue(
                    new double[] {0.5, 0.99}, new double[] {value(random), value(random)}, value(random), counts[0]);
            SeriesKey key = SeriesKey.of("lat", "i", Integer.toString(i));
            samples.add(Sample.of(key, HISTOGRAM, histogram, hub.nextTickMillis() - i));
            SeriesKey other = SeriesKey.of("sum", "i", Integer.toString(i));
            samples.add(Sample.of(other, SUMMARY, summary, hub.nextTickMillis()));
        }
        return samples.toArray(Sample[]::new);
    }

    private static SeriesKey gauge(int i) {
        return SeriesKey.of("g", "i", Integer.toString(i), "j", "€ " + i % 3);
    }

    private static double value(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> random.nextInt(100_000) - 50_000;
            case 4 -> random.nextInt(4096) / 64.0;
            case 5 -> random.nextFloat();
            case 6 -> -0.0;
            case 7 -> 1e15 * random.nextInt(3);
            default -> random.nextDouble();
        };
    }

    @Test
    void whatIsStaleOrGoneSaysTheSame() {
        HandTurnedHub hub = new HandTurnedHub();
        List<SeriesKey> keys = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            keys.add(SeriesKey.of("s" + i));
            hub.tick(Sample.of(keys.get(i), GAUGE, i, hub.nextTickMillis()));
        }
        Viewer json = hub.view(Formats.COMPACT, null);
        Viewer cbor = hub.view(Formats.CBOR, null);
        json.next();
        cbor.next();

        hub.hub().remove(List.of(keys.get(0), keys.get(11)));
        hub.tick(
                Sample.stale(keys.get(2), GAUGE, hub.nextTickMillis()),
                Sample.of(keys.get(10), GAUGE, Double.NaN, hub.nextTickMillis()));

        Payload said = json.next();
        assertThat(((EncodedMessage) said).text())
                .contains("\"states\":{\"0\":\"gone\",\"2\":\"stale\",\"10\":\"nan\",\"11\":\"gone\"}");
        isTheSame(cbor.next(), said, 0);
    }

    @Test
    void anEmptySnapshotSaysTheSame() {
        HandTurnedHub hub = new HandTurnedHub();

        isTheSame(
                hub.view(Formats.CBOR, null).next(),
                hub.view(Formats.COMPACT, null).next(),
                0);
    }

    @Test
    void aLargeSnapshotComesInPartsThatAreComplete() {
        HandTurnedHub hub = new HandTurnedHub();
        Sample[] samples = new Sample[1500];
        for (int i = 0; i < samples.length; i++) {
            SeriesKey key = SeriesKey.of("a", "i", Integer.toString(i), "padding", "x".repeat(1000));
            samples[i] = Sample.of(key, GAUGE, i, hub.nextTickMillis());
        }
        hub.tick(samples);

        List<Payload> parts = hub.view(Formats.CBOR, null).take(2);

        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            JsonNode part = Cbor.decode(bytes(parts.get(i)));
            assertThat(part.path("part").asInt()).isEqualTo(i + 1);
            assertThat(part.path("parts").asInt()).isEqualTo(2);
            assertThat(part.path("define")).hasSameSizeAs(part.path("n"));
            assertThat(part.path("v")).hasSameSizeAs(part.path("n"));
            part.path("n").forEach(number -> numbers.add(number.intValue()));
            assertThat(parts.get(i).size()).isLessThan(1 << 20);
            assertThat(bytes(parts.get(i))).isEqualTo(Cbor.encode(part));
        }
        assertThat(numbers).hasSize(samples.length);
        assertThat(((EncodedMessage) parts.get(0)).id()).isNull();
        assertThat(((EncodedMessage) parts.get(1)).id()).isEqualTo(new StreamPosition("k3", 1));
    }

    @Test
    void whatIsNoStateSaysTheSame() {
        Annotation note = new Annotation(7, 1_763_800_000_000L, "deployed\n\ud83d\ude80", List.of("deploy", "größe"));

        isTheSame(Formats.CBOR.heartbeat(POSITION, 17), Formats.COMPACT.heartbeat(POSITION, 17), 0);
        isTheSame(Formats.CBOR.gap(POSITION, POSITION), Formats.COMPACT.gap(POSITION, POSITION), 0);
        isTheSame(Formats.CBOR.annotation(note), Formats.COMPACT.annotation(note), 0);
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void aGoodbyeSaysTheSame(CloseReason reason) {
        isTheSame(Formats.CBOR.bye(reason, 1234), Formats.COMPACT.bye(reason, 1234), 0);
    }

    /** RFC 6455, section 5.2; RFC 7692, section 6. */
    @Test
    void aFrameIsBinary() {
        HandTurnedHub hub = new HandTurnedHub();
        EncodedMessage message = (EncodedMessage) hub.view(Formats.CBOR, null).next();
        byte[] frame = message.frame().buffer().getBytes();

        assertThat(frame[0] & 0xff).isEqualTo(0x82);
        assertThat(frame).hasSize(message.size() + 2).endsWith(bytes(message));
        assertThat(message.frame()).isSameAs(message.frame());
    }

    @Test
    void updatesAreCompressedOnceForAllWhoAreInStep() {
        HandTurnedHub hub = new HandTurnedHub();
        List<EncodedMessage> updates = new ArrayList<>();
        Viewer viewer = hub.view(Formats.CBOR, null);
        viewer.next();
        for (int tick = 0; tick < 3; tick++) {
            Sample[] samples = new Sample[50];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = Sample.of(gauge(i), GAUGE, i + tick / 3.0, hub.nextTickMillis());
            }
            hub.tick(samples);
            updates.add((EncodedMessage) viewer.next());
        }
        DeflatedMessages one = new DeflatedMessages(true);
        DeflatedMessages other = new DeflatedMessages(true);

        for (EncodedMessage update : updates) {
            SharedBytes frame = one.next(update);
            assertThat(frame.buffer().getByte(0) & 0xff).isEqualTo(0xc2);
            assertThat(other.next(update)).isSameAs(frame);
            assertThat(frame.bodyLength()).isLessThan(update.size());
        }
    }

    @Test
    void anEventStreamCanNotCarryIt() {
        EncodedMessage message = (EncodedMessage) Formats.CBOR.heartbeat(POSITION, 1);

        assertThatThrownBy(message::event).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(message::chunk).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(message::gzip).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itIsNotToBeHadByName() {
        assertThat(Formats.get("cbor")).isNull();
        assertThat(Formats.get("compact")).isSameAs(Formats.COMPACT);
        assertThat(Formats.CBOR.name()).isEqualTo("compact");
    }
}
