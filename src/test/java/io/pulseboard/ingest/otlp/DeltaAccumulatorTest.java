package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.otlp.Requests.DELTA;
import static io.pulseboard.ingest.otlp.Requests.T;
import static io.pulseboard.ingest.otlp.Requests.attribute;
import static io.pulseboard.ingest.otlp.Requests.buckets;
import static io.pulseboard.ingest.otlp.Requests.exponential;
import static io.pulseboard.ingest.otlp.Requests.gauge;
import static io.pulseboard.ingest.otlp.Requests.histogram;
import static io.pulseboard.ingest.otlp.Requests.nanos;
import static io.pulseboard.ingest.otlp.Requests.point;
import static io.pulseboard.ingest.otlp.Requests.request;
import static io.pulseboard.ingest.otlp.Requests.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Sample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Metrics Data Model", "Sums: Delta-to-Cumulative". */
final class DeltaAccumulatorTest {
    private final OtlpParser parser = new OtlpParser(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES, true);
    private final DeltaAccumulator accumulator = new DeltaAccumulator(2, Duration.ofHours(1));
    private long now = T;

    private OtlpBatch send(Metric... metrics) throws ProtobufException {
        byte[] bytes = request(metrics).toByteArray();
        OtlpBatch batch = parser.parse(bytes, bytes.length, now);
        accumulator.accumulate(batch, now);
        return batch;
    }

    private static NumberDataPoint.Builder delta(double value, double startSeconds, double endSeconds) {
        return point(value).setStartTimeUnixNano(nanos(startSeconds)).setTimeUnixNano(nanos(endSeconds));
    }

    private OtlpBatch send(NumberDataPoint.Builder delta) throws ProtobufException {
        return send(sum("orders", "", DELTA, true, delta));
    }

    private static double total(OtlpBatch batch) {
        assertThat(batch.refusal()).isNull();
        assertThat(batch.samples()).hasSize(1);
        return batch.samples().get(0).value();
    }

    private static String refusal(OtlpBatch batch, PointRefusal why) {
        assertThat(batch.samples()).isEmpty();
        assertThat(batch.refused(why)).isEqualTo(1);
        return String.valueOf(batch.refusal());
    }

    @Test
    void deltasThatFollowUponOneAnotherAreAddedUp() throws ProtobufException {
        assertThat(total(send(delta(3, -30, -20)))).isEqualTo(3);
        assertThat(total(send(delta(4, -20, -10)))).isEqualTo(7);
        OtlpBatch last = send(delta(0.5, -10, 0));

        assertThat(total(last)).isEqualTo(7.5);
        assertThat(last.samples().get(0).timestampMillis()).isEqualTo(T);
        assertThat(last.samples().get(0).key().name()).isEqualTo("orders_total");
    }

    @Test
    void whatWasLeftOutForNothingHappenedIsNoReset() throws ProtobufException {
        send(delta(3, -60, -50));

        assertThat(total(send(delta(4, -20, -10)))).isEqualTo(7);
    }

    @Test
    void theSameDeltaAgainIsNotAddedAgain() throws ProtobufException {
        send(delta(3, -20, -10));

        assertThat(total(send(delta(3, -20, -10)))).isEqualTo(3);
        assertThat(total(send(delta(4, -10, 0)))).isEqualTo(7);
    }

    @Test
    void aDeltaOutOfOrderIsRefused() throws ProtobufException {
        send(delta(3, -20, -10));

        assertThat(refusal(send(delta(3, -30, -20)), PointRefusal.OUT_OF_ORDER))
                .contains("orders_total", "added up already");
        assertThat(refusal(send(delta(3, -15, -10)), PointRefusal.OUT_OF_ORDER)).contains("added up already");
        assertThat(total(send(delta(4, -10, 0)))).isEqualTo(7);
    }

    @Test
    void aDeltaThatOverlapsTheLastIsRefused() throws ProtobufException {
        send(delta(3, -20, -10));

        assertThat(refusal(send(delta(3, -15, -5)), PointRefusal.OUT_OF_ORDER)).contains("service.instance.id");
    }

    @Test
    void aDeltaThatOverlapsTheLastBarelyIsAdded() throws ProtobufException {
        send(delta(3, -20, -10));

        assertThat(total(send(delta(4, -10.5, 0)))).isEqualTo(7);
    }

    @Test
    void aDeltaThatEndsBeforeItBeginsIsRefused() throws ProtobufException {
        assertThat(refusal(send(delta(3, -10, -20)), PointRefusal.OUT_OF_ORDER)).contains("begins after it ends");
    }

    @Test
    void deltasWithoutAStartAreOrderedByTheirEnd() throws ProtobufException {
        assertThat(total(send(point(1).setTimeUnixNano(nanos(-20))))).isEqualTo(1);
        assertThat(total(send(point(2).setTimeUnixNano(nanos(-10))))).isEqualTo(3);
        assertThat(refusal(send(point(2).setTimeUnixNano(nanos(-15))), PointRefusal.OUT_OF_ORDER))
                .contains("added up already");
    }

    /** "Sums: Missing Timestamps". */
    @Test
    void deltasWithoutTimesAreAlwaysAdded() throws ProtobufException {
        assertThat(total(send(point(1).setTimeUnixNano(0)))).isEqualTo(1);
        assertThat(total(send(point(1).setTimeUnixNano(0)))).isEqualTo(2);
    }

    @Test
    void aDeltaFromTheFutureIsRefusedAndBlocksNoOther() throws ProtobufException {
        assertThat(refusal(send(delta(1, 3_600, 7_200)), PointRefusal.INVALID)).contains("future");
        assertThat(total(send(delta(1, -10, 0)))).isEqualTo(1);
    }

    @Test
    void aSeriesThatNothingWasHeardOfStartsAnew() throws ProtobufException {
        send(delta(3, -20, -10));
        now += Duration.ofHours(1).toMillis() + 1;

        assertThat(total(send(delta(4, 3_590, 3_600)))).isEqualTo(4);
        assertThat(accumulator.size()).isEqualTo(1);
    }

    @Test
    void moreSeriesThanAllowedAreRefusedUntilOthersAreForgotten() throws ProtobufException {
        Metric three = sum(
                "orders",
                "",
                DELTA,
                true,
                point(1, attribute("n", "1")),
                point(1, attribute("n", "2")),
                point(1, attribute("n", "3")));

        OtlpBatch full = send(three);

        assertThat(full.samples()).hasSize(2);
        assertThat(full.refused(PointRefusal.DELTA_BUDGET)).isEqualTo(1);
        assertThat(full.refusal()).contains("pulseboard.otlp.delta-max-series", "2");
        now += Duration.ofHours(2).toMillis();
        assertThat(total(send(delta(1, -10, 0)))).isEqualTo(1);
        assertThat(accumulator.size()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsTakenOutFromBetweenTheOthers() throws ProtobufException {
        send(delta(3, -20, -10));

        OtlpBatch batch = send(
                gauge("a", "", point(1)),
                sum("orders", "", DELTA, true, delta(3, -30, -20), delta(2, -10, 0)),
                gauge("b", "", point(2)));

        assertThat(batch.samples()).extracting(Sample::value).containsExactly(1.0, 5.0, 2.0);
        assertThat(batch.refused()).isEqualTo(1);
    }

    @Test
    void histogramsAreAddedUpBucketByBucket() throws ProtobufException {
        send(histogram(
                "took", "s", DELTA, buckets(3, List.of(1.0), List.of(1L, 2L)).setSum(5)));

        OtlpBatch batch = send(histogram(
                "took",
                "s",
                DELTA,
                buckets(5, List.of(1.0), List.of(2L, 3L)).setSum(7).setTimeUnixNano(nanos(1))));

        assertThat(batch.samples().get(0).compound())
                .isEqualTo(
                        new HistogramValue(new double[] {1, Double.POSITIVE_INFINITY}, new double[] {3, 8}, 12, false));
    }

    @Test
    void histogramsWithOtherBoundsStartAnew() throws ProtobufException {
        send(histogram("took", "s", DELTA, buckets(3, List.of(1.0), List.of(1L, 2L))));

        OtlpBatch batch = send(histogram(
                "took", "s", DELTA, buckets(5, List.of(2.0), List.of(2L, 3L)).setTimeUnixNano(nanos(1))));

        assertThat(batch.samples().get(0).compound())
                .isEqualTo(new HistogramValue(
                        new double[] {2, Double.POSITIVE_INFINITY}, new double[] {2, 5}, Double.NaN, false));
    }

    private static ExponentialHistogramDataPoint.Builder exponentialPoint(int scale, long... counts) {
        ExponentialHistogramDataPoint.Buckets.Builder buckets = ExponentialHistogramDataPoint.Buckets.newBuilder();
        for (long count : counts) {
            buckets.addBucketCounts(count);
        }
        return ExponentialHistogramDataPoint.newBuilder()
                .setTimeUnixNano(nanos(0))
                .setScale(scale)
                .setSum(1)
                .setPositive(buckets);
    }

    @Test
    void exponentialHistogramsAreAddedUpAtTheLowerScale() throws ProtobufException {
        send(exponential("size", DELTA, exponentialPoint(1, 1, 1, 1, 1)));

        OtlpBatch batch =
                send(exponential("size", DELTA, exponentialPoint(0, 10, 20).setTimeUnixNano(nanos(1))));

        assertThat(batch.samples().get(0).compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0, 1, 2, 4, 8, 16, Double.POSITIVE_INFINITY},
                        new double[] {0, 0, 12, 34, 34, 34, 34},
                        2,
                        false));
    }

    @Test
    void aSeriesThatBecomesAnotherKindStartsAnew() throws ProtobufException {
        send(histogram("a.total", "", DELTA, buckets(3, List.of(), List.of())));

        assertThat(total(send(sum("a", "", DELTA, true, delta(2, 0, 1))))).isEqualTo(2);
    }
}
