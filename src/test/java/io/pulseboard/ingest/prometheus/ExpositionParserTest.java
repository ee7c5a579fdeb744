package io.pulseboard.ingest.prometheus;

import static io.pulseboard.ingest.prometheus.ExpositionFormat.OPENMETRICS_1_0;
import static io.pulseboard.ingest.prometheus.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a parser remembers from body to body, how it is chosen, and that nothing brings it down. */
class ExpositionParserTest {
    private final ExpositionParser parser = new ExpositionParser(ExpositionOptions.DEFAULTS);

    private List<Sample> parse(String text) throws ExpositionSyntaxException {
        List<Sample> samples = new ArrayList<>();
        parser.parse(text.getBytes(StandardCharsets.UTF_8), TEXT_0_0_4, 1000, (sample, timed) -> samples.add(sample));
        return samples;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text",
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                " Application/OpenMetrics-Text ;version=0.0.1"
            })
    void openMetricsIsReadAsSuch(String contentType) {
        assertThat(ExpositionFormat.ofContentType(contentType)).isEqualTo(OPENMETRICS_1_0);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "text/plain; version=0.0.4",
                "text/plain",
                "application/octet-stream",
                ";",
                "application/x-www-form-urlencoded"
            })
    void anythingElseIsReadAs004(String contentType) {
        assertThat(ExpositionFormat.ofContentType(contentType)).isEqualTo(TEXT_0_0_4);
    }

    @Test
    void aKnownSeriesKeepsItsKeyObject() throws ExpositionSyntaxException {
        SeriesKey first = parse("a{x=\"1\"} 1\n").get(0).key();

        assertThat(parse("b 1\na{x=\"1\"} 2\n").get(1).key()).isSameAs(first);
    }

    @Test
    void aSeriesMayFollowAnyOther() throws ExpositionSyntaxException {
        parse("a 1\nab 2\na{x=\"1\"} 3\n");

        List<Sample> samples = parse("ab 2\na{x=\"1\"} 3\na 1\na {x=\"2\"} 4\n");

        assertThat(Expositions.lines(samples))
                .containsExactly(
                        "unknown ab 2.0 @1000",
                        "unknown a{x=\"1\"} 3.0 @1000",
                        "unknown a 1.0 @1000",
                        "unknown a{x=\"2\"} 4.0 @1000");
    }

    @Test
    void aTypeMayChangeBetweenBodies() throws ExpositionSyntaxException {
        parse("# TYPE a summary\na_count 1\na{quantile=\"0.5\"} 2\n");

        List<Sample> samples = parse("# TYPE a gauge\na_count 1\na{quantile=\"0.5\"} 2\n");

        assertThat(Expositions.lines(samples))
                .containsExactly("unknown a_count 1.0 @1000", "gauge a{quantile=\"0.5\"} 2.0 @1000");
    }

    @Test
    void aMalformedBodyLeavesTheParserUsable() throws ExpositionSyntaxException {
        parse("a 1\nb 2\n");
        assertThat(Expositions.complaint(TEXT_0_0_4, "a 1\nb x\n")).startsWith("2:3");

        assertThat(parse("a 1\nb 3\n")).extracting(Sample::value).containsExactly(1.0, 3.0);
    }

    @Test
    void whatIsNeverSeenAgainIsForgotten() throws ExpositionSyntaxException {
        for (int body = 0; body < 200; body++) {
            StringBuilder text = new StringBuilder("always 1\n# TYPE h histogram\nh_count 1\n");
            for (int i = 0; i < 100; i++) {
                text.append("a{x=\"").append(body).append('-').append(i).append("\"} 1\n");
            }
            assertThat(parse(text.toString())).hasSize(102);
            assertThat(parser.remembered()).isLessThan(3_000);
        }
        assertThat(parse("always 1\nalways 2 5\n")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "7", "8", "9", "15", "16", "17", "63", "64", "65"})
    void linesOfEveryLengthEndWhereTheyEnd(int length) throws ExpositionSyntaxException {
        String name = "a".repeat(length + 1);

        assertThat(Expositions.lines(parse(name + " 1\n" + name + "b 2\n#" + "x".repeat(length) + "\nc 3")))
                .containsExactly(
                        "unknown " + name + " 1.0 @1000", "unknown " + name + "b 2.0 @1000", "unknown c 3.0 @1000");
    }

    @Test
    void aPartOfAnArrayIsRead() throws ExpositionSyntaxException {
        byte[] body = "xxa 1\nb 2\nyy".getBytes(StandardCharsets.UTF_8);
        List<Sample> samples = new ArrayList<>();

        parser.parse(body, 2, 8, TEXT_0_0_4, 1000, (sample, timed) -> samples.add(sample));

        assertThat(samples).extracting(Sample::value).containsExactly(1.0, 2.0);
    }

    @Test
    void numbersAreReadAsTheJdkReadsThem() {
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        NumberReader numbers = new NumberReader();
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            String text = i % 3 == 0
                    ? Double.toString(value)
                    : i % 3 == 1
                            ? Long.toString(random.nextLong() >> random.nextInt(64))
                            : Double.toString(random.nextInt(100_000) / 1000.0);
            if (!text.contains("N") && !text.contains("I")) {
                assertThat(numbers.read(text)).as("%s (seed %d)", text, seed).isTrue();
                assertThat(numbers.value()).as("%s (seed %d)", text, seed).isEqualTo(Double.parseDouble(text));
            }
        }
    }

    /** Any bytes give samples or an {@link ExpositionSyntaxException} with a place inside the body, and nothing else. */
    @ParameterizedTest
    @EnumSource(ExpositionFormat.class)
    void anyBytesAreReadOrRefused(ExpositionFormat format) {
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 30_000; round++) {
            byte[] body = anyBody(random);
            String subject = "seed " + seed + ", round " + round + ": " + new String(body, StandardCharsets.ISO_8859_1);
            try {
                parser.parse(body, format, 0, (sample, timed) -> {});
            } catch (ExpositionSyntaxException e) {
                assertThat(e.line()).as(subject).isPositive();
                assertThat(e.column()).as(subject).isBetween(1, body.length + 1);
            } catch (RuntimeException e) {
                throw new AssertionError(subject, e);
            }
        }
    }

    private static final String[] PIECES = {
        "# TYPE ",
        "# HELP ",
        "# UNIT ",
        "# EOF",
        "\n",
        "\n",
        "\n",
        " ",
        " ",
        "\t",
        "\r",
        "a",
        "b",
        "a_total",
        "a_bucket",
        "a_sum",
        "a_count",
        "a_gsum",
        "a_gcount",
        "a_created",
        "a_info",
        " histogram",
        " gaugehistogram",
        " summary",
        " counter",
        " info",
        " stateset",
        " gauge",
        " untyped",
        "{",
        "}",
        "{le=\"1\"}",
        "{le=\"+Inf\"}",
        "{quantile=\"0.5\"}",
        "{a=\"x\"}",
        "{\"u.n\"}",
        "\"",
        "\\",
        ",",
        "=",
        " 1",
        " 0",
        " -1",
        " 2.5",
        " NaN",
        " +Inf",
        " 1e9",
        " 99",
        " # {} 1",
        "é",
        "\u0000"
    };

    private static byte[] anyBody(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(40);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i > 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }

    // ---- Counts; limits on labels ----

    @Test
    void sampleLinesAreCountedAndThoseThatTheBodyBeforeLacked() throws ExpositionSyntaxException {
        ExpositionParser parser = new ExpositionParser(ExpositionOptions.DEFAULTS);

        assertThat(count(parser, "a 1\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 3\n"))
                .isEqualTo(new ExposedCount(3, 3));
        assertThat(count(parser, "a 1\n# TYPE h histogram\nh_bucket{le=\"2\"} 1\nh_count 3\n"))
                .isEqualTo(new ExposedCount(3, 1));
        assertThat(count(parser, "a 1\n")).isEqualTo(new ExposedCount(1, 0));
        assertThat(count(parser, "a 1\nh_count 3\n")).isEqualTo(new ExposedCount(2, 1));
    }

    private static ExposedCount count(ExpositionParser parser, String text) throws ExpositionSyntaxException {
        return parser.parse(text.getBytes(StandardCharsets.UTF_8), TEXT_0_0_4, 0, (sample, timed) -> {});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a 1                   | accepted",
                "a{x=\"1\"} 1          | accepted",
                "a{x=\"1\",y=\"2\"} 1  | 'a' has more than 3 labels: 4",
                "a{xx=\"1\"} 1         | accepted",
                "a{xxx=\"1\"} 1        | the name of a label of 'a' is longer than 2 bytes",
                "a{x=\"äää\"} 1        | accepted",
                "a{x=\"äääa\"} 1       | the value of label 'x' of 'a' is longer than 6 bytes",
                "aaaaaaa 1             | the metric name is longer than 6 bytes"
            })
    void limitsOnLabelsCountThoseThatAreReported(String line, String expected) {
        ExpositionOptions options = ExpositionOptions.DEFAULTS
                .withLabelLimits(new LabelLimits(3, 2, 6))
                .withLabels(labels -> labels.with("j", "shop"));
        ExpositionParser parser = new ExpositionParser(options);

        // Twice, since what was refused once must not be known afterwards.
        for (int i = 0; i < 2; i++) {
            assertThat(outcome(parser, line)).endsWith(expected);
        }
    }

    private static String outcome(ExpositionParser parser, String line) {
        try {
            count(parser, line + "\n");
            return "accepted";
        } catch (ExpositionSyntaxException e) {
            assertThat(e.isLimit()).isTrue();
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void theBoundOfABucketIsALabelToo() {
        ExpositionParser parser =
                new ExpositionParser(ExpositionOptions.DEFAULTS.withLabelLimits(new LabelLimits(2, 0, 0)));

        assertThat(outcome(parser, "# TYPE h histogram\nh_bucket{le=\"1\",x=\"1\"} 1"))
                .endsWith("'h_bucket' has more than 2 labels: 3");
    }
}
