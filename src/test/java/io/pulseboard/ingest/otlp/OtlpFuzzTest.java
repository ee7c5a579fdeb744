package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.otlp.Requests.CUMULATIVE;
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
import static io.pulseboard.ingest.otlp.Requests.shop;
import static io.pulseboard.ingest.otlp.Requests.sum;
import static io.pulseboard.ingest.otlp.Requests.summary;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import io.pulseboard.ingest.ProtobufException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: samples, refused points, or a refused request, and never another exception. */
final class OtlpFuzzTest {
    private static final int ROUNDS = 20_000;

    private final OtlpParser parser = new OtlpParser(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES, true);
    private final DeltaAccumulator accumulator = new DeltaAccumulator(1_000, Duration.ofHours(1));

    private static ExportMetricsServiceRequest valid() {
        AnyValue list = AnyValue.newBuilder()
                .setArrayValue(ArrayValue.newBuilder()
                        .addValues(AnyValue.newBuilder().setIntValue(1))
                        .addValues(AnyValue.newBuilder().setStringValue("x")))
                .build();
        ExponentialHistogramDataPoint.Buckets buckets = ExponentialHistogramDataPoint.Buckets.newBuilder()
                .setOffset(-3)
                .addAllBucketCounts(List.of(1L, 2L, 300L))
                .build();
        return request(
                shop().toBuilder().addAttributes(attribute("host.name", "h")).build(),
                InstrumentationScope.newBuilder().setName("lib").setVersion("1").build(),
                gauge("a.level", "m", point(1.5, attribute("x", "ä"), attribute("list", list))),
                sum("orders", "1", DELTA, true, point(2).setStartTimeUnixNano(nanos(-1))),
                histogram(
                        "took",
                        "s",
                        CUMULATIVE,
                        buckets(3, List.of(0.5, 2.0), List.of(1L, 1L, 1L)).setSum(3)),
                exponential(
                        "size",
                        DELTA,
                        ExponentialHistogramDataPoint.newBuilder()
                                .setTimeUnixNano(nanos(0))
                                .setScale(3)
                                .setCount(303)
                                .setPositive(buckets)
                                .setNegative(buckets)),
                summary(
                        "age",
                        SummaryDataPoint.newBuilder()
                                .setTimeUnixNano(nanos(0))
                                .setCount(1)
                                .addQuantileValues(ValueAtQuantile.newBuilder()
                                        .setQuantile(0.5)
                                        .setValue(1))));
    }

    /** Returns how many samples it came to, -1 if the request was refused. */
    private int outcome(byte[] bytes, int length) {
        try {
            OtlpBatch batch = parser.parse(bytes, length, T);
            accumulator.accumulate(batch, T);
            batch.samples()
                    .forEach(sample -> assertThat(sample.key().toString()).isNotEmpty());
            return batch.samples().size();
        } catch (ProtobufException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return -1;
        }
    }

    @Test
    void mutatedProtobufHasADeclaredOutcome() throws ProtobufException {
        byte[] valid = valid().toByteArray();
        assertThat(outcome(valid, valid.length)).isEqualTo(6);
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = mutate(valid, random);
            refused += outcome(mutated, mutated.length) < 0 ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
        assertThat(parser.parse(valid, valid.length, T).samples()).hasSize(6);
    }

    @Test
    void mutatedJsonHasADeclaredOutcome() throws InvalidProtocolBufferException {
        byte[] valid = JsonFormat.printer().print(valid()).getBytes(StandardCharsets.UTF_8);
        Random random = new Random(2);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            refused += jsonOutcome(mutate(valid, random)) < 0 ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    private int jsonOutcome(byte[] json) {
        try {
            ProtobufWriter rewritten = new OtlpJsonParser().parse(json);
            return outcome(rewritten.bytes(), rewritten.length());
        } catch (MalformedJsonException refused) {
            assertThat(refused.reason()).isNotEmpty();
            return -1;
        }
    }

    private static byte[] mutate(byte[] valid, Random random) {
        byte[] mutated = valid.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(5)) {
                case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutated[at] = (byte) random.nextInt(256);
                case 2 -> mutated = Arrays.copyOf(mutated, at + 1);
                case 3 -> {
                    byte[] longer = Arrays.copyOf(mutated, mutated.length + 1);
                    System.arraycopy(mutated, at, longer, at + 1, mutated.length - at);
                    mutated = longer;
                }
                default -> {
                    int from = random.nextInt(valid.length);
                    int length = Math.min(random.nextInt(20), Math.min(mutated.length - at, valid.length - from));
                    System.arraycopy(valid, from, mutated, at, length);
                }
            }
        }
        return mutated;
    }

    /** The request is one field, so that nothing but all of it is whole. */
    @Test
    void aRequestCutOffAnywhereIsRefused() throws InvalidProtocolBufferException {
        byte[] valid = valid().toByteArray();
        for (int length = 1; length < valid.length; length++) {
            assertThat(outcome(valid, length)).as("cut off at %d", length).isNegative();
        }
        byte[] json = JsonFormat.printer()
                .omittingInsignificantWhitespace()
                .print(valid())
                .getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < json.length; length++) {
            assertThat(jsonOutcome(Arrays.copyOf(json, length)))
                    .as("cut off at %d", length)
                    .isNegative();
        }
    }

    @Test
    void jsonMeansWhatProtobufMeans() throws InvalidProtocolBufferException, MalformedJsonException, ProtobufException {
        ExportMetricsServiceRequest request = valid();
        byte[] bytes = request.toByteArray();
        List<?> expected = parser.parse(bytes, bytes.length, T).samples();

        ProtobufWriter rewritten =
                new OtlpJsonParser().parse(JsonFormat.printer().print(request).getBytes(StandardCharsets.UTF_8));

        assertThat(parser.parse(rewritten.bytes(), rewritten.length(), T).samples())
                .isEqualTo(expected);
    }
}
