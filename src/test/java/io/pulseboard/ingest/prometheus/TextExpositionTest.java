package io.pulseboard.ingest.prometheus;

import static io.pulseboard.ingest.prometheus.ExpositionFormat.TEXT_0_0_4;
import static io.pulseboard.ingest.prometheus.Expositions.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pulseboard.ingest.prometheus.ExpositionOptions.Repetition;
import io.pulseboard.ingest.prometheus.ExpositionOptions.Timestamps;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text exposition format 0.0.4, by the parts of "Exposition formats / Text format details". */
class TextExpositionTest {
    private static List<String> read(String text) throws ExpositionSyntaxException {
        return Expositions.lines(TEXT_0_0_4, text);
    }

    // ---- Line format ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\n\n",
                " \t\n",
                "\r\n",
                "#",
                "#\n",
                "# any words\n",
                "#HELPFUL x\n",
                "# HELP\n",
                "# TYPE \n",
                "# HELP x\n",
                "# TYPE x\n"
            })
    void linesWithoutSamplesAreRead(String text) throws ExpositionSyntaxException {
        assertThat(read(text)).isEmpty();
    }

    static Stream<Arguments> sampleLines() {
        return Stream.of(
                arguments("a 1\n", "unknown a 1.0"),
                arguments("a 1", "unknown a 1.0"),
                arguments("a 1\r\n", "unknown a 1.0"),
                arguments("  a\t1  \n", "unknown a 1.0"),
                arguments("a 1 \r\n", "unknown a 1.0"),
                arguments("a{} 1\n", "unknown a 1.0"),
                arguments("a {x=\"1\"} 1\n", "unknown a{x=\"1\"} 1.0"),
                arguments("a{x=\"1\",} 1\n", "unknown a{x=\"1\"} 1.0"),
                arguments("a { x = \"1\" , y\t=\"2\" , } 1\n", "unknown a{x=\"1\",y=\"2\"} 1.0"),
                arguments("a{x=\"1\"}-Inf\n", "unknown a{x=\"1\"} -Infinity"),
                arguments("a{y=\"2\",x=\"1\"} 1\n", "unknown a{x=\"1\",y=\"2\"} 1.0"),
                arguments("a{x=\"\"} 1\n", "unknown a 1.0"),
                arguments(":a:b_0 1\n", "unknown :a:b_0 1.0"),
                arguments("a 1 1500\n", "unknown a 1.0 @1500"),
                arguments("a 1 -1500\n", "unknown a 1.0 @-1500"),
                arguments("a 1 +1500 \n", "unknown a 1.0 @1500"));
    }

    @ParameterizedTest
    @MethodSource("sampleLines")
    void aSampleLineIsRead(String text, String expected) throws ExpositionSyntaxException {
        assertThat(read(text)).containsExactly(expected);
    }

    static Stream<Arguments> quotedNames() {
        return Stream.of(
                arguments("{\"my.metric\"} 1\n", "unknown {\"my.metric\"} 1.0"),
                arguments("{\"my.metric\",a=\"b\"} 1\n", "unknown {\"my.metric\",a=\"b\"} 1.0"),
                arguments("{a=\"b\", \"my.metric\"} 1\n", "unknown {\"my.metric\",a=\"b\"} 1.0"),
                arguments("{\"plain\",\"my.label\"=\"b\"} 1\n", "unknown plain{\"my.label\"=\"b\"} 1.0"),
                arguments("a{\"my.label\"=\"b\"} 1\n", "unknown a{\"my.label\"=\"b\"} 1.0"),
                arguments("{\"a \\\"b\\\" \\\\ \\n\"} 1\n", "unknown {\"a \\\"b\\\" \\\\ \\n\"} 1.0"),
                arguments("# TYPE \"b c\" gauge\n{\"b c\"} 1\n", "gauge {\"b c\"} 1.0"),
                arguments("{\"größe\",\"ключ\"=\"値\"} 1\n", "unknown {\"größe\",\"ключ\"=\"値\"} 1.0"));
    }

    @ParameterizedTest
    @MethodSource("quotedNames")
    void namesOutsideTheClassicAlphabetAreReadInQuotes(String text, String expected) throws ExpositionSyntaxException {
        assertThat(read(text)).containsExactly(expected);
    }

    @Test
    void labelValuesAreUnescaped() throws ExpositionSyntaxException {
        List<Sample> samples = Expositions.samples(TEXT_0_0_4, "a{x=\"q\\\" b\\\\ n\\n } # é\"} 1\n");

        assertThat(samples.get(0).key()).isEqualTo(SeriesKey.of("a", "x", "q\" b\\ n\n } # é"));
    }

    // ---- Values: Go's ParseFloat ----

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, -0.0",
        "1, 1",
        "+1, 1",
        "0042, 42",
        "1., 1",
        ".5, 0.5",
        "-.5e1, -5",
        "1e3, 1000",
        "1E+3, 1000",
        "1e-3, 0.001",
        "1.7560473e+06, 1756047.3",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "0.1, 0.1",
        "9007199254740993, 9007199254740993",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "4.9e-324, 4.9e-324",
        "1e-999, 0",
        "2.2250738585072012e-308, 2.2250738585072012e-308",
        "8.41e21, 8.41e21",
        "5e22, 5e22",
        "NaN, NaN",
        "nan, NaN",
        "Inf, Infinity",
        "+Inf, Infinity",
        "-inf, -Infinity",
        "Infinity, Infinity",
        "-INFINITY, -Infinity",
        "1.000000000000000000000001, 1"
    })
    void aNumberIsRead(String text, Double expected) throws ExpositionSyntaxException {
        assertThat(Expositions.samples(TEXT_0_0_4, "a " + text + "\n").get(0).value())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x", "1_2", "0x1p-3", "0X1", "0b1", "0o1", "1e", "1e+", ".", "-", "+", "1.2.3", "--1", "1d", "1f",
                "+nan", "-NaN", "nano", "infinit", "1e400", "-1e400", "1,5", "٣", "#"
            })
    void whatIsNoNumberIsRefused(String text) {
        assertThat(Expositions.complaint(TEXT_0_0_4, "a " + text + "\n"))
                .startsWith("1:3 expected a number as the value, found");
    }

    // ---- Comments, help text, and type information ----

    @Test
    void helpAndTypeBecomeMetadata() throws ExpositionSyntaxException {
        String text = "# HELP a One\\n\\\\two \\\"three\\\" \"four\"\n# TYPE a counter\na 1\n";

        assertThat(Expositions.samples(TEXT_0_0_4, text))
                .containsExactly(Sample.of(
                        SeriesKey.of("a"),
                        new MetricMetadata(MetricType.COUNTER, "", "One\n\\two \"three\" \"four\""),
                        1,
                        NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "counter, counter",
        "gauge, gauge",
        "untyped, unknown",
        "unknown, unknown",
        "COUNTER, counter",
        "info, info",
        "stateset, stateset"
    })
    void aTypeIsRead(String word, String expected) throws ExpositionSyntaxException {
        assertThat(read(" #\tTYPE \t a  " + word + " \na 1\n")).containsExactly(expected + " a 1.0");
    }

    @Test
    void familiesMayComeInPieces() throws ExpositionSyntaxException {
        assertThat(read("# TYPE a gauge\na{x=\"1\"} 1\nb 2\na{x=\"2\"} 3\n# HELP a late\na{x=\"3\"} 4\n"))
                .containsExactly(
                        "gauge a{x=\"1\"} 1.0", "unknown b 2.0", "gauge a{x=\"2\"} 3.0", "gauge a{x=\"3\"} 4.0");
    }

    // ---- Histograms and summaries ----

    @Test
    void theLinesOfAHistogramBecomeOneSample() throws ExpositionSyntaxException {
        List<Sample> samples = Expositions.samples(
                TEXT_0_0_4,
                "# TYPE h histogram\nh_bucket{x=\"1\",le=\"0.1\"} 1\nh_bucket{x=\"1\",le=\"+Inf\"} 3\nh_sum{x=\"1\"} 2.5\nh_count{x=\"1\"} 3\n");

        assertThat(samples)
                .containsExactly(Sample.of(
                        SeriesKey.of("h", "x", "1"),
                        new MetricMetadata(MetricType.HISTOGRAM, "", ""),
                        new HistogramValue(
                                new double[] {0.1, Double.POSITIVE_INFINITY}, new double[] {1, 3}, 2.5, false),
                        NOW));
    }

    static Stream<Arguments> histograms() {
        String type = "# TYPE h histogram\n";
        return Stream.of(
                arguments(
                        "buckets in any order",
                        type + "h_count 3\nh_bucket{le=\"+Inf\"} 3\nh_bucket{le=\"2\"} 2\nh_bucket{le=\"1\"} 1\n",
                        List.of(
                                "histogram h_bucket{le=\"1\"} 1.0",
                                "histogram h_bucket{le=\"2\"} 2.0",
                                "histogram h_bucket{le=\"+Inf\"} 3.0",
                                "histogram h_count 3.0")),
                arguments(
                        "the last bucket comes from the count",
                        type + "h_bucket{le=\"1e0\"} 1\nh_count 3\n",
                        List.of(
                                "histogram h_bucket{le=\"1\"} 1.0",
                                "histogram h_bucket{le=\"+Inf\"} 3.0",
                                "histogram h_count 3.0")),
                arguments(
                        "no buckets at all",
                        type + "h_sum 1\nh_count 3\n",
                        List.of("histogram h_bucket{le=\"+Inf\"} 3.0", "histogram h_sum 1.0", "histogram h_count 3.0")),
                arguments(
                        "two label sets, interleaved, the last timestamp counts",
                        type + "h_count{x=\"1\"} 3\nh_count{x=\"2\"} 4 5\nh_sum{x=\"1\"} 1\nh_sum{x=\"2\"} 2 6\n",
                        List.of(
                                "histogram h_bucket{le=\"+Inf\",x=\"1\"} 3.0",
                                "histogram h_sum{x=\"1\"} 1.0",
                                "histogram h_count{x=\"1\"} 3.0",
                                "histogram h_bucket{le=\"+Inf\",x=\"2\"} 4.0 @6",
                                "histogram h_sum{x=\"2\"} 2.0 @6",
                                "histogram h_count{x=\"2\"} 4.0 @6")),
                arguments(
                        "no type, no histogram",
                        "h_bucket{le=\"1\"} 1\nh_sum 1\n",
                        List.of("unknown h_bucket{le=\"1\"} 1.0", "unknown h_sum 1.0")),
                arguments(
                        "gauge histogram, both spellings of its suffixes",
                        "# TYPE h gaugehistogram\nh_bucket{le=\"+Inf\"} 1\nh_gsum 5\n# TYPE i gauge_histogram\ni_count 1\n",
                        List.of(
                                "gaugehistogram h_bucket{le=\"+Inf\"} 1.0",
                                "gaugehistogram h_gsum 5.0",
                                "gaugehistogram h_gcount 1.0",
                                "gaugehistogram i_bucket{le=\"+Inf\"} 1.0",
                                "gaugehistogram i_gcount 1.0")),
                arguments(
                        "summary, quantiles in any order",
                        "# TYPE s summary\ns{quantile=\"0.9\"} 2\ns{quantile=\".5\"} NaN\ns_sum 8\ns_count 4\ns_created 9\n",
                        List.of(
                                "unknown s_created 9.0",
                                "summary s{quantile=\"0.5\"} NaN",
                                "summary s{quantile=\"0.9\"} 2.0",
                                "summary s_sum 8.0",
                                "summary s_count 4.0")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histograms")
    void histogramsAndSummariesAreFolded(String name, String text, List<String> expected)
            throws ExpositionSyntaxException {
        assertThat(read(text)).containsExactlyElementsOf(expected);
    }

    @Test
    void aSummaryMayHaveNothingButACount() throws ExpositionSyntaxException {
        List<Sample> samples = Expositions.samples(TEXT_0_0_4, "# TYPE s summary\ns_count 4\n");

        assertThat(samples.get(0).compound()).isEqualTo(new SummaryValue(new double[0], new double[0], Double.NaN, 4));
    }

    // ---- What is refused ----

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("@a 1\n", "1:1 expected a metric name, found '@'"),
                arguments("9a 1\n", "1:1 expected a metric name, found '9'"),
                arguments("é 1\n", "1:1 expected a metric name, found byte 0xc3"),
                arguments("\uFEFFa 1\n", "1:1 expected a metric name, found byte 0xef"),
                arguments("{} 1\n", "1:1 expected a metric name before or, quoted, inside the braces"),
                arguments("{x=\"1\"} 1\n", "1:1 expected a metric name before or, quoted, inside the braces"),
                arguments("{\"a\",\"b\"} 1\n", "1:6 the metric name is given twice"),
                arguments("a{\"b\"} 1\n", "1:3 the metric name is given twice"),
                arguments("{\"\"} 1\n", "1:2 a name must not be empty"),
                arguments("{\"a.b\".c=\"1\"} 1\n", "1:7 expected '=' after the label name, found '.'"),
                arguments("a.b 1\n", "1:2 expected a blank or '{' after the metric name, found '.'"),
                arguments("a\n", "1:2 expected a number as the value, found the end of the line"),
                arguments("a{x=\"1\"\n", "1:8 expected ',' or '}', found the end of the line"),
                arguments("a{x=\"1\n\"} 2\n", "1:5 the label value has no closing quote on its line"),
                arguments(
                        "a{x=\"\\t\"} 1\n",
                        "1:7 expected 'n', '\"' or '\\' after the backslash in the label value, found 't'"),
                arguments("a{x=1} 1\n", "1:5 expected '\"' before the label value, found '1'"),
                arguments("a{x+=\"1\"} 1\n", "1:4 expected '=' after the label name, found '+'"),
                arguments("a{@=\"1\"} 1\n", "1:3 expected a label name, found '@'"),
                arguments("a{x:y=\"1\"} 1\n", "1:4 expected '=' after the label name, found ':'"),
                arguments("a{,} 1\n", "1:3 expected a label name, found ','"),
                arguments("a{x=\"1\",,} 1\n", "1:9 expected a label name, found ','"),
                arguments("a{x=\"1\"+} 1\n", "1:8 expected ',' or '}', found '+'"),
                arguments("a{__name__=\"b\"} 1\n", "1:3 the label name '__name__' is reserved"),
                arguments("a{x=\"1\",y=\"é\",x=\"\"} 1\n", "1:15 label 'x' is given twice"),
                arguments("a 1 2.5\n", "1:5 expected whole milliseconds since 1970 as the timestamp, found '2.5'"),
                arguments("a 1 x\n", "1:5 expected whole milliseconds since 1970 as the timestamp, found 'x'"),
                arguments(
                        "a 1 99999999999999999999\n",
                        "1:5 expected whole milliseconds since 1970 as the timestamp, found '99999999999999999999'"),
                arguments("a 1 2 3\n", "1:7 expected the end of the line after the timestamp, found '3'"),
                arguments("a 1 # {} 2\n", "1:5 expected whole milliseconds since 1970 as the timestamp, found '#'"),
                arguments("# TYPE a-b gauge\n", "1:9 expected a blank after the metric name, found '-'"),
                arguments("# TYPE \"\" gauge\n", "1:10 the metric name must not be empty"),
                arguments("# TYPE a bla\n", "1:10 expected counter, gauge, histogram, summary or untyped, found 'bla'"),
                arguments("# TYPE a gauge x\n", "1:16 expected the end of the line after the type, found 'x'"),
                arguments("# HELP a x\n# HELP a y\n", "2:8 a second HELP line for 'a'"),
                arguments("# TYPE a gauge\n# TYPE a gauge\n", "2:8 a second TYPE line for 'a'"),
                arguments("a 1\n# TYPE a gauge\n", "2:8 the TYPE line comes after samples of 'a'"),
                arguments(
                        "# HELP a \\t\n",
                        "1:11 expected 'n', '\"' or '\\' after the backslash in the help text, found 't'"),
                arguments(
                        "# HELP a x\\\n",
                        "1:12 expected 'n', '\"' or '\\' after the backslash in the help text, found the end of the line"),
                arguments("a 1\nb 1\na 2\n", "3:1 series 'a' is given twice, first on line 1"),
                arguments(
                        "a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 1\n",
                        "2:1 series 'a{x=\"1\",y=\"2\"}' is given twice, first on line 1"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedLineIsRefusedWithItsPlace(String text, String expected) {
        assertThat(Expositions.complaint(TEXT_0_0_4, text)).isEqualTo(expected);
    }

    static Stream<Arguments> malformedCompounds() {
        String h = "# TYPE h histogram\n";
        String s = "# TYPE s summary\n";
        return Stream.of(
                arguments(
                        h + "h 1\n",
                        "2:1 histogram 'h' has no sample of that name: expected 'h_bucket', 'h_sum' or 'h_count'"),
                arguments(h + "h_bucket 1\n", "2:1 'h_bucket' needs a label 'le'"),
                arguments(
                        h + "h_bucket{le=\"x\"} 1\n",
                        "2:1 expected a number as the label 'le' of 'h_bucket', found 'x'"),
                arguments(
                        h + "h_bucket{le=\"NaN\"} 1\n",
                        "2:1 expected a number as the label 'le' of 'h_bucket', found 'NaN'"),
                arguments(h + "h_bucket{le=\"1\"} -1\n", "2:1 the count 'h_bucket' is negative: -1.0"),
                arguments(h + "h_count -1\n", "2:1 the count 'h_count' is negative: -1.0"),
                arguments(
                        h + "h_bucket{le=\"1\"} 1\nh_sum 1\n",
                        "2:1 histogram 'h' has neither a bucket with le=\"+Inf\" nor a count"),
                arguments(h + "h_sum 1\n", "2:1 histogram 'h' has neither a bucket with le=\"+Inf\" nor a count"),
                arguments(
                        h + "h_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 1\nh_count 1\n",
                        "2:1 histogram 'h' has the bound 1 twice"),
                arguments(h + "h_count 1\nh_count 1\n", "3:1 'h_count' is given twice"),
                arguments(s + "s 1\n", "2:1 's' needs a label 'quantile'"),
                arguments(
                        s + "s{quantile=\"x\"} 1\n",
                        "2:1 expected a number from 0 to 1 as the label 'quantile' of 's', found 'x'"),
                arguments(
                        s + "s{quantile=\"1.1\"} 1\n",
                        "2:1 expected a number from 0 to 1 as the label 'quantile' of 's', found '1.1'"),
                arguments(
                        s + "s{quantile=\"0.5\"} 1\ns{quantile=\".5\"} 1\n", "2:1 summary 's' has the bound 0.5 twice"),
                arguments(s + "s_sum NaN\n", "2:1 summary 's' has no quantile, and no number as its sum or count"),
                arguments(s + "s_sum 1\ns_sum 1\n", "3:1 's_sum' is given twice"));
    }

    @ParameterizedTest
    @MethodSource("malformedCompounds")
    void aHistogramOrSummaryThatDoesNotFitTogetherIsRefused(String text, String expected) {
        assertThat(Expositions.complaint(TEXT_0_0_4, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{x=\"\u00ff\"} 1\n",
                "{\"\u00ff\"} 1\n",
                "# HELP a \u00c3\n",
                "a{\"\u00ed\u00a0\u0080\"=\"1\"} 1\n"
            })
    void textThatIsNotUtf8IsRefused(String bytes) {
        byte[] body = bytes.getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> ExpositionParser.parseOnce(body, TEXT_0_0_4, NOW, sample -> {}))
                .isInstanceOf(ExpositionSyntaxException.class)
                .hasMessageContaining("is not valid UTF-8");
    }

    // ---- Options ----

    @Test
    void theFirstOfARepeatedSeriesCountsIfAsked() throws ExpositionSyntaxException {
        ExpositionOptions options = ExpositionOptions.DEFAULTS.withRepetition(Repetition.KEEP_FIRST);
        String text =
                "a 1\na 2\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 2\nh_count 3\nh_count 4\n";

        assertThat(Expositions.lines(Expositions.samples(options, TEXT_0_0_4, text)))
                .containsExactly(
                        "unknown a 1.0",
                        "histogram h_bucket{le=\"1\"} 1.0",
                        "histogram h_bucket{le=\"+Inf\"} 3.0",
                        "histogram h_count 3.0");
    }

    @Test
    void aSeriesMayComeTwiceWithDifferentTimestamps() throws ExpositionSyntaxException {
        assertThat(read("a 1 1000\na 2 2000\n")).containsExactly("unknown a 1.0 @1000", "unknown a 2.0 @2000");
    }

    @Test
    void timestampsAreForgottenIfAsked() throws ExpositionSyntaxException {
        ExpositionOptions options = ExpositionOptions.DEFAULTS.withTimestamps(Timestamps.IGNORE);

        assertThat(Expositions.lines(Expositions.samples(options, TEXT_0_0_4, "a 1 1000\n")))
                .containsExactly("unknown a 1.0");
    }

    @Test
    void timestampsAreRefusedIfAsked() {
        ExpositionOptions options = ExpositionOptions.DEFAULTS.withTimestamps(Timestamps.REFUSE);

        assertThatThrownBy(() -> Expositions.samples(options, TEXT_0_0_4, "a 1 1000\n"))
                .hasMessage("line 1, column 5: a timestamp is not allowed here");
    }

    @Test
    void labelsAreMadeByTheReceiver() throws ExpositionSyntaxException {
        ExpositionOptions options = ExpositionOptions.DEFAULTS.withLabels(labels -> labels.with("job", "shop"));
        String text = "a{x=\"1\"} 1\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n";

        assertThat(Expositions.samples(options, TEXT_0_0_4, text))
                .extracting(Sample::key)
                .containsExactly(SeriesKey.of("a", "x", "1", "job", "shop"), SeriesKey.of("h", "job", "shop"));
    }

    @Test
    void seriesThatBecomeOneByTheirNewLabelsAreRepetitions() {
        ExpositionOptions options = ExpositionOptions.DEFAULTS.withLabels(labels -> Labels.EMPTY);

        assertThatThrownBy(() -> Expositions.samples(options, TEXT_0_0_4, "a{x=\"1\"} 1\na{x=\"2\"} 1\n"))
                .hasMessage("line 2, column 1: series 'a' is given twice, first on line 1");
    }

    static Stream<Arguments> limits() {
        ExpositionOptions small =
                new ExpositionOptions(20, 2, 2, Repetition.REFUSE, Timestamps.HONOR, LabelLimits.NONE, l -> l);
        return Stream.of(
                arguments(small, "a 1\nb 1\nc 1\n", "line 3, column 1: the body has more than 2 samples"),
                arguments(
                        small, "a 1\n# " + "x".repeat(19) + "\n", "line 2, column 1: the line is longer than 20 bytes"),
                arguments(small, "a{x=\"\",y=\"\",z=\"\"} 1\n", "line 1, column 1: the line has more than 2 labels"));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void aBodyBeyondALimitIsRefusedAsSuch(ExpositionOptions options, String text, String message) {
        assertThatThrownBy(() -> Expositions.samples(options, TEXT_0_0_4, text))
                .isInstanceOfSatisfying(ExpositionSyntaxException.class, e -> {
                    assertThat(e.isLimit()).isTrue();
                    assertThat(e).hasMessage(message);
                });
    }
}
