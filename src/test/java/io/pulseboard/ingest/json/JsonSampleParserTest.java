package io.pulseboard.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSampleParserTest {
    private static final long NOW = 1_763_800_000_000L;

    private final JsonSampleParser parser = new JsonSampleParser();

    @Test
    void anObjectIsASample() throws JsonSyntaxException {
        Sample sample = sample("""
                {"name":"orders_total","labels":{"job":"shop","kind":"web"},"type":"counter","unit":"orders",
                 "help":"All orders.","ts":1763799999000,"value":42.5}
                """);

        assertThat(sample.key()).isEqualTo(SeriesKey.of("orders_total", "job", "shop", "kind", "web"));
        assertThat(sample.metadata()).isEqualTo(new MetricMetadata(MetricType.COUNTER, "orders", "All orders."));
        assertThat(sample.value()).isEqualTo(42.5);
        assertThat(sample.timestampMillis()).isEqualTo(1_763_799_999_000L);
    }

    @Test
    void timeAndMetadataMayBeLeftOut() throws JsonSyntaxException {
        Sample sample = sample("{\"name\":\"a\",\"value\":1}");

        assertThat(sample).isEqualTo(Sample.of(SeriesKey.of("a"), MetricMetadata.UNKNOWN, 1, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"name\":\"a\",\"value\":1},{\"name\":\"b\",\"value\":2}]",
                "{\"name\":\"a\",\"value\":1}\n{\"name\":\"b\",\"value\":2}",
                "{\"name\":\"a\",\"value\":1}\r\n\n{\"name\":\"b\",\"value\":2}\n",
                "[{\"name\":\"a\",\"value\":1}]\n[{\"name\":\"b\",\"value\":2}]"
            })
    void severalComeAsArrayOrLines(String body) throws JsonSyntaxException {
        assertThat(parse(body)).hasSize(2).allMatch(item -> item instanceof JsonItem.Accepted);
    }

    @ParameterizedTest
    @CsvSource({"\"NaN\",NaN", "\"+Inf\",Infinity", "\"-Inf\",-Infinity", "-0.5e3,-500", "1,1"})
    void aValueIsANumberOrAWord(String json, Double value) throws JsonSyntaxException {
        assertThat(sample("{\"name\":\"a\",\"value\":" + json + "}").value()).isEqualTo(value);
    }

    /** What could be UTF-32 of an order of bytes that Jackson does not read; found by fuzzing. */
    @Test
    void whatIsOfNoEncodingIsRefused() {
        for (byte[] body : new byte[][] {{0, '[', 0, 0}, {0, 0, '{', 0}, {0, 0, (byte) 0xff, (byte) 0xfe}}) {
            assertThatThrownBy(() -> parser.parse(body, NOW))
                    .isInstanceOf(JsonSyntaxException.class)
                    .hasMessageContaining("the text is not UTF-8");
        }
    }

    @Test
    void aHistogramIsReadAsTheStreamsWriteIt() throws JsonSyntaxException {
        Sample sample = sample(
                "{\"name\":\"took\",\"type\":\"histogram\",\"value\":{\"buckets\":[[0.1,3],[\"+Inf\",10]],\"sum\":5.2,\"count\":10}}");

        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0.1, Double.POSITIVE_INFINITY}, new double[] {3, 10}, 5.2, false));
    }

    @Test
    void theCountClosesAHistogram() throws JsonSyntaxException {
        Sample sample = sample("{\"name\":\"took\",\"value\":{\"buckets\":[[0.1,3]],\"count\":10}}");

        assertThat(sample.metadata().type()).isEqualTo(MetricType.HISTOGRAM);
        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {0.1, Double.POSITIVE_INFINITY}, new double[] {3, 10}, Double.NaN, false));
    }

    @Test
    void aGaugeHistogramMayGoDown() throws JsonSyntaxException {
        Sample sample =
                sample("{\"name\":\"q\",\"type\":\"gaugehistogram\",\"value\":{\"buckets\":[[1,3],[\"+Inf\",2]]}}");

        assertThat(sample.compound())
                .isEqualTo(new HistogramValue(
                        new double[] {1, Double.POSITIVE_INFINITY}, new double[] {3, 2}, Double.NaN, true));
    }

    @Test
    void aSummaryIsReadAsTheStreamsWriteIt() throws JsonSyntaxException {
        Sample sample = sample("{\"name\":\"took\",\"value\":{\"quantiles\":[[0.5,\"NaN\"],[0.9,2]],\"count\":3}}");

        assertThat(sample.compound())
                .isEqualTo(new SummaryValue(new double[] {0.5, 0.9}, new double[] {Double.NaN, 2}, Double.NaN, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"value\":1}|missing_field|name",
                "{\"name\":\"\",\"value\":1}|missing_field|name",
                "{\"name\":\"a\"}|missing_field|value",
                "{\"name\":\"a\",\"value\":null}|bad_value|value",
                "{\"name\":\"a\",\"value\":\"7\"}|bad_value|7",
                "{\"name\":\"a\",\"value\":true}|bad_value|true",
                "{\"name\":\"a\",\"value\":[1]}|bad_value|[",
                "{\"name\":\"a\",\"value\":1e999}|bad_value|1e999",
                "{\"name\":5,\"value\":1}|bad_field|name",
                "{\"name\":\"a\",\"value\":1,\"extra\":{\"deep\":[1,2]}}|unknown_field|extra",
                "{\"name\":\"a\",\"value\":1,\"value\":2}|duplicate_field|value",
                "{\"name\":\"a\",\"value\":1,\"labels\":{\"x\":\"1\",\"x\":\"2\"}}|duplicate_field|x",
                "{\"name\":\"a\",\"value\":1,\"labels\":{\"x\":1}}|bad_field|labels.x",
                "{\"name\":\"a\",\"value\":1,\"labels\":{\"\":\"1\"}}|bad_labels|''",
                "{\"name\":\"a\",\"value\":1,\"labels\":{\"__name__\":\"b\"}}|bad_labels|__name__",
                "{\"name\":\"a\",\"value\":1,\"labels\":[]}|bad_labels|labels",
                "{\"name\":\"a\",\"value\":1,\"type\":\"speed\"}|bad_type|speed",
                "{\"name\":\"a\",\"value\":1,\"type\":\"histogram\"}|type_mismatch|histogram",
                "{\"name\":\"a\",\"value\":{\"buckets\":[[\"+Inf\",1]]},\"type\":\"gauge\"}|type_mismatch|gauge",
                "{\"name\":\"a\",\"value\":1,\"ts\":\"now\"}|bad_timestamp|now",
                "{\"name\":\"a\",\"value\":1,\"ts\":99999999999999999999}|bad_timestamp|9999",
                "{\"name\":\"a\",\"value\":{}}|bad_value|buckets",
                "{\"name\":\"a\",\"value\":{\"buckets\":[]}}|bad_value|+Inf",
                "{\"name\":\"a\",\"value\":{\"buckets\":[[1,2]]}}|bad_value|+Inf",
                "{\"name\":\"a\",\"value\":{\"buckets\":[[1,2,3]]}}|bad_value|pairs",
                "{\"name\":\"a\",\"value\":{\"buckets\":[1,2]}}|bad_value|pairs",
                "{\"name\":\"a\",\"value\":{\"buckets\":[[2,2],[1,3],[\"+Inf\",4]]}}|bad_value|ascend",
                "{\"name\":\"a\",\"value\":{\"buckets\":[[1,5],[\"+Inf\",4]]}}|bad_value|go down",
                "{\"name\":\"a\",\"value\":{\"buckets\":[[\"+Inf\",4]],\"count\":5}}|bad_value|count",
                "{\"name\":\"a\",\"value\":{\"quantiles\":[[1.5,4]]}}|bad_value|quantiles",
                "{\"name\":\"a\",\"value\":{\"buckets\":[[\"+Inf\",4]],\"quantiles\":[]}}|bad_value|quantiles",
                "{\"name\":\"a\",\"value\":{\"median\":4}}|unknown_field|median",
                "{\"name\":\"\\ud800\",\"value\":1}|bad_field|surrogate"
            })
    void aBadItemIsRefusedAndTheNextIsRead(String item, String code, String mentioned) throws JsonSyntaxException {
        List<JsonItem> items = parse("[" + item + ",{\"name\":\"good\",\"value\":1}]");

        assertThat(items).hasSize(2);
        assertThat(items.get(0)).isInstanceOfSatisfying(JsonItem.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.message()).contains(mentioned);
        });
        assertThat(items.get(1)).isInstanceOf(JsonItem.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"a\",|1",
                "[{\"name\":\"a\",\"value\":1}|1",
                "{\"name\":\"a\",\"value\":NaN}|1",
                "{\"name\":\"a\" \"value\":1}|1",
                "orders 42|1",
                "42|1",
                "[[{\"name\":\"a\",\"value\":1}]]|1",
                "[null]|1",
                "]|1"
            })
    void whatIsNotJsonIsRefusedWhole(String body, int line) {
        assertThatThrownBy(() -> parse(body)).isInstanceOfSatisfying(JsonSyntaxException.class, malformed -> {
            assertThat(malformed.line()).isEqualTo(line);
            assertThat(malformed.column()).isPositive();
        });
    }

    @Test
    void theLineOfABrokenObjectIsNamed() {
        assertThatThrownBy(() -> parse("{\"name\":\"a\",\"value\":1}\n{\"name\":\"b\",\"value\":}\n"))
                .isInstanceOfSatisfying(JsonSyntaxException.class, malformed -> {
                    assertThat(malformed.line()).isEqualTo(2);
                    assertThat(malformed.column()).isEqualTo(21);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"a\",\"value\":NaN} | line 1, column 21: 'NaN' is no number in JSON; where it is taken, it"
                        + " stands in double quotes",
                "{\"name\":\"a\",\"value\":} | line 1, column 21: expected a value, found '}'",
                "orders 42 | line 1, column 1: expected a value, found 'orders'",
                "\"orders\" | line 1, column 1: expected an object {\"name\":...,\"value\":...}, found 'orders'",
                "[42] | line 1, column 2: expected an object {\"name\":...,\"value\":...}, found '42'",
                "[[]] | line 1, column 2: expected an object {\"name\":...,\"value\":...}, found an array in an array",
            })
    void whatIsWrongIsToldInPlainWords(String body, String message) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessage(message);
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> parse("{\"name\":\"a\",\"value\":1,\"x\":" + "[".repeat(10_000)))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessage("line 1, column 43: nested deeper than 16 levels");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        byte[] body = {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xc3, '"', '}'};

        assertThatThrownBy(() -> parser.parse(body, NOW)).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void hugeNumbersAreRefused() {
        assertThatThrownBy(() -> parse("{\"name\":\"a\",\"value\":" + "1".repeat(100_000) + "}"))
                .isInstanceOf(JsonSyntaxException.class);
    }

    private List<JsonItem> parse(String body) throws JsonSyntaxException {
        return parser.parse(body.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private Sample sample(String body) throws JsonSyntaxException {
        List<JsonItem> items = parse(body);
        assertThat(items).hasSize(1);
        assertThat(items.get(0)).isInstanceOf(JsonItem.Accepted.class);
        return ((JsonItem.Accepted) items.get(0)).sample();
    }
}
