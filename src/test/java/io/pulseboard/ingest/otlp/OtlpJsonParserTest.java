package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.otlp.Requests.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SummaryValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP 1.9, "JSON Protobuf Encoding", and what protobuf.dev says of ProtoJSON. */
final class OtlpJsonParserTest {
    private final OtlpParser parser = new OtlpParser(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES, true);

    private OtlpBatch parse(String json) throws MalformedJsonException, ProtobufException {
        ProtobufWriter rewritten = new OtlpJsonParser().parse(json.getBytes(StandardCharsets.UTF_8));
        return parser.parse(rewritten.bytes(), rewritten.length(), T);
    }

    private List<Sample> samples(String metric) throws MalformedJsonException, ProtobufException {
        OtlpBatch batch = parse("{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[" + metric + "]}]}]}");
        assertThat(batch.refusal()).isNull();
        return batch.samples();
    }

    private double number(String member) throws MalformedJsonException, ProtobufException {
        return samples("{\"name\":\"a\",\"gauge\":{\"dataPoints\":[{" + member + "}]}}")
                .get(0)
                .value();
    }

    @Test
    void aRequestOfEveryKindIsRead() throws MalformedJsonException, ProtobufException {
        OtlpBatch batch = parse("""
                {"resourceMetrics": [{
                  "schemaUrl": "https://example.com/1",
                  "resource": {"droppedAttributesCount": 1, "attributes": [
                    {"key": "service.name", "value": {"stringValue": "shop"}},
                    {"key": "host.cpus", "value": {"intValue": "4"}}]},
                  "scopeMetrics": [{
                    "scope": {"name": "lib", "version": "1", "attributes": [{"key": "x", "value": {"boolValue": true}}]},
                    "metrics": [
                      {"name": "level", "description": "Level.", "unit": "m", "gauge": {"dataPoints": [
                        {"timeUnixNano": "1763800000000000000", "asDouble": 1.5}]}},
                      {"name": "orders", "sum": {"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [
                        {"startTimeUnixNano": "1", "timeUnixNano": 1763800000000000000, "asInt": "-3",
                         "exemplars": [{"traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "eee19b7ec3c1b174",
                                        "asDouble": 1, "filteredAttributes": []}]}]}},
                      {"name": "took", "unit": "s", "histogram": {"aggregationTemporality": 2, "dataPoints": [
                        {"count": "3", "sum": 4.5, "bucketCounts": ["1", 2], "explicitBounds": [0.5],
                         "min": 0.1, "max": 4}]}},
                      {"name": "size", "exponentialHistogram": {"aggregationTemporality": 2, "dataPoints": [
                        {"count": 5, "sum": 9, "scale": 0, "zeroCount": "1", "zeroThreshold": 0.25,
                         "positive": {"offset": -4, "bucketCounts": ["1", "1", 0, "2"]},
                         "negative": {"bucketCounts": []}}]}},
                      {"name": "age", "summary": {"dataPoints": [
                        {"count": "2", "sum": 3, "quantileValues": [{"quantile": 0.5, "value": 1}]}]}}
                    ]}]}]}
                """);

        assertThat(batch.refusal()).isNull();
        String labels = "{job=\"shop\",otel_scope_name=\"lib\",otel_scope_version=\"1\",otel_scope_x=\"true\"}";
        assertThat(batch.samples())
                .extracting(sample -> sample.key().toString())
                .containsExactly(
                        "level_meters" + labels,
                        "orders_total" + labels,
                        "took_seconds" + labels,
                        "size" + labels,
                        "age" + labels,
                        "target_info{host_cpus=\"4\",job=\"shop\"}");
        assertThat(batch.samples().get(0).value()).isEqualTo(1.5);
        assertThat(batch.samples().get(0).timestampMillis()).isEqualTo(1_763_800_000_000L);
        assertThat(batch.samples().get(0).metadata().help()).isEqualTo("Level.");
        assertThat(batch.samples().get(1).value()).isEqualTo(-3);
        assertThat(batch.samples().get(1).metadata().type()).isEqualTo(MetricType.COUNTER);
        assertThat(batch.samples().get(2).compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0.5, Double.POSITIVE_INFINITY}, new double[] {1, 3}, 4.5, false));
        assertThat(batch.samples().get(3).compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0.25, 0.5, 1, Double.POSITIVE_INFINITY}, new double[] {3, 3, 5, 5}, 9, false));
        assertThat(batch.samples().get(4).compound())
                .isEqualTo(new SummaryValue(new double[] {0.5}, new double[] {1}, 3, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"asInt\":\"9223372036854775807\"|9.223372036854775807E18",
                "\"asInt\":-12|-12",
                "\"asInt\":\"-12\"|-12",
                "\"asInt\":1.2e1|12",
                "\"asDouble\":3|3",
                "\"asDouble\":\"3.5\"|3.5",
                "\"asDouble\":-1.5e3|-1500",
                "\"asDouble\":\"NaN\"|NaN",
                "\"asDouble\":\"Infinity\"|Infinity",
                "\"asDouble\":\"-Infinity\"|-Infinity",
            })
    void numbersMayBeTextAndTextMayBeNumbers(String member, double value)
            throws MalformedJsonException, ProtobufException {
        assertThat(number(member)).isEqualTo(Double.valueOf(value));
    }

    @Test
    void nullIsAFieldThatIsNotThere() throws MalformedJsonException, ProtobufException {
        assertThat(number("\"asDouble\":null,\"attributes\":null,\"asInt\":1")).isEqualTo(1);
    }

    @Test
    void unknownFieldsAreLeftOutWhateverTheyHold() throws MalformedJsonException, ProtobufException {
        assertThat(number("\"future\":{\"a\":[1,{\"b\":null}]},\"time_unix_nano\":7,\"asInt\":1"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1\"", "\"AGGREGATION_TEMPORALITY_DELTA\""})
    void temporalitiesAreNumbersAndTheirNamesAreUnderstood(String temporality)
            throws MalformedJsonException, ProtobufException {
        OtlpBatch batch = parse("""
                {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","sum":{"isMonotonic":true,
                "aggregationTemporality":%s,"dataPoints":[{"asInt":1}]}}]}]}]}""".formatted(temporality));

        assertThat(batch.deltas()).isEqualTo(1);
    }

    @Test
    void bytesAreInBase64OfEitherAlphabet() throws MalformedJsonException, ProtobufException {
        for (String encoded : new String[] {"+/8=", "-_8", "+/8"}) {
            Sample sample = samples("{\"name\":\"a\",\"gauge\":{\"dataPoints\":[{\"asInt\":1,\"attributes\":["
                            + "{\"key\":\"b\",\"value\":{\"bytesValue\":\"" + encoded + "\"}}]}]}}")
                    .get(0);

            assertThat(sample.key().labels().get("b")).isEqualTo("+/8=");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{} {}",
                "{\"resourceMetrics\":{}}",
                "{\"resourceMetrics\":[1]}",
                "{\"resourceMetrics\":[null]}",
                "{\"resourceMetrics\":[[]]}",
                "{\"resourceMetrics\":[{\"resource\":[]}]}",
                "{\"resourceMetrics\":[],}",
            })
    void whatIsNoRequestIsRefused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"asDouble\":NaN",
                "\"asDouble\":Infinity",
                "\"asDouble\":\"nan\"",
                "\"asDouble\":\"0x1p3\"",
                "\"asDouble\":\"1d\"",
                "\"asDouble\":\"\"",
                "\"asDouble\":true",
                "\"asInt\":1.5",
                "\"asInt\":\"1.5\"",
                "\"asInt\":\"18446744073709551616\"",
                "\"asInt\":\"-9223372036854775809\"",
                "\"asInt\":\"1e999999999\"",
                "\"asInt\":{}",
                "\"attributes\":[{\"key\":1}]",
                "\"attributes\":[{\"key\":\"a\",\"value\":{\"boolValue\":\"true\"}}]",
                "\"attributes\":[{\"key\":\"a\",\"value\":{\"bytesValue\":\"!\"}}]",
                "\"exemplars\":[{\"traceId\":\"xyz\"}]",
            })
    void aValueOfAnotherTypeRefusesTheRequestAndSaysWhere(String member) {
        assertThatThrownBy(() -> number(member))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("line 1, column ");
    }

    @Test
    void whatIsWrongIsToldInPlainWords() {
        assertThatThrownBy(() -> parse("{\"resourceMetrics\":[\n{\"scopeMetrics\":nothing}]}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("line 2, column 17: expected a value, found 'nothing'");
        assertThatThrownBy(() -> parse("{\"resourceMetrics\":["))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("line 1, column 21: the text ends within an array");
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);

        assertThatThrownBy(() -> parse("{\"x\":" + deep + "}")).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> number("\"attributes\":[{\"key\":\"a\",\"value\":"
                        + "{\"arrayValue\":{\"values\":[".repeat(2_000) + "]}}".repeat(2_000) + "}]"))
                .isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void theDeepestValueThatIsTakenAsProtobufIsTakenAsJson() throws MalformedJsonException, ProtobufException {
        String deep = "{\"arrayValue\":{\"values\":[".repeat(AnyValueText.DEEPEST) + "{\"intValue\":1}"
                + "]}}".repeat(AnyValueText.DEEPEST);

        Sample sample = samples("{\"name\":\"a\",\"gauge\":{\"dataPoints\":[{\"asInt\":1,\"attributes\":["
                        + "{\"key\":\"b\",\"value\":" + deep + "}]}]}}")
                .get(0);

        assertThat(sample.key().labels().get("b"))
                .isEqualTo("[".repeat(AnyValueText.DEEPEST) + "1" + "]".repeat(AnyValueText.DEEPEST));
    }
}
