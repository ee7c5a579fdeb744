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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import io.opentelemetry.proto.resource.v1.Resource;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.metric.SummaryValue;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests mean, by the OpenTelemetry specification's "Prometheus and OpenMetrics Compatibility". */
final class OtlpParserTest {
    private static final long NOW = T + 5_000;

    private final OtlpParser parser = new OtlpParser(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES, true);

    private OtlpBatch parse(ExportMetricsServiceRequest request) throws ProtobufException {
        byte[] bytes = request.toByteArray();
        return parser.parse(bytes, bytes.length, NOW);
    }

    private Sample only(ExportMetricsServiceRequest request) throws ProtobufException {
        OtlpBatch batch = parse(request);
        assertThat(batch.refusal()).isNull();
        assertThat(batch.samples()).hasSize(1);
        return batch.samples().get(0);
    }

    private String refusal(Metric metric) throws ProtobufException {
        OtlpBatch batch = parse(request(metric));
        assertThat(batch.samples()).isEmpty();
        assertThat(batch.refused(PointRefusal.INVALID)).isEqualTo(1);
        return String.valueOf(batch.refusal());
    }

    @Test
    void anEmptyRequestIsNothing() throws ProtobufException {
        OtlpBatch batch = parse(ExportMetricsServiceRequest.getDefaultInstance());

        assertThat(batch.samples()).isEmpty();
        assertThat(batch.points()).isZero();
    }

    @Test
    void aGaugeIsAGauge() throws ProtobufException {
        Sample sample = only(request(gauge("queue.length", "{item}", point(42.5, attribute("queue", "mail")))));

        assertThat(sample.key()).hasToString("queue_length{instance=\"a\",job=\"shop\",queue=\"mail\"}");
        assertThat(sample.value()).isEqualTo(42.5);
        assertThat(sample.timestampMillis()).isEqualTo(T);
        assertThat(sample.metadata()).isEqualTo(new MetricMetadata(MetricType.GAUGE, "", ""));
    }

    @Test
    void integersAreSigned() throws ProtobufException {
        NumberDataPoint.Builder point =
                NumberDataPoint.newBuilder().setTimeUnixNano(nanos(0)).setAsInt(-7);

        assertThat(only(request(gauge("level", "", point))).value()).isEqualTo(-7);
    }

    @Test
    void descriptionAndUnitBecomeMetadata() throws ProtobufException {
        Metric metric = gauge("http.server.request.duration", "s", point(1)).toBuilder()
                .setDescription("How long it took.")
                .build();

        Sample sample = only(request(metric));

        assertThat(sample.key().name()).isEqualTo("http_server_request_duration_seconds");
        assertThat(sample.metadata()).isEqualTo(new MetricMetadata(MetricType.GAUGE, "seconds", "How long it took."));
    }

    @ParameterizedTest
    @CsvSource({"true,CUMULATIVE,orders_total,COUNTER", "false,CUMULATIVE,orders,GAUGE"})
    void aSumIsACounterIfItIsMonotonic(boolean monotonic, String temporality, String name, MetricType type)
            throws ProtobufException {
        Sample sample = only(request(sum(
                "orders",
                "1",
                AggregationTemporality.valueOf("AGGREGATION_TEMPORALITY_" + temporality),
                monotonic,
                point(3))));

        assertThat(sample.key().name()).isEqualTo(name);
        assertThat(sample.metadata().type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"true,unknown,UNKNOWN", "false,info,INFO", "false,stateset,STATESET", "false,gauge,GAUGE"})
    void typesThatOnlyPrometheusHasAreRestored(boolean gauge, String prometheusType, MetricType type)
            throws ProtobufException {
        Metric plain = gauge ? gauge("a", "", point(1)) : sum("a", "", CUMULATIVE, false, point(1));
        Metric metric = plain.toBuilder()
                .addMetadata(attribute("prometheus.type", prometheusType))
                .build();

        assertThat(only(request(metric)).metadata().type()).isEqualTo(type);
    }

    @Test
    void aHistogramIsOneValueWithCumulativeBuckets() throws ProtobufException {
        Sample sample = only(request(histogram(
                "took",
                "s",
                CUMULATIVE,
                buckets(6, List.of(0.1, 1.0), List.of(1L, 2L, 3L)).setSum(9.5))));

        assertThat(sample.key().name()).isEqualTo("took_seconds");
        assertThat(sample.metadata().type()).isEqualTo(MetricType.HISTOGRAM);
        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0.1, 1, Double.POSITIVE_INFINITY}, new double[] {1, 3, 6}, 9.5, false));
    }

    @Test
    void aHistogramWithoutSumHasNone() throws ProtobufException {
        Sample sample = only(request(histogram("took", "s", CUMULATIVE, buckets(3, List.of(0.1), List.of(1L, 2L)))));

        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0.1, Double.POSITIVE_INFINITY}, new double[] {1, 3}, Double.NaN, false));
    }

    @Test
    void aHistogramWithoutBucketsIsACount() throws ProtobufException {
        Sample sample = only(request(histogram(
                "took", "s", CUMULATIVE, buckets(3, List.of(), List.of()).setSum(2))));

        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(new double[] {Double.POSITIVE_INFINITY}, new double[] {3}, 2, false));
    }

    @Test
    void aBoundAtInfinityIsThatOfTheLastBucket() throws ProtobufException {
        Sample sample = only(request(histogram(
                "took", "s", CUMULATIVE, buckets(3, List.of(1.0, Double.POSITIVE_INFINITY), List.of(1L, 2L, 0L)))));

        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {1, Double.POSITIVE_INFINITY}, new double[] {1, 3}, Double.NaN, false));
    }

    @ParameterizedTest
    @CsvSource({"10,10", "2,3"})
    void ofCountAndBucketsTheGreaterCounts(long count, double counted) throws ProtobufException {
        Sample sample =
                only(request(histogram("took", "s", CUMULATIVE, buckets(count, List.of(1.0), List.of(1L, 2L)))));

        assertThat(((HistogramValue) Objects.requireNonNull(sample.compound())).count())
                .isEqualTo(counted);
    }

    @Test
    void aHistogramOfAnotherShapeIsRefused() throws ProtobufException {
        assertThat(refusal(histogram("took", "s", CUMULATIVE, buckets(3, List.of(1.0), List.of(3L)))))
                .contains("took_seconds", "1 buckets", "1 bounds");
        assertThat(refusal(histogram("took", "s", CUMULATIVE, buckets(3, List.of(1.0), List.of()))))
                .contains("0 buckets");
        assertThat(refusal(histogram("took", "s", CUMULATIVE, buckets(3, List.of(2.0, 1.0), List.of(1L, 1L, 1L)))))
                .contains("1.0 behind 2.0");
        assertThat(refusal(histogram("took", "s", CUMULATIVE, buckets(3, List.of(1.0, 1.0), List.of(1L, 1L, 1L)))))
                .contains("1.0 behind 1.0");
        assertThat(refusal(histogram("took", "s", CUMULATIVE, buckets(3, List.of(Double.NaN), List.of(1L, 2L)))))
                .contains("NaN");
    }

    @Test
    void aSummaryIsASummaryWhateverTheOrderOfItsQuantiles() throws ProtobufException {
        Sample sample = only(request(summary(
                "took",
                SummaryDataPoint.newBuilder()
                        .setTimeUnixNano(nanos(0))
                        .setCount(4)
                        .setSum(2)
                        .addQuantileValues(
                                ValueAtQuantile.newBuilder().setQuantile(0.9).setValue(2))
                        .addQuantileValues(
                                ValueAtQuantile.newBuilder().setQuantile(0.5).setValue(1)))));

        assertThat(sample.metadata().type()).isEqualTo(MetricType.SUMMARY);
        assertThat(sample.compound()).isEqualTo(new SummaryValue(new double[] {0.5, 0.9}, new double[] {1, 2}, 2, 4));
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.5", "-0.1,0.5", "0.5,1.1", "0.5,NaN"})
    void aSummaryWithWrongQuantilesIsRefused(double one, double other) throws ProtobufException {
        assertThat(refusal(summary(
                        "took",
                        SummaryDataPoint.newBuilder()
                                .addQuantileValues(ValueAtQuantile.newBuilder().setQuantile(one))
                                .addQuantileValues(ValueAtQuantile.newBuilder().setQuantile(other)))))
                .contains("quantile");
    }

    @Test
    void anExponentialHistogramHasBoundsAtItsEdges() throws ProtobufException {
        ExponentialHistogramDataPoint.Builder point = ExponentialHistogramDataPoint.newBuilder()
                .setTimeUnixNano(nanos(0))
                .setScale(0)
                .setCount(10)
                .setSum(20)
                .setZeroCount(1)
                .setPositive(ExponentialHistogramDataPoint.Buckets.newBuilder()
                        .setOffset(0)
                        .addAllBucketCounts(List.of(2L, 3L, 0L, 4L)));

        Sample sample = only(request(exponential("size", CUMULATIVE, point)));

        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0, 1, 2, 4, 8, 16, Double.POSITIVE_INFINITY},
                        new double[] {1, 1, 3, 6, 6, 10, 10},
                        20,
                        false));
    }

    @Test
    void aPointWithoutARecordedValueIsStale() throws ProtobufException {
        NumberDataPoint.Builder point =
                NumberDataPoint.newBuilder().setTimeUnixNano(nanos(0)).setFlags(1);

        Sample sample = only(request(gauge("a", "", point)));

        assertThat(SpecialValues.isStale(sample.value())).isTrue();
    }

    @Test
    void aHistogramWithoutARecordedValueIsStaleToo() throws ProtobufException {
        Sample sample = only(request(
                histogram("a", "", CUMULATIVE, buckets(0, List.of(), List.of()).setFlags(1))));

        assertThat(SpecialValues.isStale(sample.value())).isTrue();
        assertThat(sample.compound()).isNull();
    }

    @Test
    void aPointWithoutValueIsRefused() throws ProtobufException {
        assertThat(refusal(gauge("a", "", NumberDataPoint.newBuilder().setTimeUnixNano(nanos(0)))))
                .contains("'a' has no value");
    }

    @Test
    void aPointWithoutTimeIsOfNow() throws ProtobufException {
        assertThat(only(request(gauge("a", "", point(1).setTimeUnixNano(0)))).timestampMillis())
                .isEqualTo(NOW);
    }

    @Test
    void exemplarsAreLeftOut() throws ProtobufException {
        Exemplar exemplar = Exemplar.newBuilder()
                .setTraceId(ByteString.copyFrom(new byte[16]))
                .setSpanId(ByteString.copyFrom(new byte[8]))
                .setAsDouble(1)
                .addFilteredAttributes(attribute("user", "x"))
                .build();

        assertThat(only(request(gauge("a", "", point(1).addExemplars(exemplar))))
                        .key())
                .hasToString("a{instance=\"a\",job=\"shop\"}");
    }

    @Test
    void temporalityHasToBeSaid() throws ProtobufException {
        AggregationTemporality none = AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED;

        assertThat(refusal(sum("orders", "", none, true, point(1)))).contains("orders", "temporality is 0");
        assertThat(refusal(histogram("took", "", none, buckets(0, List.of(), List.of()))))
                .contains("temporality is 0");
    }

    @Test
    void aDeltaOfWhatMayFallIsRefused() throws ProtobufException {
        assertThat(refusal(sum("in.flight", "", DELTA, false, point(1)))).contains("in.flight", "cumulative");
        assertThat(refusal(sum("orders", "", DELTA, true, point(-1)))).contains("-1.0");
        assertThat(refusal(sum("orders", "", DELTA, true, point(Double.NaN)))).contains("NaN");
    }

    @Test
    void deltasAreMarkedWithTheirTimes() throws ProtobufException {
        OtlpBatch batch = parse(request(
                gauge("a", "", point(1)), sum("b", "", DELTA, true, point(2).setStartTimeUnixNano(nanos(-10)))));

        assertThat(batch.deltas()).isEqualTo(1);
        assertThat(batch.deltaIndex(0)).isEqualTo(1);
        assertThat(batch.deltaStart(0)).isEqualTo(nanos(-10));
        assertThat(batch.deltaEnd(0)).isEqualTo(nanos(0));
    }

    @Test
    void namespaceAndNameAreTheJob() throws ProtobufException {
        Resource resource = shop().toBuilder()
                .addAttributes(attribute("service.namespace", "eu"))
                .build();

        assertThat(only(request(resource, InstrumentationScope.getDefaultInstance(), gauge("a", "", point(1))))
                        .key())
                .hasToString("a{instance=\"a\",job=\"eu/shop\"}");
    }

    @Test
    void theRestOfTheResourceIsTargetInfo() throws ProtobufException {
        Resource resource = shop().toBuilder()
                .addAttributes(attribute("k8s.pod.name", "shop-1"))
                .build();

        OtlpBatch batch = parse(request(
                resource,
                InstrumentationScope.getDefaultInstance(),
                gauge("a", "", point(1), point(1, attribute("b", "c")).setTimeUnixNano(nanos(1)))));

        assertThat(batch.samples()).hasSize(3);
        Sample info = batch.samples().get(2);
        assertThat(info.key()).hasToString("target_info{instance=\"a\",job=\"shop\",k8s_pod_name=\"shop-1\"}");
        assertThat(info.metadata().type()).isEqualTo(MetricType.INFO);
        assertThat(info.value()).isEqualTo(1);
        assertThat(info.timestampMillis()).isEqualTo(T + 1_000);
    }

    @Test
    void aResourceThatNothingIdentifiesHasNoTargetInfo() throws ProtobufException {
        Resource resource =
                Resource.newBuilder().addAttributes(attribute("host.name", "h")).build();

        assertThat(only(request(resource, InstrumentationScope.getDefaultInstance(), gauge("a", "", point(1))))
                        .key())
                .hasToString("a");
    }

    @Test
    void theResourceWinsOverAttributes() throws ProtobufException {
        assertThat(only(request(gauge("a", "", point(1, attribute("job", "other")))))
                        .key())
                .hasToString("a{instance=\"a\",job=\"shop\"}");
    }

    @Test
    void theScopeIsInLabels() throws ProtobufException {
        InstrumentationScope scope = InstrumentationScope.newBuilder()
                .setName("io.example.http")
                .setVersion("1.2")
                .addAttributes(attribute("mascot", "bear"))
                .addAttributes(attribute("version", "not the version"))
                .build();

        assertThat(only(request(shop(), scope, gauge("a", "", point(1)))).key())
                .hasToString("a{instance=\"a\",job=\"shop\",otel_scope_mascot=\"bear\","
                        + "otel_scope_name=\"io.example.http\",otel_scope_version=\"1.2\"}");
    }

    @Test
    void theScopeCanBeLeftOut() throws ProtobufException {
        InstrumentationScope scope =
                InstrumentationScope.newBuilder().setName("io.example.http").build();
        byte[] bytes = request(shop(), scope, gauge("a", "", point(1))).toByteArray();

        OtlpBatch batch =
                new OtlpParser(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES, false).parse(bytes, bytes.length, NOW);

        assertThat(batch.samples().get(0).key()).hasToString("a{instance=\"a\",job=\"shop\"}");
    }

    private String attributeText(AnyValue value) throws ProtobufException {
        return Objects.requireNonNullElse(
                only(request(gauge("a", "", point(1, attribute("x", value)))))
                        .key()
                        .labels()
                        .get("x"),
                "no label");
    }

    /** "Common specification concepts", "AnyValue representation for non-OTLP protocols". */
    @Test
    void attributeValuesOfEveryKindAreText() throws ProtobufException {
        AnyValue text = AnyValue.newBuilder().setStringValue("a\"b\n").build();
        AnyValue number = AnyValue.newBuilder().setIntValue(-12).build();
        AnyValue real = AnyValue.newBuilder().setDoubleValue(0.5).build();
        AnyValue whole = AnyValue.newBuilder().setDoubleValue(3).build();
        AnyValue infinite =
                AnyValue.newBuilder().setDoubleValue(Double.NEGATIVE_INFINITY).build();
        AnyValue truth = AnyValue.newBuilder().setBoolValue(true).build();
        AnyValue bytes = AnyValue.newBuilder()
                .setBytesValue(ByteString.copyFrom(new byte[] {1, 2, (byte) 255}))
                .build();
        AnyValue list = AnyValue.newBuilder()
                .setArrayValue(ArrayValue.newBuilder()
                        .addAllValues(List.of(text, number, real, infinite, truth, bytes))
                        .addValues(AnyValue.getDefaultInstance()))
                .build();
        AnyValue map = AnyValue.newBuilder()
                .setKvlistValue(KeyValueList.newBuilder()
                        .addValues(attribute("k", number))
                        .addValues(attribute("l", list))
                        .addValues(KeyValue.newBuilder().setKey("none")))
                .build();
        String listText = "[\"a\\\"b\\n\",-12,0.5,\"-Infinity\",true,\"AQL/\",null]";

        assertThat(attributeText(text)).isEqualTo("a\"b\n");
        assertThat(attributeText(number)).isEqualTo("-12");
        assertThat(attributeText(real)).isEqualTo("0.5");
        assertThat(attributeText(whole)).isEqualTo("3");
        assertThat(attributeText(infinite)).isEqualTo("-Infinity");
        assertThat(attributeText(truth)).isEqualTo("true");
        assertThat(attributeText(bytes)).isEqualTo("AQL/");
        assertThat(attributeText(AnyValue.getDefaultInstance())).isEqualTo("no label");
        assertThat(attributeText(list)).isEqualTo(listText);
        assertThat(attributeText(map)).isEqualTo("{\"k\":-12,\"l\":" + listText + ",\"none\":null}");
    }

    @Test
    void valuesOfKeysThatBecomeOneAreJoinedInTheOrderOfKeys() throws ProtobufException {
        assertThat(only(request(gauge(
                                "a",
                                "",
                                point(1, attribute("x_y", "3"), attribute("x.y", "1"), attribute("x:y", "2")))))
                        .key()
                        .labels()
                        .get("x_y"))
                .isEqualTo("1;2;3");
    }

    @Test
    void aKeyGivenTwiceIsRefused() throws ProtobufException {
        assertThat(refusal(gauge("a", "", point(1, attribute("x", "1"), attribute("x", "2")))))
                .contains("'x' is given twice");
    }

    @Test
    void aKeyOfWhichNothingIsLeftIsRefused() throws ProtobufException {
        assertThat(refusal(gauge("a", "", point(1, attribute("日本", "1"))))).contains("日本");
        assertThat(refusal(gauge("a", "", point(1, attribute("", "1"))))).contains("attribute name");
        assertThat(refusal(gauge("日本", "", point(1)))).contains("日本");
    }

    private static AnyValue nested(int depth) {
        AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0
                    ? AnyValue.newBuilder()
                            .setArrayValue(ArrayValue.newBuilder().addValues(value))
                            .build()
                    : AnyValue.newBuilder()
                            .setKvlistValue(KeyValueList.newBuilder().addValues(attribute("k", value)))
                            .build();
        }
        return value;
    }

    @Test
    void aValueNestedTooDeepIsRefused() throws ProtobufException {
        assertThat(attributeText(nested(AnyValueText.DEEPEST))).startsWith("{\"k\":[{\"k\":");
        assertThat(refusal(gauge("a", "", point(1, attribute("x", nested(AnyValueText.DEEPEST + 1))))))
                .contains("nested deeper");
    }

    @Test
    void aResourceThatCannotBeReadRefusesItsPointsAndNoOthers() throws ProtobufException {
        Resource twice =
                shop().toBuilder().addAttributes(attribute("service.name", "b")).build();
        ExportMetricsServiceRequest request =
                request(twice, InstrumentationScope.getDefaultInstance(), gauge("a", "", point(1))).toBuilder()
                        .mergeFrom(request(gauge("b", "", point(2))))
                        .build();

        OtlpBatch batch = parse(request);

        assertThat(batch.refused()).isEqualTo(1);
        assertThat(batch.refusal()).contains("resource", "service.name");
        assertThat(batch.samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.value()).isEqualTo(2));
    }

    @Test
    void aKnownSeriesIsTheSameObjectInEveryRequest() throws ProtobufException {
        ExportMetricsServiceRequest request =
                request(gauge("a", "s", point(1, attribute("x", "1"), attribute("y", "2"))));

        Sample first = only(request);
        Sample second = only(request);

        assertThat(second.key()).isSameAs(first.key());
        assertThat(second.metadata()).isSameAs(first.metadata());
    }

    @Test
    void attributesInAnotherOrderAreTheSameSeries() throws ProtobufException {
        Sample first = only(request(gauge("a", "s", point(1, attribute("x", "1"), attribute("y", "2")))));
        Sample second = only(request(gauge("a", "s", point(1, attribute("y", "2"), attribute("x", "1")))));

        assertThat(second.key()).isEqualTo(first.key());
    }

    @Test
    void whatOnlyLooksLikeAKnownSeriesIsNot() throws ProtobufException {
        Sample gauge = only(request(gauge("a", "", point(1, attribute("x", "1")))));
        Sample otherUnit = only(request(gauge("a", "s", point(1, attribute("x", "1")))));
        Sample counter = only(request(sum("a", "", CUMULATIVE, true, point(1, attribute("x", "1")))));
        Sample described = only(request(gauge("a", "", point(1, attribute("x", "1"))).toBuilder()
                .setDescription("A.")
                .build()));

        assertThat(List.of(gauge, otherUnit, counter))
                .extracting(sample -> sample.key().name())
                .containsExactly("a", "a_seconds", "a_total");
        assertThat(described.metadata().help()).isEqualTo("A.");
    }

    /** protobuf.dev, "Encoding": fields may come in any order, and packed fields in several pieces or as single elements. */
    @Test
    void fieldsMayComeInAnyOrder() throws ProtobufException {
        ProtobufWriter out = new ProtobufWriter();
        int resourceMetrics = out.begin(1);
        int scopeMetrics = out.begin(2);
        int metric = out.begin(2);
        int data = out.begin(9);
        int point = out.begin(1);
        int attribute = out.begin(9);
        out.text(1, "x").end(attribute);
        out.fixed64(7, Double.doubleToRawLongBits(1.5));
        out.fixed64(6, 4);
        out.fixed64(3, nanos(0));
        int second = out.begin(9);
        int value = out.begin(2);
        out.text(1, "2").end(value);
        out.text(1, "y").end(second);
        int counts = out.begin(6);
        out.bareFixed64(5);
        out.end(counts);
        out.fixed64(4, 9);
        out.end(point);
        out.varint(2, 2).end(data);
        out.text(3, "s").text(2, "Help.").text(1, "took").end(metric);
        int scope = out.begin(1);
        out.text(1, "lib").end(scope);
        out.end(scopeMetrics);
        int resource = out.begin(1);
        int name = out.begin(1);
        int nameValue = out.begin(2);
        out.text(1, "shop").end(nameValue);
        out.text(1, "service.name").end(name);
        out.end(resource);
        out.end(resourceMetrics);

        OtlpBatch batch = parser.parse(out.bytes(), out.length(), NOW);

        assertThat(batch.refusal()).isNull();
        Sample sample = batch.samples().get(0);
        assertThat(sample.key()).hasToString("took_seconds{job=\"shop\",otel_scope_name=\"lib\",y=\"2\"}");
        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {1.5, Double.POSITIVE_INFINITY}, new double[] {4, 9}, Double.NaN, false));
    }

    @Test
    void unknownFieldsAndUnknownKindsAreLeftOut() throws ProtobufException {
        ProtobufWriter out = new ProtobufWriter();
        byte[] known = request(gauge("a", "", point(1))).getResourceMetrics(0).toByteArray();
        out.varint(99, 1);
        out.bytes(1, known);
        int resourceMetrics = out.begin(1);
        int scopeMetrics = out.begin(2);
        int metric = out.begin(2);
        out.text(1, "future");
        int kind = out.begin(13);
        out.text(1, "?").end(kind);
        out.end(metric);
        out.end(scopeMetrics);
        out.end(resourceMetrics);

        OtlpBatch batch = parser.parse(out.bytes(), out.length(), NOW);

        assertThat(batch.samples()).hasSize(1);
        assertThat(batch.refused()).isZero();
    }

    @Test
    void anAttributeThatIsNotUtf8RefusesTheRequest() {
        ProtobufWriter out = new ProtobufWriter();
        int resourceMetrics = out.begin(1);
        int scopeMetrics = out.begin(2);
        int metric = out.begin(2);
        int gauge = out.begin(5);
        int point = out.begin(1);
        int attribute = out.begin(7);
        out.bytes(1, new byte[] {(byte) 0xff}).end(attribute);
        out.end(point);
        out.end(gauge);
        out.text(1, "a").end(metric);
        out.end(scopeMetrics);
        out.end(resourceMetrics);

        assertThatThrownBy(() -> parser.parse(out.bytes(), out.length(), NOW))
                .isInstanceOf(ProtobufException.class)
                .hasMessageContaining("UTF-8");
    }
}
