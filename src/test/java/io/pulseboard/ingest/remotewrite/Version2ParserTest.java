package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.remotewrite.Writes.NOW;
import static io.pulseboard.ingest.remotewrite.Writes.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pulseboard.ingest.remotewrite.Writes.Symbols;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Remote-Write 2.0; the words in quotes are its headings. */
class Version2ParserTest {
    private final FamilyMetadata families = new FamilyMetadata();
    private final RemoteWriteParser parser = new RemoteWriteParser(families, 1 << 20, 100);
    private final Symbols symbols = new Symbols();

    /** What is left of a batch when it is used up. */
    private record Parsed(
            List<Sample> samples,
            int histograms,
            int exemplars,
            int refusedSamples,
            int refusedHistograms,
            int refusedExemplars,
            List<String> reasons) {}

    private Parsed parse(WireMessage request) throws MalformedWriteException {
        return parse(request.toSnappy());
    }

    private Parsed parse(byte[] body) throws MalformedWriteException {
        return parser.parse(
                MessageType.REQUEST,
                body,
                batch -> new Parsed(
                        List.copyOf(batch.samples()),
                        batch.histogramCount(),
                        batch.exemplarCount(),
                        batch.refusedSamples(),
                        batch.refusedHistograms(),
                        batch.refusedExemplars(),
                        List.copyOf(batch.reasons())));
    }

    /** "Protobuf Message". */
    @Test
    void aSampleHasASeriesMetadataAValueAndATime() throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "orders_total", "job", "shop")
                .message(2, sample(42, NOW))
                .message(5, symbols.metadata(1, "All orders.", "orders"));

        assertThat(parse(symbols.request(series)).samples())
                .containsExactly(Sample.of(
                        SeriesKey.of("orders_total", "job", "shop"),
                        new MetricMetadata(MetricType.COUNTER, "orders", "All orders."),
                        42,
                        NOW));
    }

    @Test
    void aSeriesIsTheSameObjectWhateverItsSymbolsNumbers() throws MalformedWriteException {
        WireMessage first = symbols.series("__name__", "a", "job", "shop").message(2, sample(42, NOW));
        SeriesKey key = parse(symbols.request(first)).samples().get(0).key();

        Symbols others = new Symbols();
        others.of("something else");
        WireMessage second = others.series("__name__", "a", "job", "shop").message(2, sample(43, NOW + 1));

        assertThat(parse(others.request(second)).samples().get(0).key()).isSameAs(key);
    }

    @Test
    void seriesWithTheSameNumbersAreDifferentOnesInAnotherRequest() throws MalformedWriteException {
        WireMessage first = symbols.series("__name__", "a", "job", "shop").message(2, sample(42, NOW));
        parse(symbols.request(first));

        Symbols others = new Symbols();
        WireMessage second = others.series("__name__", "b", "job", "bank").message(2, sample(43, NOW));

        assertThat(parse(others.request(second)).samples().get(0).key()).isEqualTo(SeriesKey.of("b", "job", "bank"));
    }

    @Test
    void symbolsMayComeBehindTheSeriesAndReferencesOneByOne() throws MalformedWriteException {
        WireMessage series =
                new WireMessage().varint(1, 1).message(2, sample(1, NOW)).packedVarints(1, 2);
        WireMessage request = new WireMessage()
                .message(5, series)
                .text(4, "")
                .text(4, "__name__")
                .varint(77, 1)
                .text(4, "a");

        assertThat(parse(request).samples().get(0).key()).isEqualTo(SeriesKey.of("a"));
    }

    /** A start timestamp is field 6 of the series in older senders, field 3 of the sample in newer ones. */
    @Test
    void startTimestampsAreTaken() throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "a_total")
                .message(2, sample(1, NOW).varint(3, NOW - 5))
                .varint(6, NOW - 5);

        assertThat(parse(symbols.request(series)).samples()).hasSize(1);
    }

    /** "Metadata". */
    @Test
    void metadataThatChangesIsTakenOver() throws MalformedWriteException {
        for (String help : List.of("One.", "Two.")) {
            WireMessage series = symbols.series("__name__", "a")
                    .message(2, sample(1, NOW))
                    .message(5, symbols.metadata(2, help, ""));

            assertThat(parse(symbols.request(series)).samples().get(0).metadata())
                    .isEqualTo(new MetricMetadata(MetricType.GAUGE, "", help));
        }
    }

    @Test
    void theTypeOfAPartOfAHistogramIsItsOwn() throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "took_bucket", "le", "1")
                .message(2, sample(1, NOW))
                .message(5, symbols.metadata(3, "", "seconds"));

        assertThat(parse(symbols.request(series)).samples().get(0).metadata())
                .isEqualTo(new MetricMetadata(MetricType.COUNTER, "seconds", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "0, UNKNOWN",
        "1, COUNTER",
        "2, GAUGE",
        "5, GAUGE",
        "6, INFO",
        "7, STATESET",
        "8, UNKNOWN",
        "-1, UNKNOWN"
    })
    void typesHaveNumbers(long number, MetricType type) throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "a")
                .message(2, sample(1, NOW))
                .message(5, new WireMessage().varint(1, number).varint(3, symbols.of("x")));

        assertThat(parse(symbols.request(series)).samples().get(0).metadata().type())
                .isEqualTo(type);
    }

    @Test
    void metadataWithoutSamplesIsNoFault() throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "a").message(5, symbols.metadata(2, "x", ""));

        Parsed parsed = parse(symbols.request(series));

        assertThat(parsed.samples()).isEmpty();
        assertThat(parsed.reasons()).isEmpty();
    }

    /** "Symbols". */
    @Test
    void aRequestWithoutSymbolsIsMalformed() {
        assertThatExceptionOfType(MalformedWriteException.class)
                .isThrownBy(() -> parse(new WireMessage()))
                .withMessage("the request has no table of symbols");
    }

    @Test
    void theFirstSymbolMustBeTheEmptyText() {
        assertThatExceptionOfType(MalformedWriteException.class)
                .isThrownBy(() -> parse(new WireMessage().text(4, "a").text(4, "")))
                .withMessage("the first symbol is 'a' and must be the empty text")
                .matches(malformed ->
                        malformed.status() == 400 && malformed.code().equals("bad_symbols"));
    }

    /** "Symbols": references must be in the table; "Protobuf Message": they are pairs. */
    @Test
    void referencesThatMeanNothingRefuseTheirSeriesAndNoOther() throws MalformedWriteException {
        WireMessage good = symbols.series("__name__", "good").message(2, sample(1, NOW));
        WireMessage beyond = new WireMessage()
                .packedVarints(1, symbols.of("__name__"), 99)
                .message(2, sample(1, NOW))
                .message(2, sample(2, NOW + 1));
        WireMessage farBeyond = new WireMessage()
                .packedVarints(1, symbols.of("__name__"), 1L << 40)
                .message(2, sample(1, NOW));
        WireMessage odd = new WireMessage().packedVarints(1, 1, 2, 1).message(2, sample(1, NOW));

        Parsed parsed = parse(symbols.request(beyond, odd, farBeyond, good));

        assertThat(parsed.samples()).extracting(sample -> sample.key().name()).containsExactly("good");
        assertThat(parsed.refusedSamples()).isEqualTo(4);
        assertThat(parsed.reasons())
                .containsExactly(
                        "series {} refers to symbol 99, and the table has 3",
                        "a series has an odd number of references to labels, 3",
                        "series {} refers to symbol 2^31 or a higher one, and the table has 3");
    }

    @Test
    void metadataThatRefersToNothingRefusesItsSeries() throws MalformedWriteException {
        WireMessage series =
                symbols.series("__name__", "a").message(2, sample(1, NOW)).message(5, new WireMessage().varint(3, 99));

        assertThat(parse(symbols.request(series)).reasons())
                .containsExactly("series a has metadata that refers to 99, and the table has 3 symbols");
    }

    /** "Series Labels". */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "job,shop; series {job=\"shop\"} has no metric name, label '__name__'",
                "__name__,; series {__name__=\"\"} has no metric name, label '__name__'",
                "__name__,a,job,x,job,x; series {__name__=\"a\",job=\"x\",job=\"x\"} has the label 'job' twice, the second time"
                        + " with value 'x'",
                "__name__,a,,x; series {__name__=\"a\",=\"x\"} has a label without a name, value 'x'"
            })
    void aSeriesWithUselessLabelsIsRefused(String labels, String reason) throws MalformedWriteException {
        WireMessage bad = symbols.series(labels.split(",", -1)).message(2, sample(1, NOW));

        Parsed parsed = parse(symbols.request(bad));

        assertThat(parsed.samples()).isEmpty();
        assertThat(parsed.refusedSamples()).isEqualTo(1);
        assertThat(parsed.reasons()).containsExactly(reason);
    }

    /** Prometheus's own tests of receivers send labels in any order. */
    @Test
    void labelsOutOfOrderAreSorted() throws MalformedWriteException {
        WireMessage series =
                symbols.series("zone", "a", "__name__", "a", "job", "b").message(2, sample(1, NOW));

        assertThat(parse(symbols.request(series)).samples().get(0).key())
                .isEqualTo(SeriesKey.of("a", "job", "b", "zone", "a"));
    }

    @Test
    void aSymbolThatIsNotUtf8RefusesTheSeriesThatUseIt() throws MalformedWriteException {
        WireMessage request = new WireMessage()
                .text(4, "")
                .text(4, "__name__")
                .text(4, "a")
                .bytes(4, new byte[] {(byte) 0xff})
                .message(5, new WireMessage().packedVarints(1, 1, 2).message(2, sample(1, NOW)))
                .message(5, new WireMessage().packedVarints(1, 1, 3).message(2, sample(1, NOW)));

        Parsed parsed = parse(request);

        assertThat(parsed.samples()).hasSize(1);
        assertThat(parsed.reasons()).containsExactly("series {} refers to symbol 3, which is not UTF-8");
    }

    @Test
    void aSeriesWithALongValueIsTaken() throws MalformedWriteException {
        String value = "x".repeat(4_000);
        WireMessage series = symbols.series("__name__", "a", "path", value).message(2, sample(1, NOW));

        for (int i = 0; i < 2; i++) {
            assertThat(parse(symbols.request(series)).samples().get(0).key())
                    .isEqualTo(SeriesKey.of("a", "path", value));
        }
    }

    @Test
    void veryManyLabelsAreNotEvenLookedAt() throws MalformedWriteException {
        WireMessage series = new WireMessage()
                .packedVarints(1, new long[2 * SeriesLabels.MOST + 2])
                .message(2, sample(1, NOW));

        assertThat(parse(symbols.request(series)).reasons()).containsExactly("a series has more than 4096 labels");
    }

    @Test
    void histogramsAreRead() throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "took")
                .message(3, NativeHistogramTest.message().varint(15, NOW))
                .message(5, symbols.metadata(3, "How long.", "seconds"));

        Parsed parsed = parse(symbols.request(series));

        assertThat(parsed.histograms()).isEqualTo(1);
        assertThat(parsed.samples().get(0).compound()).isInstanceOf(HistogramValue.class);
        assertThat(parsed.samples().get(0).metadata())
                .isEqualTo(new MetricMetadata(MetricType.HISTOGRAM, "seconds", "How long."));
    }

    @Test
    void aBadHistogramIsRefusedByItself() throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "took")
                .message(3, new WireMessage().varint(1, 5).varint(15, NOW))
                .message(3, NativeHistogramTest.message().varint(15, NOW));

        Parsed parsed = parse(symbols.request(series));

        assertThat(parsed.histograms()).isEqualTo(1);
        assertThat(parsed.refusedHistograms()).isEqualTo(1);
        assertThat(parsed.reasons())
                .containsExactly("histogram of took: 0 observations are in its buckets, and its count is 5");
    }

    /** "Protobuf Message": a series must not have both. */
    @Test
    void aSeriesWithSamplesAndHistogramsIsRefused() throws MalformedWriteException {
        WireMessage series = symbols.series("__name__", "took")
                .message(2, sample(1, NOW))
                .message(3, NativeHistogramTest.message().varint(15, NOW));

        Parsed parsed = parse(symbols.request(series));

        assertThat(parsed.samples()).isEmpty();
        assertThat(parsed.refusedSamples()).isEqualTo(1);
        assertThat(parsed.refusedHistograms()).isEqualTo(1);
        assertThat(parsed.reasons()).containsExactly("series took has 1 samples and 1 histograms in one TimeSeries");
    }

    /** "Exemplars". */
    @Test
    void exemplarsAreCountedAndThoseWithUselessReferencesRefused() throws MalformedWriteException {
        WireMessage good = new WireMessage()
                .packedVarints(1, symbols.ofAll("trace_id", "abc"))
                .fixed64(2, 1)
                .varint(3, NOW);
        WireMessage plain = new WireMessage().fixed64(2, 1).varint(3, NOW);
        WireMessage odd = new WireMessage().packedVarints(1, 1).fixed64(2, 1).varint(3, NOW);
        WireMessage beyond =
                new WireMessage().packedVarints(1, 1, 99).fixed64(2, 1).varint(3, NOW);
        WireMessage series = symbols.series("__name__", "a")
                .message(2, sample(1, NOW))
                .message(4, good)
                .message(4, plain)
                .message(4, odd)
                .message(4, beyond);

        Parsed parsed = parse(symbols.request(series));

        assertThat(parsed.samples()).hasSize(1);
        assertThat(parsed.exemplars()).isEqualTo(2);
        assertThat(parsed.refusedExemplars()).isEqualTo(2);
        assertThat(parsed.reasons()).hasSize(1);
    }

    @Test
    void theExemplarsOfARefusedSeriesAreRefusedToo() throws MalformedWriteException {
        WireMessage series = symbols.series("job", "a")
                .message(2, sample(1, NOW))
                .message(4, new WireMessage().fixed64(2, 1))
                .message(4, new WireMessage().packedVarints(1, 1));

        Parsed parsed = parse(symbols.request(series));

        assertThat(parsed.exemplars()).isZero();
        assertThat(parsed.refusedExemplars()).isEqualTo(2);
    }

    @Test
    void whatThisVersionDoesNotSayIsKnownFromTheOther() throws MalformedWriteException {
        byte[] said = new WireMessage()
                .message(3, Writes.metadata(2, "a", "Help.", ""))
                .toSnappy();
        parser.parse(MessageType.WRITE_REQUEST, said, WriteBatch::exemplarCount);
        WireMessage series = symbols.series("__name__", "a").message(2, sample(1, NOW));

        assertThat(parse(symbols.request(series)).samples().get(0).metadata())
                .isEqualTo(new MetricMetadata(MetricType.GAUGE, "", "Help."));
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
                assertThat(expected.code()).isIn("bad_protobuf", "bad_symbols");
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

    private WireMessage several() {
        WireMessage exemplar = new WireMessage()
                .packedVarints(1, symbols.ofAll("trace_id", "abc"))
                .fixed64(2, 1);
        return symbols.request(
                symbols.series("__name__", "a", "job", "x")
                        .message(2, sample(1, NOW))
                        .message(4, exemplar),
                symbols.series("__name__", "b")
                        .message(2, sample(2, NOW).varint(3, NOW))
                        .message(2, sample(3, NOW))
                        .message(5, symbols.metadata(1, "Help.", "seconds")),
                symbols.series("__name__", "h")
                        .message(3, NativeHistogramTest.message().varint(15, NOW)));
    }
}
