package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.remotewrite.Writes.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the message {@code Histogram} of Prometheus's protos and the checks of its {@code model/histogram}. */
class NativeHistogramTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private final NativeHistogram histogram = new NativeHistogram();

    private Sample sample(WireMessage message) throws InvalidSeriesException {
        byte[] bytes = message.varint(15, NOW).toBytes();
        ProtobufReader reader = new ProtobufReader();
        reader.read(bytes, 0, bytes.length);
        try {
            histogram.read(reader);
        } catch (ProtobufException impossible) {
            throw new AssertionError(impossible);
        }
        return histogram.toSample(new CachedSeries(SeriesKey.of("took", "job", "a")));
    }

    private HistogramValue value(WireMessage message) throws InvalidSeriesException {
        return compound(sample(message));
    }

    private static HistogramValue compound(Sample sample) {
        return (HistogramValue) Objects.requireNonNull(sample.compound());
    }

    private static double[] bounds(HistogramValue value) {
        double[] bounds = new double[value.bucketCount()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = value.upperBound(i);
        }
        return bounds;
    }

    /** How many observations are not above a bound, which must be one of the buckets'. */
    private static double upTo(HistogramValue value, double bound) {
        for (int i = 0; i < value.bucketCount(); i++) {
            if (value.upperBound(i) == bound) {
                return value.cumulativeCount(i);
            }
        }
        throw new AssertionError(bound + " is no bound of " + value);
    }

    private static WireMessage span(int offset, int length) {
        return new WireMessage().zigzag(1, offset).varint(2, length);
    }

    /** Ten observations: one of zero, and in schema 0 three up to 1, four up to 2, two up to 8. */
    static WireMessage message() {
        return new WireMessage()
                .varint(1, 10)
                .fixed64(3, 18.5)
                .zigzag(4, 0)
                .fixed64(5, 0.001)
                .varint(6, 1)
                .message(11, span(0, 2))
                .message(11, span(1, 1))
                .packedZigzags(12, 3, 1, -2);
    }

    @Test
    void bucketsBecomeCumulative() throws InvalidSeriesException {
        Sample sample = sample(message());
        HistogramValue value = compound(sample);

        assertThat(sample.timestampMillis()).isEqualTo(NOW);
        assertThat(sample.metadata().type()).isEqualTo(MetricType.HISTOGRAM);
        assertThat(value.count()).isEqualTo(10);
        assertThat(value.sum()).isEqualTo(18.5);
        assertThat(upTo(value, 0.001)).isEqualTo(1);
        assertThat(upTo(value, 1)).isEqualTo(4);
        assertThat(upTo(value, 2)).isEqualTo(8);
        assertThat(upTo(value, 4)).isEqualTo(8);
        assertThat(upTo(value, 8)).isEqualTo(10);
        assertThat(upTo(value, INF)).isEqualTo(10);
    }

    @Test
    void boundsAreThoseOfWholeStepsOfFourPowersOfTwo() throws InvalidSeriesException {
        assertThat(bounds(value(message()))).containsExactly(0.001, 0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, INF);
    }

    @Test
    void boundsStayWhenBucketsComeWithinThem() throws InvalidSeriesException {
        WireMessage more = new WireMessage()
                .varint(1, 5)
                .fixed64(5, 0.001)
                .message(11, span(-3, 8))
                .packedZigzags(12, 1, -1, 0, 1, 0, -1, 1, 0);

        assertThat(value(more).sameLayout(value(message()))).isTrue();
    }

    @Test
    void aFinerSchemaIsMadeCoarserByWholeBuckets() throws InvalidSeriesException {
        // Schema 3: buckets 1 to 8 make up (1, 2], buckets 9 and 10 are in (2, 2^(1 + 1/4)].
        WireMessage fine = new WireMessage()
                .varint(1, 10)
                .zigzag(4, 3)
                .message(11, span(1, 10))
                .packedZigzags(12, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        HistogramValue value = value(fine);

        assertThat(upTo(value, 1)).isZero();
        assertThat(upTo(value, Math.pow(2, 0.25))).isEqualTo(2);
        assertThat(upTo(value, Math.sqrt(2))).isEqualTo(4);
        assertThat(upTo(value, 2)).isEqualTo(8);
        assertThat(upTo(value, Math.scalb(Math.pow(2, 0.25), 1))).isEqualTo(10);
    }

    @Test
    void negativeObservationsComeFirst() throws InvalidSeriesException {
        WireMessage both = new WireMessage()
                .varint(1, 12)
                .fixed64(3, -1)
                .fixed64(5, 0.5)
                .varint(6, 2)
                .message(8, span(1, 2))
                .packedZigzags(9, 3, 1)
                .message(11, span(1, 1))
                .packedZigzags(12, 3);

        HistogramValue value = value(both);

        // [-4, -2): 4, [-2, -1): 3, [-0.5, 0.5]: 2, (1, 2]: 3.
        assertThat(upTo(value, -16)).isZero();
        assertThat(upTo(value, -4)).isZero();
        assertThat(upTo(value, -2)).isEqualTo(4);
        assertThat(upTo(value, -1)).isEqualTo(7);
        assertThat(upTo(value, 0.5)).isEqualTo(9);
        assertThat(upTo(value, 1)).isEqualTo(9);
        assertThat(upTo(value, 2)).isEqualTo(12);
    }

    @Test
    void bucketsWithinTheZeroBucketBecomePartOfIt() throws InvalidSeriesException {
        WireMessage wide = new WireMessage()
                .varint(1, 7)
                .fixed64(5, 3)
                .varint(6, 2)
                .message(11, span(0, 3))
                .packedZigzags(12, 1, 1, 0);

        HistogramValue value = value(wide);

        assertThat(bounds(value)).containsExactly(3, 4, 8, 16, INF);
        assertThat(upTo(value, 3)).isEqualTo(5);
        assertThat(upTo(value, 4)).isEqualTo(7);
    }

    @Test
    void floatHistogramsAreRead() throws InvalidSeriesException {
        WireMessage floats = new WireMessage()
                .fixed64(2, 4.5)
                .fixed64(3, 7)
                .fixed64(7, 0.5)
                .message(11, span(0, 2))
                .packedDoubles(13, 1.5, 2.5)
                .varint(14, 3);

        Sample sample = sample(floats);
        HistogramValue value = compound(sample);

        assertThat(sample.metadata().type()).isEqualTo(MetricType.GAUGEHISTOGRAM);
        assertThat(upTo(value, 0)).isEqualTo(0.5);
        assertThat(upTo(value, 1)).isEqualTo(2);
        assertThat(upTo(value, 2)).isEqualTo(4.5);
        assertThat(value.componentKey(SeriesKey.of("took"), value.componentCount() - 1)
                        .name())
                .isEqualTo("took_gcount");
    }

    @Test
    void numbersMayComeOneByOne() throws InvalidSeriesException {
        WireMessage integers = new WireMessage()
                .varint(1, 3)
                .message(11, span(0, 2))
                .zigzag(12, 1)
                .zigzag(12, 1);
        WireMessage floats = new WireMessage()
                .fixed64(2, 3)
                .message(11, span(0, 2))
                .fixed64(13, 1)
                .fixed64(13, 2);

        assertThat(value(integers)).isEqualTo(value(floats));
    }

    @Test
    void anEmptyHistogramHasOneBucket() throws InvalidSeriesException {
        assertThat(bounds(value(new WireMessage()))).containsExactly(INF);
    }

    @Test
    void customBucketsKeepTheirBounds() throws InvalidSeriesException {
        WireMessage custom = new WireMessage()
                .varint(1, 9)
                .fixed64(3, 20)
                .zigzag(4, -53)
                .message(11, span(0, 1))
                .message(11, span(1, 2))
                .packedZigzags(12, 2, 1, 1)
                .packedDoubles(16, -1, 0.5, 2.5);

        HistogramValue value = value(custom);

        assertThat(bounds(value)).containsExactly(-1, 0.5, 2.5, INF);
        assertThat(upTo(value, -1)).isEqualTo(2);
        assertThat(upTo(value, 0.5)).isEqualTo(2);
        assertThat(upTo(value, 2.5)).isEqualTo(5);
        assertThat(upTo(value, INF)).isEqualTo(9);
    }

    @Test
    void ofVeryManyCustomBoundsSomeAreKept() throws InvalidSeriesException {
        double[] custom = new double[1_000];
        long[] deltas = new long[custom.length];
        for (int i = 0; i < custom.length; i++) {
            custom[i] = i;
        }
        deltas[0] = 1;
        WireMessage message = new WireMessage()
                .varint(1, custom.length)
                .zigzag(4, -53)
                .message(11, span(0, custom.length))
                .packedZigzags(12, deltas)
                .packedDoubles(16, custom);

        HistogramValue value = value(message);

        assertThat(value.bucketCount()).isBetween(100, ClassicBuckets.MOST_CUSTOM + 1);
        for (int i = 0; i < value.bucketCount() - 1; i++) {
            assertThat(value.cumulativeCount(i)).isEqualTo(value.upperBound(i) + 1);
        }
        assertThat(value.count()).isEqualTo(1_000);
    }

    @Test
    void theStalenessMarkerIsInTheSum() throws InvalidSeriesException {
        Sample sample = sample(new WireMessage().fixed64(3, SpecialValues.STALE));

        assertThat(SpecialValues.isStale(sample.value())).isTrue();
        assertThat(sample.compound()).isNull();
        assertThat(sample.timestampMillis()).isEqualTo(NOW);
    }

    @Test
    void observationsOfNotANumberAreInNoBucket() throws InvalidSeriesException {
        WireMessage message = new WireMessage()
                .varint(1, 5)
                .fixed64(3, Double.NaN)
                .message(11, span(0, 1))
                .packedZigzags(12, 3);

        HistogramValue value = value(message);

        assertThat(upTo(value, 1)).isEqualTo(3);
        assertThat(value.count()).isEqualTo(5);
        assertThat(value.sum()).isNaN();
    }

    @Test
    void theLargestAndSmallestNumbersHaveABucket() throws InvalidSeriesException {
        WireMessage extremes = new WireMessage()
                .varint(1, 4)
                .zigzag(4, 8)
                .message(11, span(-1074 * 256, 1))
                .message(11, span(2097 * 256, 2))
                .packedZigzags(12, 1, 1, -1);

        HistogramValue value = value(extremes);

        assertThat(value.bucketCount()).isLessThanOrEqualTo(ClassicBuckets.MOST_EXPONENTIAL + 4);
        assertThat(value.upperBound(0)).isLessThan(1e-300);
        assertThat(value.cumulativeCount(value.bucketCount() - 2)).isLessThan(4);
        assertThat(value.count()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, -54, 53, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void unknownSchemasAreRefused(int schema) {
        refused(new WireMessage().zigzag(4, schema), "schema " + schema + " is not -53 nor from -9 to 52");
    }

    @ParameterizedTest
    @ValueSource(ints = {-9, -4, 0, 8, 9, 52})
    void knownSchemasAreTaken(int schema) throws InvalidSeriesException {
        WireMessage message = new WireMessage()
                .varint(1, 3)
                .zigzag(4, schema)
                .message(11, span(0, 2))
                .packedZigzags(12, 1, 1);

        assertThat(value(message).count()).isEqualTo(3);
    }

    private void refused(WireMessage message, String reason) {
        assertThatExceptionOfType(InvalidSeriesException.class)
                .isThrownBy(() -> sample(message))
                .withMessage("histogram of took{job=\"a\"}: " + reason);
    }

    @Test
    void aCountThatIsNotThatOfTheBucketsIsRefused() {
        refused(
                new WireMessage().varint(1, 99).message(11, span(0, 1)).packedZigzags(12, 23),
                "23 observations are in its buckets, and its count is 99");
        refused(
                new WireMessage()
                        .varint(1, 2)
                        .fixed64(3, Double.NaN)
                        .message(11, span(0, 1))
                        .packedZigzags(12, 3),
                "3 observations are in its buckets, and its count is 2");
    }

    @Test
    void spansThatDoNotFitTheCountsAreRefused() {
        refused(
                new WireMessage().varint(1, 1).message(11, span(0, 2)).packedZigzags(12, 1),
                "its positive side has spans of 2 buckets and counts of 1");
        refused(
                new WireMessage().varint(1, 1).message(8, span(0, -1)).packedZigzags(9, 1),
                "its negative side has spans of 4294967295 buckets and counts of 1");
        refused(
                new WireMessage()
                        .varint(1, 2)
                        .message(11, span(0, 1))
                        .message(11, span(-1, 1))
                        .packedZigzags(12, 1, 0),
                "its positive side has a span with the offset -1");
        refused(
                new WireMessage().fixed64(2, 1).message(11, span(0, 1)).packedZigzags(12, 1),
                "its positive side has spans of 1 buckets and counts of 0");
    }

    @Test
    void negativeCountsAreRefused() {
        refused(
                new WireMessage().varint(1, 0).message(11, span(0, 2)).packedZigzags(12, 1, -2),
                "its positive side has a bucket with -1 observations");
        refused(
                new WireMessage().fixed64(2, 1).message(11, span(0, 1)).packedDoubles(13, -1),
                "its positive side has a bucket with -1.0 observations");
        refused(new WireMessage().fixed64(2, -1), "its count is -1.0");
        refused(new WireMessage().fixed64(2, 1).fixed64(7, -2), "its zero bucket has -2.0 observations");
        refused(new WireMessage().varint(1, -1), "more than 2^63 observations");
        refused(
                new WireMessage().message(11, span(0, 2)).packedZigzags(12, Long.MAX_VALUE, 0),
                "its positive side has more than 2^63 observations");
    }

    @Test
    void customBucketsGoWithoutWhatOthersHave() {
        refused(
                new WireMessage().varint(1, 1).zigzag(4, -53).varint(6, 1),
                "custom buckets go without a zero bucket and negative buckets");
        refused(
                new WireMessage().zigzag(4, -53).fixed64(5, 1),
                "custom buckets go without a zero bucket and negative buckets");
        refused(
                new WireMessage()
                        .varint(1, 1)
                        .zigzag(4, -53)
                        .message(8, span(0, 1))
                        .packedZigzags(9, 1),
                "custom buckets go without a zero bucket and negative buckets");
        refused(new WireMessage().packedDoubles(16, 1), "schema 0 goes without custom bounds");
    }

    @Test
    void customBoundsMustAscendAndSuffice() {
        refused(
                new WireMessage().zigzag(4, -53).packedDoubles(16, 1, 1),
                "custom bounds must be finite and ascend, and the one at place 1 is 1.0");
        refused(
                new WireMessage().zigzag(4, -53).packedDoubles(16, 1, INF),
                "custom bounds must be finite and ascend, and the one at place 1 is Infinity");
        refused(
                new WireMessage().zigzag(4, -53).packedDoubles(16, Double.NaN),
                "custom bounds must be finite and ascend, and the one at place 0 is NaN");
        refused(
                new WireMessage()
                        .varint(1, 1)
                        .zigzag(4, -53)
                        .message(11, span(2, 1))
                        .packedZigzags(12, 1)
                        .packedDoubles(16, 1),
                "a bucket has the number 2, and there are 1 custom bounds");
        refused(
                new WireMessage()
                        .varint(1, 1)
                        .zigzag(4, -53)
                        .message(11, span(-1, 1))
                        .packedZigzags(12, 1)
                        .packedDoubles(16, 1),
                "a bucket has the number -1, and there are 1 custom bounds");
    }

    @Test
    void veryManyBucketsAreNotEvenLookedAt() {
        refused(
                new WireMessage()
                        .message(11, span(0, BucketSide.MOST + 1))
                        .packedZigzags(12, new long[BucketSide.MOST + 1]),
                "its positive side has more than 10000 buckets or spans");
        refused(
                new WireMessage().zigzag(4, -53).packedDoubles(16, new double[BucketSide.MOST + 1]),
                "it has more than 10000 custom bounds");
    }

    /** Whatever was observed, each bound has the observations up to it, as one counts them by hand. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bucketsHoldWhatWasObserved(long seed) throws InvalidSeriesException {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int schema = random.nextInt(13) - 4;
            // So many indexes stand for the powers of two that a double can be.
            int most = (int) Math.min(200, 900 * Math.pow(2, schema));
            int first = random.nextInt(2 * most) - most;
            int size = 1 + random.nextInt(Math.min(60, most - first));
            long[] counts = new long[size];
            long[] deltas = new long[size];
            long total = 0;
            for (int i = 0; i < size; i++) {
                counts[i] = random.nextInt(5);
                deltas[i] = counts[i] - (i == 0 ? 0 : counts[i - 1]);
                total += counts[i];
            }
            boolean negative = random.nextBoolean();
            WireMessage message = new WireMessage()
                    .varint(1, total)
                    .zigzag(4, schema)
                    .message(negative ? 8 : 11, span(first, size))
                    .packedZigzags(negative ? 9 : 12, deltas);

            HistogramValue value = value(message);

            assertThat(value.bucketCount()).isLessThanOrEqualTo(ClassicBuckets.MOST_EXPONENTIAL + 4);
            assertThat(value.count()).isEqualTo((double) total);
            double perOctave = Math.pow(2, schema);
            for (int b = 0; b < value.bucketCount() - 1; b++) {
                // Which bucket the bound ends, in the histogram's own schema, or, for negative ones, begins.
                double edge = perOctave * Math.log(Math.abs(value.upperBound(b))) / Math.log(2);
                assertThat(edge).isCloseTo(Math.rint(edge), within(1e-6));
                long expected = 0;
                for (int i = 0; i < size; i++) {
                    boolean within = negative ? first + i - 1 >= Math.rint(edge) : first + i <= Math.rint(edge);
                    expected += within ? counts[i] : 0;
                }
                assertThat(value.cumulativeCount(b))
                        .as("%s at %s", value, value.upperBound(b))
                        .isEqualTo((double) expected);
            }
        }
    }
}
