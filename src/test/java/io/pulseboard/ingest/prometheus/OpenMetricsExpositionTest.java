package io.pulseboard.ingest.prometheus;

import static io.pulseboard.ingest.prometheus.ExpositionFormat.OPENMETRICS_1_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pulseboard.ingest.prometheus.ExpositionOptions.Timestamps;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenMetrics 1.0, by the sections of its specification. */
class OpenMetricsExpositionTest {
    private static final String EOF = "# EOF\n";

    private static List<String> read(String text) throws ExpositionSyntaxException {
        return Expositions.lines(OPENMETRICS_1_0, text);
    }

    private static String complaint(String text) {
        return Expositions.complaint(OPENMETRICS_1_0, text);
    }

    // ---- ABNF; Overall Structure ----

    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("# EOF\n", List.of()),
                arguments("# EOF", List.of()),
                arguments("# TYPE a gauge\n# EOF\n", List.of()),
                arguments("# HELP a \n# UNIT a \n# TYPE a unknown\n# EOF\n", List.of()),
                arguments("a 1\n# EOF\n", List.of("unknown a 1.0")),
                arguments("a{} 1\n# EOF\n", List.of("unknown a 1.0")),
                arguments("a{x=\"\"} 1\n# EOF\n", List.of("unknown a 1.0")),
                arguments("a{x=\"1\",y=\"2\"} +1e3\n# EOF\n", List.of("unknown a{x=\"1\",y=\"2\"} 1000.0")),
                arguments(
                        "a 0042\nb 1.\nc .5\nd -inf\ne NAN\nf InFinity\n# EOF\n",
                        List.of(
                                "unknown a 42.0",
                                "unknown b 1.0",
                                "unknown c 0.5",
                                "unknown d -Infinity",
                                "unknown e NaN",
                                "unknown f Infinity")),
                arguments("a 1 1.5\n# EOF\n", List.of("unknown a 1.0 @1500")),
                arguments("a 1 -1520879607.789\n# EOF\n", List.of("unknown a 1.0 @-1520879607789")),
                arguments("a 1 1.520879607789e9\n# EOF\n", List.of("unknown a 1.0 @1520879607789")),
                arguments(
                        "{\"my.metric\",\"my.label\"=\"1\"} 1\n# EOF\n",
                        List.of("unknown {\"my.metric\",\"my.label\"=\"1\"} 1.0")));
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void aWellFormedTextIsRead(String text, List<String> expected) throws ExpositionSyntaxException {
        assertThat(read(text)).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> badStructure() {
        return Stream.of(
                arguments("", "1:1 expected '# EOF' as the last line, found the end of the text"),
                arguments("a 1\n", "2:1 expected '# EOF' as the last line, found the end of the text"),
                arguments("\n# EOF\n", "1:1 expected a metric name, found the end of the line"),
                arguments("a 1\n# EOF\nb 1\n", "2:6 expected the end of the text after '# EOF'"),
                arguments("# EOF\n\n", "1:6 expected the end of the text after '# EOF'"),
                arguments("# EOF \n", "1:6 expected the end of the line after '# EOF', found ' '"),
                arguments("# EOF\r\n", "1:6 expected the end of the line after '# EOF', found byte 0x0d"),
                arguments("a 1\r\n# EOF\n", "1:3 expected a number as the value, found '1?'"),
                arguments(
                        "# HELP a b\r\n# EOF\n",
                        "1:11 expected a line feed alone at the end of the line, found a carriage return"),
                arguments("\uFEFF# EOF\n", "1:1 expected a metric name, found byte 0xef"),
                arguments("#EOF\n", "1:2 expected ' TYPE ', ' UNIT ', ' HELP ' or ' EOF' after '#'"),
                arguments("# a comment\n# EOF\n", "1:2 expected ' TYPE ', ' UNIT ', ' HELP ' or ' EOF' after '#'"),
                arguments(" # HELP a b\n# EOF\n", "1:1 expected a metric name, found ' '"),
                arguments("# type a gauge\n# EOF\n", "1:2 expected ' TYPE ', ' UNIT ', ' HELP ' or ' EOF' after '#'"));
    }

    static Stream<Arguments> badSamples() {
        return Stream.of(
                arguments("a\n", "1:2 expected ' ' before the value, found the end of the line"),
                arguments("a \n", "1:3 expected a number as the value, found the end of the line"),
                arguments("a  1\n", "1:3 expected a number as the value, found ' '"),
                arguments("a\t1\n", "1:2 expected ' ' before the value, found byte 0x09"),
                arguments(" a 1\n", "1:1 expected a metric name, found ' '"),
                arguments("a 1 \n", "1:5 expected a number as the timestamp, found the end of the line"),
                arguments("a 1\t\n", "1:4 expected ' ' after the value, found byte 0x09"),
                arguments("a 1 2 3\n", "1:6 expected the end of the line or ' # ' and an exemplar, found ' '"),
                arguments("a {x=\"1\"} 1\n", "1:3 expected a number as the value, found '{x=\"1\"}'"),
                arguments("a{x=\"1\"}1\n", "1:9 expected ' ' before the value, found '1'"),
                arguments("a{x=\"1\",} 1\n", "1:9 expected a label name, found '}'"),
                arguments("a{,} 1\n", "1:3 expected a label name, found ','"),
                arguments("a{ x=\"1\"} 1\n", "1:3 expected a label name, found ' '"),
                arguments("a{x =\"1\"} 1\n", "1:4 expected '=' after the label name, found ' '"),
                arguments("a{x=\"1\" ,y=\"2\"} 1\n", "1:8 expected ',' or '}', found ' '"),
                arguments("a{x='1'} 1\n", "1:5 expected '\"' before the label value, found '''"),
                arguments("a{x=\"1} 1\n", "1:5 the label value has no closing quote on its line"),
                arguments("a{1=\"1\"} 1\n", "1:3 expected a label name, found '1'"),
                arguments("a{x=\"1\",x=\"2\"} 1\n", "1:9 label 'x' is given twice"),
                arguments("0a 1\n", "1:1 expected a metric name, found '0'"),
                arguments("a-b 1\n", "1:2 expected a blank or '{' after the metric name, found '-'"),
                arguments("{} 1\n", "1:1 expected a metric name before or, quoted, inside the braces"));
    }

    @ParameterizedTest
    @MethodSource({"badStructure"})
    void aTextOfTheWrongStructureIsRefused(String text, String expected) {
        assertThat(complaint(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("badSamples")
    void aMalformedSampleIsRefused(String line, String expected) {
        assertThat(complaint(line + EOF)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1_2", "0x1p-3", "0b1", "1e", ".", "+NaN", "1e999", "a"})
    void whatIsNoNumberIsRefused(String number) {
        assertThat(complaint("a " + number + "\n# EOF\n")).startsWith("1:3 expected a number as the value, found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Inf", "+Inf", "-Inf", "1e300", "z", "1.1.1", "0x1", "1_0"})
    void whatIsNoTimeIsRefused(String time) {
        assertThat(complaint("a 1 " + time + "\n# EOF\n"))
                .startsWith("1:5 expected")
                .contains("timestamp");
    }

    // ---- Strings; LabelSet ----

    @Test
    void textMayHoldNull() throws ExpositionSyntaxException {
        assertThat(Expositions.samples(OPENMETRICS_1_0, "# HELP a \0\na{x=\"\0\"} 1\n# EOF\n"))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.key()).isEqualTo(SeriesKey.of("a", "x", "\0"));
                    assertThat(sample.metadata().help()).isEqualTo("\0");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# HELP a \u00ff\n",
                "a{x=\"\u00ff\"} 1\n",
                "# TYPE a counter\na_total 1 # {x=\"\u00ff\"} 1\n",
                "{\"\u00ff\"} 1\n"
            })
    void whatIsNotUtf8IsRefused(String lines) {
        byte[] latin = (lines + EOF).getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> ExpositionParser.parseOnce(latin, OPENMETRICS_1_0, 0, sample -> {}))
                .isInstanceOf(ExpositionSyntaxException.class)
                .hasMessageContaining("not valid UTF-8");
    }

    @Test
    void aLabelWithoutAValueIsNoLabelAndMakesNoOtherMetric() {
        assertThat(complaint("a{x=\"\"} 1\na 1\n# EOF\n")).contains("2:1").contains("twice");
    }

    // ---- Escaping ----

    @Test
    void undefinedEscapesStandForThemselves() throws ExpositionSyntaxException {
        String text = "# HELP a h \\n \\\\ \\\" \\q\na{x=\"v \\n \\\\ \\\" \\q\"} 1\n# EOF\n";

        Sample sample = Expositions.samples(OPENMETRICS_1_0, text).get(0);

        assertThat(sample.metadata().help()).isEqualTo("h \n \\ \" \\q");
        assertThat(sample.key()).isEqualTo(SeriesKey.of("a", "x", "v \n \\ \" \\q"));
    }

    // ---- MetricFamily metadata ----

    @Test
    void typeUnitAndHelpBecomeMetadata() throws ExpositionSyntaxException {
        String text =
                "# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds Words.\na_seconds_total 1\n# EOF\n";

        assertThat(Expositions.samples(OPENMETRICS_1_0, text))
                .containsExactly(Sample.of(
                        SeriesKey.of("a_seconds_total"),
                        new MetricMetadata(MetricType.COUNTER, "seconds", "Words."),
                        1,
                        Expositions.NOW));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "# TYPE a meh                                  | 1:10 expected counter, gauge",
                "# TYPE a untyped                              | 1:10 expected counter, gauge",
                "# TYPE a Gauge                                | 1:10 expected counter, gauge",
                "# TYPE a                                      | 1:9 expected ' ' after the metric name",
                "# TYPE a  gauge                               | 1:10 expected counter, gauge",
                "# HELP a                                      | 1:9 expected ' ' after the metric name",
                "# UNIT a seconds                              | 1:10 the unit must be the end of the name 'a', found 'seconds'",
                "# UNIT aseconds seconds                       | 1:17 the unit must be the end of the name",
                "# TYPE a_s info;# UNIT a_s s                  | info 'a_s' must not have a unit",
                "# UNIT a_s s;# TYPE a_s stateset;a_s 1        | stateset 'a_s' must not have a unit",
                "# TYPE a gauge;# TYPE a gauge                 | 2:8 a second TYPE line for 'a'",
                "# HELP a x;# HELP a x                         | 2:8 a second HELP line for 'a'",
                "# UNIT a_s s;# UNIT a_s s                     | 2:8 a second UNIT line for 'a_s'",
                "# TYPE a gauge;a 1;# HELP a x                 | 3:8 the metadata of 'a' comes after its samples",
                "a 1;# TYPE a gauge                            | 2:8 the metadata of 'a' comes after its samples",
                "# TYPE a gauge;# TYPE b gauge;# HELP a x      | 3:8 'a' comes in two pieces, or clashes with a family before it",
                "# TYPE a gauge;a 1;b 1;a{x=\"1\"} 1           | 4:1 'a' belongs to a family before this one: families must not be interleaved",
                "# TYPE a counter;# TYPE a_created gauge       | 2:8 'a_created' comes in two pieces, or clashes with a family before it",
                "# TYPE a_created gauge;# TYPE a counter       | 'a_created' of counter 'a' clashes with a family before it",
                "a_total 1;# TYPE a counter;a_total 2          | 3:1 'a_total' of counter 'a' clashes with a family before it"
            })
    void wrongMetadataIsRefused(String lines, String expected) {
        assertThat(complaint(lines.strip().replace(';', '\n') + "\n# EOF\n")).contains(expected);
    }

    // ---- Metric types ----

    static Stream<Arguments> goodTypes() {
        return Stream.of(
                arguments("# TYPE a gauge\na -1\n", List.of("gauge a -1.0")),
                arguments("# TYPE a counter\na_total 1\na_created 123\n", List.of("counter a_total 1.0")),
                arguments("# TYPE a counter\na_created 123\na_total{} 1\n", List.of("counter a_total 1.0")),
                arguments("# TYPE a info\na_info{v=\"1\"} 1\n", List.of("info a_info{v=\"1\"} 1.0")),
                arguments(
                        "# TYPE a stateset\na{e=\"1\",a=\"x\"} 1\na{e=\"1\",a=\"y\"} 0\na{e=\"2\",a=\"x\"} 0\n",
                        List.of(
                                "stateset a{a=\"x\",e=\"1\"} 1.0",
                                "stateset a{a=\"y\",e=\"1\"} 0.0",
                                "stateset a{a=\"x\",e=\"2\"} 0.0")),
                arguments(
                        "# TYPE a histogram\na_bucket{le=\"-1.0\"} 1\na_bucket{le=\"1e-05\"} 2\na_bucket{le=\"+Inf\"} 2\n",
                        List.of(
                                "histogram a_bucket{le=\"-1\"} 1.0",
                                "histogram a_bucket{le=\"1.0E-5\"} 2.0",
                                "histogram a_bucket{le=\"+Inf\"} 2.0",
                                "histogram a_count 2.0")),
                arguments(
                        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 2\na_count 2\na_sum 3.5\na_created 1\n",
                        List.of("histogram a_bucket{le=\"+Inf\"} 2.0", "histogram a_sum 3.5", "histogram a_count 2.0")),
                arguments(
                        "# TYPE a gaugehistogram\na_bucket{le=\"-1.0\"} 1\na_bucket{le=\"+Inf\"} 2\na_gcount 2\na_gsum -3\n",
                        List.of(
                                "gaugehistogram a_bucket{le=\"-1\"} 1.0",
                                "gaugehistogram a_bucket{le=\"+Inf\"} 2.0",
                                "gaugehistogram a_gsum -3.0",
                                "gaugehistogram a_gcount 2.0")),
                arguments(
                        "# TYPE a summary\na{quantile=\"0.9\"} 2\na{quantile=\"0.5\"} NaN\na_count 1\na_sum 2\na_created 3\n",
                        List.of(
                                "summary a{quantile=\"0.5\"} NaN",
                                "summary a{quantile=\"0.9\"} 2.0",
                                "summary a_sum 2.0",
                                "summary a_count 1.0")),
                arguments("# TYPE a summary\na_created 3\n", List.of()),
                arguments("# TYPE a gaugehistogram\na_sum 1\n", List.of("unknown a_sum 1.0")),
                arguments("# TYPE a gauge\na_total 1\n", List.of("unknown a_total 1.0")));
    }

    @ParameterizedTest
    @MethodSource("goodTypes")
    void eachTypeIsRead(String lines, List<String> expected) throws ExpositionSyntaxException {
        assertThat(read(lines + EOF)).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> badTypes() {
        return Stream.of(
                arguments("counter", "a 1", "counter 'a' has no sample without a suffix"),
                arguments("counter", "a_total -1", "a total must not be negative or NaN, found -1.0"),
                arguments("counter", "a_total NaN", "a total must not be negative or NaN, found NaN"),
                arguments("counter", "a_created 1", "counter 'a_total' has a created time but no total"),
                arguments(
                        "counter",
                        "a_total 1;a_created Inf",
                        "expected seconds since 1970 as the created time, found Infinity"),
                arguments("info", "a_info 2", "the value of an info must be 1, found 2.0"),
                arguments("info", "a 1", "info 'a' has no sample without a suffix"),
                arguments("stateset", "a 0", "a state of 'a' needs a label of that name"),
                arguments("stateset", "a{a=\"x\"} 2", "the value of a state must be 0 or 1, found 2.0"),
                arguments("stateset", "a{a=\"x\"} 1;a{a=\"x\"} 0", "'a{a=\"x\"}' is given twice"),
                arguments(
                        "stateset", "a{a=\"x\",e=\"1\"} 1;a{e=\"1\",a=\"x\"} 0", "'a{a=\"x\",e=\"1\"}' is given twice"),
                arguments(
                        "stateset",
                        "a{e=\"1\",a=\"x\"} 1;a{e=\"2\",a=\"x\"} 1;a{e=\"1\",a=\"y\"} 1",
                        "'a{e=\"1\"}' is given twice or interleaved with others, first on line 2"),
                arguments("histogram", "a 1", "histogram 'a' has no sample without a suffix"),
                arguments("histogram", "a_bucket 0", "'a_bucket' needs a label 'le'"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"x\"} 0",
                        "expected a number as the label 'le' of 'a_bucket', found 'x'"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"NaN\"} 0",
                        "expected a number as the label 'le' of 'a_bucket', found 'NaN'"),
                arguments("histogram", "a_bucket{le=\"+INF\"} 0", "expected '+Inf' as the label 'le', found '+INF'"),
                arguments("histogram", "a_bucket{le=\"+Inf\"} 0.5", "a bucket must be a whole number, found 0.5"),
                arguments("histogram", "a_bucket{le=\"+Inf\"} -1", "a bucket must be a whole number, found -1.0"),
                arguments("histogram", "a_bucket{le=\"+Inf\"} NaN", "a bucket must be a whole number, found NaN"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"2\"} 0;a_bucket{le=\"1\"} 0",
                        "the buckets of a histogram must ascend by 'le', found '1' after '2'"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"1\"} 0;a_bucket{le=\"1.0\"} 0",
                        "the buckets of a histogram must ascend by 'le', found '1.0' after '1'"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"1\"} 1;a_bucket{le=\"+Inf\"} 0",
                        "the buckets of a histogram are cumulative, found 0.0 after 1.0"),
                arguments("histogram", "a_bucket{le=\"1\"} 1", "histogram 'a' has no bucket with le=\"+Inf\""),
                arguments("histogram", "a_count 1;a_sum 1", "histogram 'a' has no bucket with le=\"+Inf\""),
                arguments(
                        "histogram",
                        "a_bucket{le=\"+Inf\"} 1;a_count 1",
                        "histogram 'a' has only one of sum and count"),
                arguments(
                        "histogram", "a_bucket{le=\"+Inf\"} 1;a_sum 1", "histogram 'a' has only one of sum and count"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"+Inf\"} 1;a_count 2;a_sum 1",
                        "histogram 'a' has the count 2.0 but 1.0 in the bucket with le=\"+Inf\""),
                arguments(
                        "histogram",
                        "a_bucket{le=\"-1.0\"} 0;a_bucket{le=\"+Inf\"} 1;a_count 1;a_sum 1",
                        "histogram 'a' has a sum although it has negative bounds"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"+Inf\"} 1;a_sum NaN",
                        "a sum must not be negative or NaN, found NaN"),
                arguments("histogram", "a_bucket{le=\"+Inf\"} 1;a_count 1;a_count 1", "'a_count' is given twice"),
                arguments(
                        "gaugehistogram",
                        "a_bucket{le=\"+Inf\"} 1;a_gcount 1;a_gsum -1",
                        "gaugehistogram 'a' has a negative sum without negative bounds"),
                arguments(
                        "gaugehistogram",
                        "a_bucket{le=\"+Inf\"} 1;a_gsum NaN",
                        "a sum must not be negative or NaN, found NaN"),
                arguments("summary", "a 0", "'a' needs a label 'quantile'"),
                arguments(
                        "summary",
                        "a{quantile=\"1.01\"} 0",
                        "expected a number from 0 to 1 as the label 'quantile' of 'a', found '1.01'"),
                arguments(
                        "summary",
                        "a{quantile=\"NaN\"} 0",
                        "expected a number from 0 to 1 as the label 'quantile' of 'a', found 'NaN'"),
                arguments(
                        "summary",
                        "a{quantile=\"0.5\"} -1",
                        "the value of a quantile must not be negative, found -1.0"),
                arguments(
                        "summary",
                        "a{quantile=\"0.5\"} 1;a{quantile=\"0.50\"} 1",
                        "summary 'a' has the quantile 0.5 twice"),
                arguments(
                        "histogram",
                        "a_bucket{le=\"+Inf\"} 1;a_count{le=\"1\"} 1;a_sum 1",
                        "'a_count' must not have a label 'le'"),
                arguments("histogram", "a_created{le=\"1\"} 1", "'a_created' must not have a label 'le'"),
                arguments("gaugehistogram", "a_gsum{le=\"1\"} 1", "'a_gsum' must not have a label 'le'"),
                arguments("summary", "a_count{quantile=\"1\"} 1", "'a_count' must not have a label 'quantile'"),
                arguments("summary", "a_sum{quantile=\"1\"} 1", "'a_sum' must not have a label 'quantile'"),
                arguments("summary", "a_created{quantile=\"1\"} 1", "'a_created' must not have a label 'quantile'"),
                arguments("summary", "a_count 0.5", "a count must be a whole number, found 0.5"),
                arguments("summary", "a_sum -1", "a sum must not be negative or NaN, found -1.0"),
                arguments("summary", "a_sum 1;a_sum 1", "'a_sum' is given twice"));
    }

    @ParameterizedTest
    @MethodSource("badTypes")
    void whatATypeForbidsIsRefused(String type, String lines, String expected) {
        String text = "# TYPE a " + type + "\n" + lines.replace(';', '\n') + "\n# EOF\n";
        assertThat(complaint(text)).endsWith(expected);
    }

    // ---- Metric; MetricPoint ----

    @Test
    void aMetricMayHaveSeveralPoints() throws ExpositionSyntaxException {
        String text =
                "# TYPE f summary\nf_count{a=\"b\"} 0 123\nf_sum{a=\"b\"} 0 123\nf_count{a=\"b\"} 1 456\nf_sum{a=\"b\"} 2 456\nf_count{a=\"c\"} 3 123\n# EOF\n";

        assertThat(read(text))
                .containsExactly(
                        "summary f_sum{a=\"b\"} 0.0 @123000",
                        "summary f_count{a=\"b\"} 0.0 @123000",
                        "summary f_sum{a=\"b\"} 2.0 @456000",
                        "summary f_count{a=\"b\"} 1.0 @456000",
                        "summary f_count{a=\"c\"} 3.0 @123000");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "f_count{a=\"b\"} 0 1;f_count{a=\"c\"} 0 1;f_count{a=\"b\"} 0 4 | 'f{a=\"b\"}' is given twice or interleaved with others, first on line 2",
                "f_count 0 1;f_count 0 4;f_sum 0 1                             | the timestamps of one metric must ascend",
                "f_count 0 1;f_sum 0                                           | the samples of one metric must all have a timestamp or none",
                "f_count 0;f_sum 0 1                                           | the samples of one metric must all have a timestamp or none",
                "f_count 0;f_count{a=\"b\"} 0;f_sum 0                          | 'f' is given twice or interleaved with others, first on line 2"
            })
    void metricsAndPointsMustNotBeInterleaved(String lines, String expected) {
        String text = "# TYPE f summary\n" + lines.strip().replace(';', '\n') + "\n# EOF\n";

        assertThat(complaint(text)).endsWith(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "a 0 -1;a 0 -2, ascend",
        "a 0 1.1;a 0 1, ascend",
        "a 0;a 0 0, a timestamp or none",
        "a 0;a 0, is given twice",
        "a 0 1;a 0 1.0, is given twice"
    })
    void aPlainMetricGivenTwiceMustAscendInTime(String lines, String expected) {
        assertThat(complaint(lines.replace(';', '\n') + "\n# EOF\n"))
                .startsWith("2:1 ")
                .contains(expected);
    }

    @Test
    void timestampsAreRefusedIfAsked() {
        ExpositionOptions options = ExpositionOptions.DEFAULTS.withTimestamps(Timestamps.REFUSE);

        assertThatThrownBy(() -> Expositions.samples(options, OPENMETRICS_1_0, "a 1 1\n# EOF\n"))
                .hasMessage("line 1, column 5: a timestamp is not allowed here");
    }

    // ---- Exemplars ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# {} 0.5",
                "# {t=\"K # }\"} .67",
                "# {t=\"o\",u=\"p\"} 9.8 1520879607.789",
                "12 # {} 1",
                "12 # {} NaN 13"
            })
    void anExemplarIsReadAndLeftOut(String exemplar) throws ExpositionSyntaxException {
        String text = "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1 " + exemplar + "\n# TYPE b counter\nb_total 1 "
                + exemplar + "\n# EOF\n";

        assertThat(Expositions.samples(OPENMETRICS_1_0, text))
                .extracting(Sample::key)
                .containsExactly(SeriesKey.of("a"), SeriesKey.of("b_total"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " #",
                "# {} 1",
                " #{} 1",
                " # {}1",
                " # {} 1 ",
                " # {} 1 1 ",
                " # {} 0x1",
                " # {} 1 0x1",
                " # {}",
                " # {} ",
                " # 1",
                " # {a=\"b\",} 1",
                " # {\"a\"} 1",
                " # a=\"b\"} 1",
                " # {} 1 2 3"
            })
    void aMalformedExemplarIsRefused(String exemplar) {
        assertThat(complaint("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1" + exemplar + "\n# EOF\n"))
                .startsWith("2:");
    }

    @Test
    void anExemplarsLabelsHaveAtMost128CodePoints() {
        String most = "a_total 1 # {t=\"" + "é".repeat(127) + "\"} 1\n# EOF\n";
        String more = "a_total 1 # {t=\"" + "é".repeat(128) + "\"} 1\n# EOF\n";

        assertThat(complaint("# TYPE a counter\n" + most)).startsWith("accepted");
        assertThat(complaint("# TYPE a counter\n" + more))
                .isEqualTo("2:13 the exemplar's labels are longer than 128 characters");
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5, accepted", "0.5, -1, accepted", "0.5, 0.6, not in the bucket", "+Inf, Inf, accepted"})
    void anExemplarIsInItsBucket(String bound, String exemplar, String expected) {
        String more = bound.equals("+Inf") ? "" : "a_bucket{le=\"+Inf\"} 1\n";
        String text = "# TYPE a histogram\na_bucket{le=\"" + bound + "\"} 1 # {} " + exemplar + "\n" + more + EOF;

        assertThat(complaint(text)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"gauge, a", "unknown, a", "info, a_info", "histogram, a_sum", "counter, a_created", "summary, a_count"})
    void onlyBucketsAndTotalsHaveExemplars(String type, String sample) {
        assertThat(complaint("# TYPE a " + type + "\n" + sample + " 1 # {} 1\n# EOF\n"))
                .endsWith("'" + sample + "' is neither a bucket nor a total, so it has no exemplar");
    }
}
