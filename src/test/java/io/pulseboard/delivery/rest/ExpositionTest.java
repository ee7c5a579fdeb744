package io.pulseboard.delivery.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.metric.SummaryValue;
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import io.pulseboard.query.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final long NOW = 1_763_800_000_000L;
    private static final long OLD = NOW - Exposition.FRESH_MILLIS - 1;

    private static final MetricMetadata COUNTER = new MetricMetadata(MetricType.COUNTER, "", "Orders.");
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");
    private static final MetricMetadata HISTOGRAM = new MetricMetadata(MetricType.HISTOGRAM, "seconds", "How long.");

    private static final CompoundValue BUCKETS =
            new HistogramValue(new double[] {0.5, 1, Double.POSITIVE_INFINITY}, new double[] {1, 2, 3}, 4.5, false);
    private static final CompoundValue QUANTILES =
            new SummaryValue(new double[] {0.5, 1}, new double[] {2, Double.NaN}, 3, 4);

    /** Collects series and writes them in both formats. */
    private static final class Document {
        private final Exposition text;
        private final Exposition openMetrics;

        Document(NameEscaping names) {
            text = new Exposition(new ExpositionFormat(false, "0.0.4", names, false), NOW);
            openMetrics = new Exposition(new ExpositionFormat(true, "1.0.0", names, false), NOW);
        }

        Document add(SeriesKey key, MetricMetadata metadata, double value, long millis) {
            return add(key, metadata, value, null, Selection.ALL, millis);
        }

        Document add(SeriesKey key, MetricMetadata metadata, CompoundValue value, Selection selection) {
            return add(key, metadata, Double.NaN, value, selection, OLD);
        }

        private Document add(
                SeriesKey key,
                MetricMetadata metadata,
                double value,
                @Nullable CompoundValue compound,
                Selection selection,
                long millis) {
            text.add(key, metadata, value, compound, selection, millis);
            openMetrics.add(key, metadata, value, compound, selection, millis);
            return this;
        }

        String text() {
            return new ExpositionWriter(false).write(text.families());
        }

        String openMetrics() {
            return new ExpositionWriter(true).write(openMetrics.families());
        }
    }

    private static Document document() {
        return new Document(NameEscaping.ALLOW_UTF_8);
    }

    private static MetricMetadata typed(MetricType type) {
        return new MetricMetadata(type, "", "");
    }

    @Test
    void writesAFamilyOnceWithItsSeriesTogether() {
        Document document = document()
                .add(SeriesKey.of("orders_total", "job", "a"), COUNTER, 1, OLD)
                .add(SeriesKey.of("up"), GAUGE, 1, OLD)
                .add(SeriesKey.of("orders_total", "job", "b"), COUNTER, 2.5, OLD);

        assertThat(document.text()).isEqualTo("""
                        # HELP orders_total Orders.
                        # TYPE orders_total counter
                        orders_total{job="a"} 1
                        orders_total{job="b"} 2.5
                        # TYPE up gauge
                        up 1
                        """);
        assertThat(document.openMetrics()).isEqualTo("""
                        # HELP orders Orders.
                        # TYPE orders counter
                        orders_total{job="a"} 1
                        orders_total{job="b"} 2.5
                        # TYPE up gauge
                        up 1
                        # EOF
                        """);
    }

    @Test
    void writesNothingButTheEndWithoutSeries() {
        assertThat(document().text()).isEmpty();
        assertThat(document().openMetrics()).isEqualTo("# EOF\n");
    }

    @Test
    void escapesHelpAndLabelValues() {
        MetricMetadata metadata = new MetricMetadata(MetricType.GAUGE, "", "a \"b\" \\ c\nd");
        Document document = document().add(SeriesKey.of("x", "l", "a \"b\" \\ c\nd"), metadata, 1, OLD);

        assertThat(document.text()).isEqualTo("""
                        # HELP x a "b" \\\\ c\\nd
                        # TYPE x gauge
                        x{l="a \\"b\\" \\\\ c\\nd"} 1
                        """);
        assertThat(document.openMetrics()).contains("# HELP x a \\\"b\\\" \\\\ c\\nd\n");
    }

    @Test
    void writesNumbersThatReadBack() {
        double[] numbers = {
            0,
            -0.0,
            0.1,
            1e15,
            123456789012345.0,
            -1.5e-300,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        };
        Document document = document();
        for (int i = 0; i < numbers.length; i++) {
            document.add(SeriesKey.of("x", "i", Integer.toString(i)), GAUGE, numbers[i], OLD);
        }

        assertThat(document.text().lines().skip(1).map(line -> line.substring(line.indexOf(' ') + 1)))
                .containsExactly("0", "-0.0", "0.1", "1.0E15", "123456789012345", "-1.5E-300", "NaN", "+Inf", "-Inf");
    }

    @Test
    void givesFreshSamplesTheirTime() {
        Document document = document()
                .add(SeriesKey.of("fresh"), GAUGE, 1, NOW - 45)
                .add(SeriesKey.of("ahead"), GAUGE, 1, NOW + 7)
                .add(SeriesKey.of("old"), GAUGE, 1, OLD);

        assertThat(document.text()).contains("fresh 1 1763799999955\n", "ahead 1 1763800000007\n", "old 1\n");
        assertThat(document.openMetrics()).contains("fresh 1 1763799999.955\n", "ahead 1 1763800000.007\n", "old 1\n");
    }

    @Test
    void leavesStaleAndRemovedSeriesOut() {
        Document document = document()
                .add(SeriesKey.of("stale"), GAUGE, SpecialValues.STALE, NOW)
                .add(SeriesKey.of("gone"), GAUGE, SpecialValues.GONE, NOW);

        assertThat(document.text()).isEmpty();
    }

    @Test
    void writesAHistogram() {
        Document document =
                document().add(SeriesKey.of("latency_seconds", "job", "a"), HISTOGRAM, BUCKETS, Selection.ALL);

        assertThat(document.text()).isEqualTo("""
                        # HELP latency_seconds How long.
                        # TYPE latency_seconds histogram
                        latency_seconds_bucket{job="a",le="0.5"} 1
                        latency_seconds_bucket{job="a",le="1"} 2
                        latency_seconds_bucket{job="a",le="+Inf"} 3
                        latency_seconds_sum{job="a"} 4.5
                        latency_seconds_count{job="a"} 3
                        """);
        assertThat(document.openMetrics()).isEqualTo("""
                        # HELP latency_seconds How long.
                        # TYPE latency_seconds histogram
                        # UNIT latency_seconds seconds
                        latency_seconds_bucket{job="a",le="0.5"} 1
                        latency_seconds_bucket{job="a",le="1.0"} 2
                        latency_seconds_bucket{job="a",le="+Inf"} 3
                        latency_seconds_sum{job="a"} 4.5
                        latency_seconds_count{job="a"} 3
                        # EOF
                        """);
    }

    @Test
    void writesASummary() {
        Document document = document().add(SeriesKey.of("s"), typed(MetricType.SUMMARY), QUANTILES, Selection.ALL);

        assertThat(document.text()).isEqualTo("""
                        # TYPE s summary
                        s{quantile="0.5"} 2
                        s{quantile="1"} NaN
                        s_sum 3
                        s_count 4
                        """);
        assertThat(document.openMetrics()).contains("s{quantile=\"1.0\"} NaN\n");
    }

    @Test
    void writesAGaugeHistogramAsGaugesWhereTheFormatHasNone() {
        CompoundValue buckets = new HistogramValue(new double[] {Double.POSITIVE_INFINITY}, new double[] {1}, 2, true);
        Document document = document().add(SeriesKey.of("g"), typed(MetricType.GAUGEHISTOGRAM), buckets, Selection.ALL);

        assertThat(document.text()).isEqualTo("""
                        # TYPE g_bucket gauge
                        g_bucket{le="+Inf"} 1
                        # TYPE g_gcount gauge
                        g_gcount 1
                        # TYPE g_gsum gauge
                        g_gsum 2
                        """);
        assertThat(document.openMetrics()).startsWith("# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\n");
    }

    @Test
    void writesAPartOfAHistogramAsWhatItIs() throws QuerySyntaxException {
        SeriesKey key = SeriesKey.of("latency");
        Selection count = Query.parse(List.of("latency_count")).select(key, BUCKETS);
        Document document = document().add(key, HISTOGRAM, BUCKETS, count);

        assertThat(document.text())
                .isEqualTo("# HELP latency_count How long.\n# TYPE latency_count counter\nlatency_count 3\n");
        assertThat(document.openMetrics())
                .isEqualTo("# HELP latency_count How long.\n# TYPE latency_count unknown\nlatency_count 3\n# EOF\n");
    }

    @Test
    void splitsAHistogramWhereAnotherSeriesHasTheNameOfALine() {
        Document document = document()
                .add(SeriesKey.of("latency"), HISTOGRAM, BUCKETS, Selection.ALL)
                .add(SeriesKey.of("latency_count", "job", "a"), GAUGE, 7, OLD)
                .add(SeriesKey.of("latency_sum"), GAUGE, 8, NOW);

        assertThat(document.text())
                .contains("latency_count{job=\"a\"} 7\nlatency_count 3\n")
                .contains("latency_sum 8 " + NOW + "\n")
                .doesNotContain("latency_sum 4.5", "# TYPE latency histogram")
                .containsOnlyOnce("# TYPE latency_count ");
    }

    @Test
    void splitsAHistogramWhereTheNameIsAlsoAPlainSeries() {
        Document document = document()
                .add(SeriesKey.of("latency", "job", "a"), GAUGE, 1, OLD)
                .add(SeriesKey.of("latency", "job", "b"), HISTOGRAM, BUCKETS, Selection.ALL);

        assertThat(document.openMetrics())
                .contains("# TYPE latency gauge\nlatency{job=\"a\"} 1\n")
                .contains("# TYPE latency_bucket unknown\nlatency_bucket{job=\"b\",le=\"0.5\"} 1\n");
    }

    @Test
    void splitsHistogramsAndSummariesOfOneName() {
        Document document = document()
                .add(SeriesKey.of("latency", "job", "a"), HISTOGRAM, BUCKETS, Selection.ALL)
                .add(SeriesKey.of("latency", "job", "b"), HISTOGRAM, QUANTILES, Selection.ALL);

        assertThat(document.text())
                .contains("latency_count{job=\"a\"} 3\nlatency_count{job=\"b\"} 4\n")
                .contains("latency{job=\"b\",quantile=\"0.5\"} 2\n")
                .containsOnlyOnce("# TYPE latency_count ");
    }

    @Test
    void believesTheNewestThatSaysAType() {
        Document document = document()
                .add(SeriesKey.of("x", "job", "a"), new MetricMetadata(MetricType.COUNTER, "", "old"), 1, NOW - 3)
                .add(SeriesKey.of("x", "job", "b"), new MetricMetadata(MetricType.GAUGE, "", "new"), 2, NOW - 2)
                .add(SeriesKey.of("x", "job", "c"), MetricMetadata.UNKNOWN, 3, NOW - 1);

        assertThat(document.text()).startsWith("# HELP x new\n# TYPE x gauge\nx{job=\"a\"} 1 ");
    }

    @Test
    void keepsTheNameOfACounterWithoutSuffixInOpenMetrics() {
        Document document = document().add(SeriesKey.of("requests"), COUNTER, 1, OLD);

        assertThat(document.text()).contains("# TYPE requests counter\nrequests 1\n");
        assertThat(document.openMetrics()).contains("# TYPE requests unknown\nrequests 1\n");
    }

    @Test
    void keepsTheNameOfACounterWhoseShortNameIsTaken() {
        Document document = document()
                .add(SeriesKey.of("orders_total"), COUNTER, 1, OLD)
                .add(SeriesKey.of("orders"), GAUGE, 2, OLD);

        assertThat(document.openMetrics())
                .contains("# TYPE orders gauge\norders 2\n")
                .contains("# TYPE orders_total unknown\norders_total 1\n");
    }

    @Test
    void putsCreationTimesIntoTheFamilyInOpenMetrics() {
        Document document = document()
                .add(SeriesKey.of("orders_total", "job", "a"), COUNTER, 1, NOW)
                .add(SeriesKey.of("orders_total", "job", "b"), COUNTER, 2, NOW)
                .add(SeriesKey.of("orders_created", "job", "a"), GAUGE, 1e9, OLD)
                .add(SeriesKey.of("latency"), HISTOGRAM, BUCKETS, Selection.ALL)
                .add(SeriesKey.of("latency_created"), GAUGE, 2e9, OLD);

        assertThat(document.openMetrics())
                .contains(
                        "orders_total{job=\"a\"} 1 1763800000.000\norders_created{job=\"a\"} 1000000000 1763800000.000\n")
                .contains("latency_count 3\nlatency_created 2000000000\n")
                .doesNotContain("TYPE orders_created", "TYPE latency_created");
        assertThat(document.text()).contains("# TYPE orders_created gauge\n", "# TYPE latency_created gauge\n");
    }

    @Test
    void doesNotMistakeAnotherSeriesForACreationTime() {
        Document document = document()
                .add(SeriesKey.of("orders_total", "job", "a"), COUNTER, 1, OLD)
                .add(SeriesKey.of("orders_created", "job", "b"), GAUGE, 2, OLD)
                .add(SeriesKey.of("latency"), HISTOGRAM, BUCKETS, Selection.ALL)
                .add(SeriesKey.of("latency_created", "x", "y"), GAUGE, 3, OLD);

        assertThat(document.openMetrics())
                .contains("# TYPE orders_total unknown\n")
                .contains("# TYPE orders_created gauge\norders_created{job=\"b\"} 2\n")
                .contains("# TYPE latency_bucket unknown\n")
                .contains("# TYPE latency_created gauge\n");
    }

    @Test
    void doesNotCallACounterWhatOpenMetricsWouldRefuse() {
        Document document = document().add(SeriesKey.of("orders_total"), COUNTER, Double.NaN, OLD);

        assertThat(document.openMetrics()).contains("# TYPE orders_total unknown\norders_total NaN\n");
    }

    @Test
    void writesInfoAndStateSet() {
        Document document = document()
                .add(SeriesKey.of("build_info", "v", "1"), typed(MetricType.INFO), 1, OLD)
                .add(SeriesKey.of("state", "state", "on"), typed(MetricType.STATESET), 1, OLD)
                .add(SeriesKey.of("broken", "x", "on"), typed(MetricType.STATESET), 5, OLD);

        assertThat(document.openMetrics())
                .contains("# TYPE build info\nbuild_info{v=\"1\"} 1\n")
                .contains("# TYPE state stateset\nstate{state=\"on\"} 1\n")
                .contains("# TYPE broken gauge\nbroken{x=\"on\"} 5\n");
        assertThat(document.text()).contains("# TYPE build_info gauge\n", "# TYPE state gauge\n");
    }

    @Test
    void leavesAUnitOutThatTheNameDoesNotEndWith() {
        Document document = document()
                .add(SeriesKey.of("latency"), new MetricMetadata(MetricType.GAUGE, "seconds", ""), 1, OLD)
                .add(SeriesKey.of("cpu_seconds_total"), new MetricMetadata(MetricType.COUNTER, "seconds", ""), 1, OLD);

        assertThat(document.openMetrics())
                .contains("# UNIT cpu_seconds seconds\n")
                .doesNotContain("# UNIT latency");
        assertThat(document.text()).doesNotContain("UNIT");
    }

    @Test
    void quotesUtf8Names() {
        SeriesKey key = SeriesKey.of("größe.total", "ort.teil", "süd");
        Document document = document().add(key, new MetricMetadata(MetricType.GAUGE, "", "h"), 1, OLD);

        assertThat(document.text()).isEqualTo("""
                        # HELP "größe.total" h
                        # TYPE "größe.total" gauge
                        {"größe.total","ort.teil"="süd"} 1
                        """);
    }

    @Test
    void turnsUtf8NamesIntoUnderscoresForOthers() {
        Document document = new Document(NameEscaping.UNDERSCORES)
                .add(SeriesKey.of("größe.a", "1ort.teil", "süd"), GAUGE, 1, OLD)
                .add(SeriesKey.of("a😀b"), GAUGE, 1, OLD);

        assertThat(document.text())
                .contains("# TYPE gr__e_a gauge\ngr__e_a{_ort_teil=\"süd\"} 1\n")
                .contains("a_b 1\n");
    }

    @Test
    void keepsLinesApartOrMergesThemWhereUnderscoresMakeThemEqual() {
        Document document = new Document(NameEscaping.UNDERSCORES)
                .add(SeriesKey.of("a.b", "x.y", "1", "x_y", "2"), GAUGE, 1, OLD)
                .add(SeriesKey.of("a_b"), GAUGE, 2, OLD - 1)
                .add(SeriesKey.of("a-b"), GAUGE, 3, OLD);

        assertThat(document.text()).isEqualTo("# TYPE a_b gauge\na_b{x_y=\"1\",x_y_=\"2\"} 1\na_b 3\n");
    }
}
