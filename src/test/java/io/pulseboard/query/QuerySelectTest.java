package io.pulseboard.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuerySelectTest {
    private static final SeriesKey ORDERS = SeriesKey.of("orders_total", "job", "shop", "path", "/a\nb");
    private static final SeriesKey LATENCY = SeriesKey.of("latency", "job", "shop");

    /** Components: 0 le=0.5, 1 le=1, 2 le=+Inf, 3 sum, 4 count. */
    private static final CompoundValue HISTOGRAM =
            new HistogramValue(new double[] {0.5, 1, Double.POSITIVE_INFINITY}, new double[] {1, 2, 3}, 4, false);

    /** Components: 0 quantile=0.5, 1 quantile=0.99, 2 sum, 3 count. */
    private static final CompoundValue SUMMARY = new SummaryValue(new double[] {0.5, 0.99}, new double[] {1, 2}, 3, 4);

    private static Query query(String... selectors) throws QuerySyntaxException {
        return Query.parse(List.of(selectors));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '^',
            value = {
                "orders_total § true",
                "orders § false",
                "orders_total{job=\"shop\"} § true",
                "orders_total{job=\"sho\"} § false",
                "orders_total{job!=\"shop\"} § false",
                "orders_total{job!=\"x\"} § true",
                "orders_total{job=~\"sh.p\"} § true",
                "orders_total{job=~\"sho\"} § false",
                "orders_total{job=~\"hop\"} § false",
                "orders_total{job=~\"s|shop\"} § true",
                "orders_total{job=~\"^shop$\"} § true",
                "orders_total{job=~\"(?i)SHOP\"} § true",
                "orders_total{job=~\"sh.*\"} § true",
                "orders_total{job=~\"shop.*\"} § true",
                "orders_total{job=~\"shop.+\"} § false",
                "orders_total{job=~\"(shop|other)\"} § true",
                "orders_total{job=~\"other|shops\"} § false",
                "orders_total{job=~\".+\"} § true",
                "orders_total{path=~\"/.*b\"} § true",
                "orders_total{path=~`/a.b`} § true",
                "orders_total{path=\"/a\\nb\"} § true",
                "orders_total{job!~\"sh.*\"} § false",
                "orders_total{job!~\"sh\"} § true",
                "orders_total{missing=\"\"} § true",
                "orders_total{missing!=\"\"} § false",
                "orders_total{missing=~\".*\"} § true",
                "orders_total{missing=~\".+\"} § false",
                "orders_total{missing!=\"x\"} § true",
                "orders_total{missing!~\".+\"} § true",
                "orders_total{job=\"\"} § false",
                "{__name__=~\"orders_.*\"} § true",
                "{__name__=~\"orders\"} § false",
                "{job=\"shop\",__name__!=\"orders_total\"} § false",
                "{job=\"shop\"} § true",
                "{job=\"shop\",path!=\"\"} § true",
            })
    void selectsAPlainSeries(String selector, boolean selected) throws QuerySyntaxException {
        Selection selection = query(selector).select(ORDERS, null);

        assertThat(selection).isEqualTo(selected ? Selection.ALL : Selection.NONE);
    }

    @Test
    void selectsByUtf8Names() throws QuerySyntaxException {
        SeriesKey key = SeriesKey.of("größe.des hofs", "ort.teil", "süd");

        assertThat(query("{\"größe.des hofs\",\"ort.teil\"=\"s\\u00fcd\"}")
                        .select(key, null)
                        .isAll())
                .isTrue();
        assertThat(query("{\"ort.teil\"!=\"süd\",\"größe.des hofs\"}")
                        .select(key, null)
                        .isNone())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '^',
            value = {
                "latency § 0 1 2 3 4",
                "latency{job=\"shop\"} § 0 1 2 3 4",
                "{job=\"shop\"} § 0 1 2 3 4",
                "{job=\"other\"} § ^^",
                "latency_bucket § 0 1 2",
                "latency_bucket{job=\"other\"} § ^^",
                "latency_bucket{le=\"0.5\"} § 0",
                "latency_bucket{le=\"1\"} § 1",
                "latency_bucket{le=\"+Inf\"} § 2",
                "latency_bucket{le!=\"+Inf\"} § 0 1",
                "latency_bucket{le=~\"0.*|1\"} § 0 1",
                "latency_sum § 3",
                "latency_count § 4",
                "latency_count{le=\"\"} § 4",
                "latency_gcount § ^^",
                "latency_total § ^^",
                "latency{le=\"1\"} § 1",
                "latency{le=\"\"} § 3 4",
                "latency{quantile=\"0.5\"} § ^^",
                "{le=\"1\",job=\"shop\"} § 1",
                "{__name__=~\"latency_(sum|count)\"} § 3 4",
                "{__name__=~\"latency_.+\"} § 0 1 2 3 4",
                "{__name__=~\"lat.*\"} § 0 1 2 3 4",
                "{job=\"shop\",__name__!~\".*_bucket\"} § 3 4",
                "{job=\"shop\",__name__!=\"latency_sum\"} § 0 1 2 4",
                "{job=\"shop\",__name__!=\"latency\"} § ^^",
                "{job=\"shop\",__name__!=\"x\"} § 0 1 2 3 4",
            })
    void selectsPartsOfAHistogram(String selector, String components) throws QuerySyntaxException {
        Selection selection = query(selector).select(LATENCY, HISTOGRAM);

        assertThat(selected(selection, HISTOGRAM)).isEqualTo(components);
        assertThat(selection.isAll()).isEqualTo(components.length() == 9);
        assertThat(selection.isNone()).isEqualTo(components.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '^',
            value = {
                "latency § 0 1 2 3",
                "latency{quantile=\"0.5\"} § 0",
                "latency{quantile!=\"0.5\"} § 1 2 3",
                "latency{quantile=~\"0.+\"} § 0 1",
                "latency{le=\"0.5\"} § ^^",
                "latency_sum § 2",
                "latency_count § 3",
                "latency_bucket § ^^",
            })
    void selectsPartsOfASummary(String selector, String components) throws QuerySyntaxException {
        assertThat(selected(query(selector).select(LATENCY, SUMMARY), SUMMARY)).isEqualTo(components);
    }

    @Test
    void selectsAGaugeHistogramByItsOwnSuffixes() throws QuerySyntaxException {
        CompoundValue gauge = new HistogramValue(new double[] {Double.POSITIVE_INFINITY}, new double[] {1}, 2, true);

        assertThat(selected(query("latency_gsum").select(LATENCY, gauge), gauge))
                .isEqualTo("1");
        assertThat(query("latency_sum").select(LATENCY, gauge).isNone()).isTrue();
    }

    @Test
    void selectsWhatAnySelectorSelects() throws QuerySyntaxException {
        Query union = query("latency_sum", "latency_bucket{le=\"1\"}", "up");

        assertThat(selected(union.select(LATENCY, HISTOGRAM), HISTOGRAM)).isEqualTo("1 3");
        assertThat(union.select(SeriesKey.of("up"), null).isAll()).isTrue();
        assertThat(union.select(SeriesKey.of("down"), null).isNone()).isTrue();
    }

    @Test
    void isAllWhenSelectorsTogetherSelectEverything() throws QuerySyntaxException {
        Query union = query("latency_sum", "latency_count", "latency_bucket");

        assertThat(union.select(LATENCY, HISTOGRAM)).isEqualTo(Selection.ALL);
    }

    @Test
    void selectsEverythingWithoutSelectors() {
        assertThat(Query.ALL.select(ORDERS, null).isAll()).isTrue();
        assertThat(Query.ALL.select(LATENCY, HISTOGRAM).contains(4)).isTrue();
    }

    @Test
    void requiresTheNamesThatItIsBoundTo() throws QuerySyntaxException {
        assertThat(requirement("up").names()).containsExactly("up");
        assertThat(requirement("{__name__=~\"a|b\",job=\"x\"}").names()).containsExactlyInAnyOrder("a", "b");
        assertThat(requirement("latency_bucket{le=\"1\"}").names())
                .containsExactlyInAnyOrder("latency_bucket", "latency");
    }

    @Test
    void requiresNoNamesWhereTheyCannotBeListed() throws QuerySyntaxException {
        assertThat(requirement("{job=\"x\"}").names()).isNull();
        assertThat(requirement("{__name__=~\"a.*\"}").names()).isNull();
        assertThat(requirement("{job=\"x\",__name__!=\"a\"}").names()).isNull();
    }

    @Test
    void requiresTheLabelsThatItAsksFor() throws QuerySyntaxException {
        assertThat(requirement("up{job=\"x\",zone=~\"a|b\"}").labels())
                .containsExactlyInAnyOrderEntriesOf(Map.of("job", Set.of("x"), "zone", Set.of("a", "b")));
    }

    @Test
    void requiresNoLabelThatMayBeMissingOrOtherOrAComponents() throws QuerySyntaxException {
        assertThat(requirement("up{a=\"\",b=~\"x|\",c!=\"x\",d=~\"x.*\",le=\"1\",quantile=\"0.5\"}")
                        .labels())
                .isEmpty();
    }

    @Test
    void requiresOneThingPerSelectorAndNothingForEverything() throws QuerySyntaxException {
        assertThat(query("up", "{job=\"x\"}").requirements()).hasSize(2);
        assertThat(Query.ALL.requirements()).isEmpty();
    }

    private static Requirement requirement(String selector) throws QuerySyntaxException {
        return query(selector).requirements().get(0);
    }

    @Test
    void treatsALabelNamedNameOfASeriesAsItsName() throws QuerySyntaxException {
        SeriesKey key = new SeriesKey("up", Labels.of("x", "1"));

        assertThat(query("{__name__=\"up\",x=\"1\"}").select(key, null).isAll()).isTrue();
    }

    private static String selected(Selection selection, CompoundValue value) {
        List<String> indexes = new ArrayList<>();
        for (int i = 0; i < value.componentCount(); i++) {
            if (selection.contains(i)) {
                indexes.add(Integer.toString(i));
            }
        }
        return String.join(" ", indexes);
    }
}
