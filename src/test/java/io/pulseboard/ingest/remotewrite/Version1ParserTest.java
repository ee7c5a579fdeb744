package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.remotewrite.Writes.NOW;
import static io.pulseboard.ingest.remotewrite.Writes.request;
import static io.pulseboard.ingest.remotewrite.Writes.sample;
import static io.pulseboard.ingest.remotewrite.Writes.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Remote-Write 1.0; the words in quotes are its headings. */
class Version1ParserTest {
    private static final int MOST_BYTES = 1 << 20;

    private final FamilyMetadata families = new FamilyMetadata();
    private final RemoteWriteParser parser = new RemoteWriteParser(families, MOST_BYTES, 100);

    /** What is left of a batch when it is used up. */
    private record Parsed(List<Sample> samples, int exemplars, int refused, List<String> reasons) {}

    private Parsed parse(WireMessage request) throws MalformedWriteException {
        return parse(request.toSnappy());
    }

    private Parsed parse(byte[] body) throws MalformedWriteException {
        return parser.parse(
                MessageType.WRITE_REQUEST,
                body,
                batch -> new Parsed(
                        List.copyOf(batch.samples()),
                        batch.exemplarCount(),
                        batch.refusedSamples(),
                        List.copyOf(batch.reasons())));
    }

    /** "Protocol". */
    @Test
    void aSampleHasASeriesAValueAndATime() throws MalformedWriteException {
        WireMessage series =
                series("__name__", "orders_total", "job", "shop", "zone", "ö").message(2, sample(42, NOW));

        Parsed parsed = parse(request(series));

        assertThat(parsed.samples())
                .containsExactly(Sample.of(
                        SeriesKey.of("orders_total", "job", "shop", "zone", "ö"), MetricMetadata.UNKNOWN, 42, NOW));
    }

    @Test
    void aSeriesIsTheSameObjectWhenItComesAgain() throws MalformedWriteException {
        WireMessage series = series("__name__", "orders_total", "job", "shop").message(2, sample(42, NOW));
        WireMessage later = series("__name__", "orders_total", "job", "shop").message(2, sample(43, NOW + 1));

        SeriesKey first = parse(request(series)).samples().get(0).key();

        assertThat(parse(request(later)).samples().get(0).key()).isSameAs(first);
    }

    @Test
    void everySampleOfASeriesIsOne() throws MalformedWriteException {
        WireMessage series = series("__name__", "a").message(2, sample(1, NOW)).message(2, sample(2, NOW + 1));

        assertThat(parse(request(series)).samples()).extracting(Sample::value).containsExactly(1.0, 2.0);
    }

    @Test
    void anEmptyRequestIsOne() throws MalformedWriteException {
        assertThat(parse(new WireMessage()).samples()).isEmpty();
    }

    @Test
    void zeroesMayBeLeftOut() throws MalformedWriteException {
        Sample sample = parse(request(series("__name__", "a").message(2, new WireMessage())))
                .samples()
                .get(0);

        assertThat(sample.value()).isZero();
        assertThat(sample.timestampMillis()).isZero();
    }

    @Test
    void fieldsMayComeInAnyOrderAndUnknownOnesArePassedOver() throws MalformedWriteException {
        WireMessage series = new WireMessage()
                .varint(99, 7)
                .message(2, new WireMessage().varint(2, NOW).text(9, "x").fixed64(1, 42))
                .message(1, new WireMessage().text(2, "shop").text(1, "job"))
                .fixed64(98, 1)
                .message(1, new WireMessage().text(1, "__name__").text(2, "a"));

        Parsed parsed = parse(new WireMessage().text(2, "reserved").message(1, series));

        assertThat(parsed.samples())
                .containsExactly(Sample.of(SeriesKey.of("a", "job", "shop"), MetricMetadata.UNKNOWN, 42, NOW));
    }

    /** "Stale Markers". */
    @Test
    void theStalenessMarkerKeepsItsBits() throws MalformedWriteException {
        WireMessage series = series("__name__", "a").message(2, sample(SpecialValues.STALE, NOW));

        assertThat(SpecialValues.isStale(parse(request(series)).samples().get(0).value()))
                .isTrue();
    }

    @Test
    void noOtherNotANumberMeansAnything() throws MalformedWriteException {
        WireMessage series = series("__name__", "a")
                .message(2, sample(SpecialValues.GONE, NOW))
                .message(2, sample(Double.longBitsToDouble(0xfff8_0000_0000_0002L), NOW));

        assertThat(parse(request(series)).samples())
                .extracting(sample -> Double.doubleToRawLongBits(sample.value()))
                .containsOnly(Double.doubleToRawLongBits(Double.NaN));
    }

    /** "Labels": senders must sort them. Real ones do; Prometheus's own tests of receivers do not. */
    @Test
    void labelsOutOfOrderAreSorted() throws MalformedWriteException {
        WireMessage series = series("zone", "a", "__name__", "a", "job", "shop").message(2, sample(1, NOW));

        assertThat(parse(request(series)).samples().get(0).key())
                .isEqualTo(SeriesKey.of("a", "job", "shop", "zone", "a"));
    }

    @Test
    void aLabelWithAnEmptyValueIsNone() throws MalformedWriteException {
        WireMessage series = series("__name__", "a", "job", "").message(2, sample(1, NOW));

        assertThat(parse(request(series)).samples().get(0).key()).isEqualTo(SeriesKey.of("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"resource.cpu.usage", "with space", "ß", "0"})
    void namesMayBeAnyText(String name) throws MalformedWriteException {
        WireMessage series = series("__name__", name, name, "x").message(2, sample(1, NOW));

        assertThat(parse(request(series)).samples().get(0).key()).isEqualTo(SeriesKey.of(name, name, "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "job,shop; series {job=\"shop\"} has no metric name, label '__name__'",
                "__name__,''; series {__name__=\"\"} has no metric name, label '__name__'",
                "''; series {} has no metric name, label '__name__'",
                "__name__,a,job,x,job,y; series {__name__=\"a\",job=\"x\",job=\"y\"} has the label 'job' twice, the second time"
                        + " with value 'y'",
                "__name__,a,__name__,b; series {__name__=\"a\",__name__=\"b\"} has the label '__name__' twice, the second time"
                        + " with value 'b'",
                "__name__,a,'',x; series {__name__=\"a\",=\"x\"} has a label without a name, value 'x'"
            })
    void aSeriesWithUselessLabelsIsRefusedAndTheOthersAreNot(String labels, String reason)
            throws MalformedWriteException {
        String[] all =
                labels.isEmpty() ? new String[0] : labels.replace("''", "").split(",", -1);
        WireMessage bad = series(all.length % 2 == 0 ? all : new String[0])
                .message(2, sample(1, NOW))
                .message(2, sample(2, NOW + 1))
                .message(3, new WireMessage().fixed64(2, 1));
        WireMessage good = series("__name__", "good").message(2, sample(3, NOW));

        Parsed parsed = parse(request(bad, good));

        assertThat(parsed.samples()).extracting(sample -> sample.key().name()).containsExactly("good");
        assertThat(parsed.refused()).isEqualTo(2);
        assertThat(parsed.exemplars()).isZero();
        assertThat(parsed.reasons()).containsExactly(reason);
    }

    @Test
    void whatIsNotUtf8NamesSeriesAndLabel() throws MalformedWriteException {
        WireMessage bad = series("__name__", "a")
                .message(1, new WireMessage().text(1, "job").bytes(2, new byte[] {(byte) 0xc3, 0x28}))
                .message(2, sample(1, NOW));

        assertThat(parse(request(bad)).reasons())
                .containsExactly("series {__name__=\"a\"} is not UTF-8 in the value of label 'job'");
    }

    @Test
    void aReasonIsShortAndHasNoLineBreaks() throws MalformedWriteException {
        WireMessage bad = series("job", "\n" + "x".repeat(5_000)).message(2, sample(1, NOW));

        String reason = parse(request(bad)).reasons().get(0);

        assertThat(reason).hasSizeLessThan(300).doesNotContain("\n");
    }

    @Test
    void veryManyLabelsAreNotEvenLookedAt() throws MalformedWriteException {
        WireMessage bad = series("__name__", "a").message(2, sample(1, NOW));
        for (int i = 0; i < SeriesLabels.MOST; i++) {
            bad.bytes(1, new byte[0]);
        }

        assertThat(parse(request(bad)).reasons()).containsExactly("a series has more than 4096 labels");
    }

    @Test
    void exemplarsAreCounted() throws MalformedWriteException {
        WireMessage exemplar = new WireMessage()
                .message(1, new WireMessage().text(1, "trace_id").text(2, "abc"))
                .fixed64(2, 1)
                .varint(3, NOW);
        WireMessage series = series("__name__", "a")
                .message(2, sample(1, NOW))
                .message(3, exemplar)
                .message(3, exemplar);

        assertThat(parse(request(series)).exemplars()).isEqualTo(2);
    }

    @Test
    void metadataIsAppliedToTheSamplesOfItsRequest() throws MalformedWriteException {
        WireMessage request = request(series("__name__", "orders_total").message(2, sample(1, NOW)))
                .message(3, Writes.metadata(1, "orders_total", "All orders.", "orders"));

        assertThat(parse(request).samples().get(0).metadata())
                .isEqualTo(new MetricMetadata(MetricType.COUNTER, "orders", "All orders."));
    }

    @Test
    void metadataIsAppliedToKnownSeriesWhenItComesLater() throws MalformedWriteException {
        WireMessage samples =
                request(series("__name__", "took_seconds_bucket", "le", "1").message(2, sample(1, NOW)));
        assertThat(parse(samples).samples().get(0).metadata()).isEqualTo(MetricMetadata.UNKNOWN);

        Parsed alone = parse(new WireMessage().message(3, Writes.metadata(3, "took_seconds", "How long.", "seconds")));

        assertThat(alone.samples()).isEmpty();
        assertThat(parse(samples).samples().get(0).metadata())
                .isEqualTo(new MetricMetadata(MetricType.COUNTER, "seconds", "How long."));
    }

    @Test
    void metadataIsKnownToOtherParsers() throws MalformedWriteException {
        parse(new WireMessage().message(3, Writes.metadata(2, "temperature", "", "celsius")));
        RemoteWriteParser other = new RemoteWriteParser(families, MOST_BYTES, 100);

        Sample sample = other.parse(
                MessageType.WRITE_REQUEST,
                request(series("__name__", "temperature").message(2, sample(1, NOW)))
                        .toSnappy(),
                batch -> batch.samples().get(0));

        assertThat(sample.metadata()).isEqualTo(new MetricMetadata(MetricType.GAUGE, "celsius", ""));
    }

    @Test
    void snappyThatIsDamagedIsMalformed() {
        assertThatExceptionOfType(MalformedWriteException.class)
                .isThrownBy(() -> parse(new byte[] {5, 1, 1}))
                .withMessage("the body is not in Snappy's block format: a copy begins before the beginning at byte 1")
                .matches(malformed ->
                        malformed.status() == 400 && malformed.code().equals("bad_snappy"));
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsNotDecompressed() {
        assertThatExceptionOfType(MalformedWriteException.class)
                .isThrownBy(() -> parse(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f}))
                .withMessageContaining("pulseboard.http.max-body, 1048576 bytes")
                .matches(malformed -> malformed.status() == 413);
    }

    @Test
    void veryManySamplesAreTooMany() {
        RemoteWriteParser large = new RemoteWriteParser(families, 1 << 24, 100);
        byte[] empties = new byte[2 * (Points.MOST_SAMPLES + 1)];
        for (int i = 0; i < empties.length; i += 2) {
            empties[i] = 2 << 3 | 2;
        }
        byte[] body = WireMessage.snappy(new WireMessage().bytes(1, empties).toBytes());

        assertThatExceptionOfType(MalformedWriteException.class)
                .isThrownBy(() -> large.parse(MessageType.WRITE_REQUEST, body, WriteBatch::exemplarCount))
                .withMessageContaining("more than 500000 samples")
                .matches(malformed -> malformed.status() == 413);
    }

    @Test
    void noPrefixOfAMessageIsMistakenForMore() throws MalformedWriteException {
        byte[] whole = several().toBytes();
        List<Sample> all = parse(WireMessage.snappy(whole)).samples();
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = WireMessage.snappy(Arrays.copyOf(whole, length));
            try {
                List<Sample> some = parse(prefix).samples();

                assertThat(all.subList(0, some.size())).isEqualTo(some);
            } catch (MalformedWriteException expected) {
                assertThat(expected.code()).isEqualTo("bad_protobuf");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void damagedMessagesAreRefusedOrRead(long seed) {
        Random random = new Random(seed);
        byte[] whole = several().toBytes();
        int malformed = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                parse(WireMessage.snappy(damaged));
            } catch (MalformedWriteException expected) {
                malformed++;
            }
        }
        assertThat(malformed).isPositive();
    }

    private static WireMessage several() {
        return request(
                        series("__name__", "a", "job", "x")
                                .message(2, sample(1, NOW))
                                .message(
                                        3,
                                        new WireMessage()
                                                .message(1, new WireMessage().text(1, "t"))
                                                .fixed64(2, 1)),
                        series("__name__", "b").message(2, sample(2, NOW)).message(2, sample(3, NOW)),
                        series("__name__", "h")
                                .message(4, NativeHistogramTest.message().varint(15, NOW)))
                .message(3, Writes.metadata(3, "h", "Help.", "seconds"));
    }
}
