package io.pulseboard.ingest.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections named are those of InfluxDB's page "Line protocol". */
class LineProtocolParserTest {
    private static final long NOW = 1_763_800_000_000L;

    private final LineProtocolParser parser = new LineProtocolParser();

    private Points parse(String text) {
        return parse(text, new Origin("db", ""), Precision.NANOSECOND);
    }

    private Points parse(String text, Origin origin, Precision precision) {
        return parser.parse(text.getBytes(StandardCharsets.UTF_8), origin, precision, NOW);
    }

    private List<String> samples(String text) {
        Points points = parse(text);
        assertThat(points.badLines()).isEmpty();
        return lines(points);
    }

    private static List<String> lines(Points points) {
        return points.samples().stream()
                .map(s -> s.key() + " " + s.value() + (s.timestampMillis() == NOW ? "" : " @" + s.timestampMillis()))
                .toList();
    }

    private static List<String> faults(Points points) {
        return points.badLines().stream()
                .map(bad -> bad.line() + ":" + bad.column() + " " + bad.reason())
                .toList();
    }

    // "Elements of line protocol"

    @Test
    void eachFieldIsASeriesNamedAfterMeasurementAndField() {
        assertThat(samples("cpu,host=a,core=0 user=1.5,system=2i 1556813561098000000"))
                .containsExactly(
                        "cpu_user{core=\"0\",host=\"a\"} 1.5 @1556813561098",
                        "cpu_system{core=\"0\",host=\"a\"} 2.0 @1556813561098");
    }

    @Test
    void theFieldValueIsNamedAfterItsMeasurementAlone() {
        assertThat(samples("orders,job=shop value=42")).containsExactly("orders{job=\"shop\"} 42.0");
    }

    @Test
    void nothingIsSaidOfTheType() {
        Sample sample = parse("m f=1").samples().get(0);

        assertThat(sample.metadata().type()).isEqualTo(MetricType.UNKNOWN);
        assertThat(sample.compound()).isNull();
    }

    @Test
    void whereItWasSentIsALabel() {
        Points points = parse("m f=1", new Origin("db", "telegraf"), Precision.NANOSECOND);

        assertThat(lines(points)).containsExactly("m_f{db=\"telegraf\"} 1.0");
    }

    @Test
    void aTagOfThatNameWins() {
        Points points = parse("m,db=mine f=1", new Origin("db", "telegraf"), Precision.NANOSECOND);

        assertThat(lines(points)).containsExactly("m_f{db=\"mine\"} 1.0");
    }

    @Test
    void theSameLineSentElsewhereIsAnotherSeries() {
        parse("m f=1", new Origin("db", "a"), Precision.NANOSECOND);

        Points points = parse("m f=1", new Origin("db", "b"), Precision.NANOSECOND);

        assertThat(lines(points)).containsExactly("m_f{db=\"b\"} 1.0");
    }

    // "Whitespace"

    @Test
    void blankLinesAndSpacesBetweenAndAroundDoNotMatter() {
        assertThat(samples("\n  \n  m   f=1   5000000  \n\r\nm f=2 \n")).containsExactly("m_f 1.0 @5", "m_f 2.0");
    }

    @Test
    void linesMayEndAsOnWindows() {
        assertThat(samples("m f=1 5000000\r\nm g=2i\r\nm h=t\r\n")).containsExactly("m_f 1.0 @5", "m_g 2.0", "m_h 1.0");
    }

    @Test
    void theLastLineNeedsNoEnd() {
        assertThat(samples("m f=1\r")).containsExactly("m_f 1.0");
        assertThat(samples("m f=1 5000000")).containsExactly("m_f 1.0 @5");
        assertThat(samples("")).isEmpty();
    }

    // "Comments"

    @Test
    void commentsArePassedOver() {
        assertThat(samples("# m f=1\n  # \t anything, even = \" this\nm f=1\n#end"))
                .containsExactly("m_f 1.0");
    }

    // "Data types and format"

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1.0, 1",
        "-0.5, -0.5",
        ".5, 0.5",
        "1., 1",
        "1e3, 1000",
        "-1.234456e+78, -1.234456e+78",
        "1E-2, 0.01",
        "007, 7",
        "0.1, 0.1",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "4.9e-324, 4.9e-324",
        "123456789012345678901234567890, 1.2345678901234568e29",
        "1i, 1",
        "-12485903i, -12485903",
        "9223372036854775807i, 9223372036854775807",
        "-9223372036854775808i, -9223372036854775808",
        "0i, 0",
        "-0i, 0",
        "9007199254740991i, 9007199254740991",
        "0u, 0",
        "12485903u, 12485903",
        "18446744073709551615u, 18446744073709551615",
        "t, 1",
        "T, 1",
        "true, 1",
        "True, 1",
        "TRUE, 1",
        "f, 0",
        "F, 0",
        "false, 0",
        "False, 0",
        "FALSE, 0"
    })
    void numbersAndBooleansAreSamples(String written, double value) {
        List<Sample> samples = parse("m f=" + written).samples();

        assertThat(samples).hasSize(1);
        assertThat(samples.get(0).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN", "nan", "Inf", "-Inf", "+1", "1e", "1e+", "-", ".", "1.2.3", "0x10", "1_000", "1,5x", "1d", "-i",
                "i", "1.5i", "1e3i", "-1u", "u", "1.0u", "tRUE", "yes", "truee", "'a'", "a", "1ii", "--1"
            })
    void whatIsNeitherIsRefused(String written) {
        Points points = parse("m f=" + written + "\nm g=1");

        assertThat(points.badLineCount()).isEqualTo(1);
        assertThat(lines(points)).containsExactly("m_g 1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e309",
                "-1e400",
                "9223372036854775808i",
                "-9223372036854775809i",
                "18446744073709551616u",
                "99999999999999999999u",
                "100000000000000000000000i"
            })
    void whatIsOutOfRangeIsRefused(String written) {
        assertThat(faults(parse("m f=" + written)))
                .singleElement()
                .asString()
                .startsWith("1:5 '" + written + "' is out of the range");
    }

    @Test
    void textsAreCountedAndNoSamples() {
        Points points = parse("m a=\"x\",b=1,c=\"y\"\nm c=\"\"");

        assertThat(lines(points)).containsExactly("m_b 1.0");
        assertThat(points.stringCount()).isEqualTo(3);
        assertThat(points.badLines()).isEmpty();
    }

    @Test
    void aTextMayHoldAnything() {
        Points points = parse("m a=\"x, y=1 \\\" \\\\\",b=1 5000000\nm a=\"back\\slash\\\\\" 6000000");

        assertThat(points.badLines()).isEmpty();
        assertThat(points.stringCount()).isEqualTo(2);
        assertThat(lines(points)).containsExactly("m_b 1.0 @5");
    }

    @Test
    void aTextMayHoldLineFeeds() {
        Points points = parse("m a=\"one\ntwo v=1\n# three\",b=1\nm c=x");

        assertThat(lines(points)).containsExactly("m_b 1.0");
        assertThat(faults(points)).singleElement().asString().startsWith("4:5 'x'");
    }

    // "Special characters"

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "my\\ m f=1 | {\"my m_f\"}",
                "a\\,b f=1 | {\"a,b_f\"}",
                "a=b f=1 | {\"a=b_f\"}",
                "m,tag\\ key=tag\\ value f=1 | m_f{\"tag key\"=\"tag value\"}",
                "m,a\\,b=c\\,d f=1 | m_f{\"a,b\"=\"c,d\"}",
                "m,a\\=b=c\\=d f=1 | m_f{\"a=b\"=\"c=d\"}",
                "m a\\ b=1 | {\"m_a b\"}",
                "m a\\,b=1 | {\"m_a,b\"}",
                "m a\\=b=1 | {\"m_a=b\"}",
                "m,t=\"quoted\" f=1 | m_f{t=\"\\\"quoted\\\"\"}",
                "m,t='a' f=1 | m_f{t=\"'a'\"}",
                "m,tagKey=🍭 f=1 | m_f{tagKey=\"🍭\"}",
                "größe,straße=ä ü=1 | {\"größe_ü\",\"straße\"=\"ä\"}",
                "disk.used f-g=1 | {\"disk.used_f-g\"}",
            })
    void specialCharactersAreEscapedAndKept(String line, String series) {
        assertThat(samples(line)).containsExactly(series + " 1.0");
    }

    /** Only what may be escaped is; any other backslash is text, two in a row as well (reference decoder). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m,path=C:\\dir\\x f=1 | m_f{path=\"C:\\\\dir\\\\x\"}",
                "m,t=a\\\\b f=1 | m_f{t=\"a\\\\\\\\b\"}",
                "m,t=a\\\\\\ b f=1 | m_f{t=\"a\\\\\\\\ b\"}",
                "m\\=n f=1 | {\"m\\\\=n_f\"}",
                "m,t=\\\"q f=1 | m_f{t=\"\\\\\\\"q\"}",
            })
    void otherBackslashesStandForThemselves(String line, String series) {
        assertThat(samples(line)).containsExactly(series + " 1.0");
    }

    @Test
    void twoSpellingsOfOneSeriesAreOneSeries() {
        assertThat(samples("m,a=1,b=2 f=1\nm,b=2,a=1 f=2"))
                .containsExactly("m_f{a=\"1\",b=\"2\"} 1.0", "m_f{a=\"1\",b=\"2\"} 2.0");
    }

    // "Timestamp", "Unix timestamp"

    @ParameterizedTest
    @CsvSource({
        "NANOSECOND,  1556813561098765432,   1556813561098",
        "NANOSECOND,  0,                     0",
        "NANOSECOND,  -1,                    -1",
        "NANOSECOND,  -1000000,              -1",
        "NANOSECOND,  -9223372036854775808,  -9223372036855",
        "NANOSECOND,  9223372036854775807,   9223372036854",
        "MICROSECOND, 1556813561098765,      1556813561098",
        "MICROSECOND, -1,                    -1",
        "MILLISECOND, 1556813561098,         1556813561098",
        "MILLISECOND, -5,                    -5",
        "SECOND,      1556813561,            1556813561000",
        "SECOND,      -1,                    -1000",
        "MINUTE,      2,                     120000",
        "HOUR,        -1,                    -3600000",
        "NANOSECOND,  -00,                   0",
    })
    void timestampsOfEachPrecision(Precision precision, String written, long millis) {
        Points points = parse("m f=1 " + written, new Origin("db", ""), precision);

        assertThat(points.badLines()).isEmpty();
        assertThat(points.samples().get(0).timestampMillis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "NANOSECOND,  9223372036854775808",
        "NANOSECOND,  -9223372036854775809",
        "NANOSECOND,  18446744073709551617",
        "NANOSECOND,  99999999999999999999999999",
        "MICROSECOND, 9223372036854776",
        "SECOND,      9223372037",
        "SECOND,      -9223372037",
        "HOUR,        1556813561098000000",
    })
    void timestampsBeyondTheRangeAreRefused(Precision precision, String written) {
        Points points = parse("m f=1 " + written, new Origin("db", ""), precision);

        assertThat(faults(points)).containsExactly("1:7 timestamp '" + written + "' is out of range");
        assertThat(points.samples()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e9", "now", "-", "1-", "+1", "1i", "1 2", "1 g=2", "1556813561098000000x"})
    void whatIsNoTimestampIsRefused(String written) {
        assertThat(faults(parse("m f=1 " + written)))
                .singleElement()
                .asString()
                .endsWith("is not a timestamp in whole numbers");
    }

    // Naming: what the reference decoder refuses

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",a=b f=1 | 1:1 the measurement is empty",
                "m, f=1 | 1:3 the tag key is empty",
                "m,=b f=1 | 1:3 the tag key is empty",
                "m,a f=1 | 1:4 '=' is missing after tag key 'a'",
                "m,a= f=1 | 1:5 the value of tag 'a' is empty",
                "m,a=,b=c f=1 | 1:5 the value of tag 'a' is empty",
                "m,a=b=c f=1 | 1:6 '=' in the value of tag 'a' has no backslash before it",
                "m,a=1,a=2 f=1 | 1:7 tag 'a' is given twice",
                "m,a=1,a=1 f=1 | 1:7 tag 'a' is given twice",
                "m,__name__=x f=1 | 1:3 '__name__' cannot be a tag key",
                "m\ta=1 f=1 | 1:2 control character 9 in the measurement",
                "m,a=b\u007f f=1 | 1:6 control character 127 in the value of tag 'a'",
                "m | 1:2 the fields are missing",
                "m,a=b | 1:6 the fields are missing",
                "m,a= | 1:5 the value of tag 'a' is empty",
                "m f | 1:4 '=' is missing after field key 'f'",
                "m 5 | 1:4 '=' is missing after field key '5'",
                "m =1 | 1:3 the field key is empty",
                "m f= | 1:5 the field value is missing",
                "m f=,g=1 | 1:5 the field value is missing",
                "m f=1, | 1:7 a field key is missing",
                "m f=1, g=2 | 1:7 a field key is missing",
                "m f g=1 | 1:4 '=' is missing after field key 'f'",
                "m f=\"a\"b | 1:8 a comma or a space is missing after the text",
                "m f=\"a\"\"b\" | 1:8 a comma or a space is missing after the text",
                "m f=\"a | 1:5 the text has no closing quote",
                "m f=\"a\\\" | 1:5 the text has no closing quote",
                "größe ü=x | 1:9 'x' is neither a number, nor a boolean, nor a text in double quotes",
            })
    void aFaultIsNamedWithItsPlace(String line, String fault) {
        Points points = parse(line);

        assertThat(faults(points)).containsExactly(fault);
        assertThat(points.samples()).isEmpty();
    }

    @Test
    void namesThatAreNotUtf8AreRefused() {
        byte[] body = {'m', (byte) 0xc3, ' ', 'f', '=', '1', '\n', 'm', ' ', 'g', '=', '1'};

        Points points = parser.parse(body, new Origin("db", ""), Precision.NANOSECOND, NOW);

        assertThat(faults(points)).containsExactly("1:1 the measurement is not UTF-8");
        assertThat(lines(points)).containsExactly("m_g 1.0");
    }

    @Test
    void aBadLineIsLeftOutWholeAndKeepsNoOtherOut() {
        Points points = parse("m a=1,b=2,c=x\nm d=1\n\nm\nm e=1 5z\nm f=2");

        assertThat(lines(points)).containsExactly("m_d 1.0", "m_f 2.0");
        assertThat(points.badLines()).extracting(Points.BadLine::line).containsExactly(1, 4, 5);
    }

    @Test
    void aTextWithoutAnEndKeepsWhatFollowsItsLine() {
        Points points = parse("m a=\"x\nm b=1\n");

        assertThat(faults(points)).containsExactly("1:5 the text has no closing quote");
        assertThat(lines(points)).containsExactly("m_b 1.0");
    }

    @Test
    void onlyTheFirstBadLinesAreExplained() {
        Points points = parse("m\n".repeat(100));

        assertThat(points.badLines()).hasSize(Points.MOST_EXPLAINED);
        assertThat(points.badLineCount()).isEqualTo(100);
    }

    // "Duplicate points"

    @Test
    void ofAFieldGivenTwiceTheLastCounts() {
        assertThat(samples("m f=1,g=2,f=3\nm f=4")).containsExactly("m_f 3.0", "m_g 2.0", "m_f 4.0");
    }

    @Test
    void samplesKnowTheirLines() {
        Points points = parse("# c\nm a=1,b=2\n\nm a=\"\n\",c=3\nm d=4");

        assertThat(points.samples()).hasSize(4);
        assertThat(List.of(points.line(0), points.line(1), points.line(2), points.line(3)))
                .containsExactly(2, 2, 4, 6);
    }

    @Test
    void aKnownSeriesKeepsItsKeyObject() {
        SeriesKey first = parse("m,a=1 f=1").samples().get(0).key();

        assertThat(parse("x y=1\nm,a=1 f=2").samples().get(1).key()).isSameAs(first);
    }

    @Test
    void aNameTooLongToBeRememberedIsRead() {
        String value = "v".repeat(10_000);

        assertThat(samples("m,t=" + value + " f=1")).containsExactly("m_f{t=\"" + value + "\"} 1.0");
    }

    @Test
    void thereAreNotMorePointsThanAreTaken() {
        LineProtocolParser small = new LineProtocolParser(3);
        byte[] fitting = "m a=1,b=2\nm c=1".getBytes(StandardCharsets.UTF_8);
        byte[] oversized = "m a=1,b=2\nm c=1,d=1".getBytes(StandardCharsets.UTF_8);

        assertThat(small.parse(fitting, new Origin("db", ""), Precision.NANOSECOND, NOW)
                        .tooMany())
                .isFalse();
        assertThat(small.parse(oversized, new Origin("db", ""), Precision.NANOSECOND, NOW)
                        .tooMany())
                .isTrue();
    }
}
