package io.pulseboard.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "orders_total | orders_total",
                "job:orders:rate5m | job:orders:rate5m",
                "  orders_total  | orders_total",
                "orders_total{} | orders_total",
                "orders_total{job=\"shop\"} | orders_total{job=\"shop\"}",
                "orders_total { job = \"shop\" , } | orders_total{job=\"shop\"}",
                "x{b=\"2\",a=\"1\"} | x{a=\"1\",b=\"2\"}",
                "x{a=\"1\",a=\"1\"} | x{a=\"1\"}",
                "x{a!~\"r\",a=~\"r\",a!=\"v\",a=\"v\"} | x{a=\"v\",a!=\"v\",a=~\"r\",a!~\"r\"}",
                "{job=\"shop\"} | {job=\"shop\"}",
                "{__name__=\"up\"} | up",
                "{__name__=\"up\",job=\"a\"} | up{job=\"a\"}",
                "{\"up\"} | up",
                "{\"my.metric\"} | {\"my.metric\"}",
                "{job=\"a\",\"my.metric\"} | {\"my.metric\",job=\"a\"}",
                "{'größe', \"ä.b\"!='c'} | {\"größe\",\"ä.b\"!=\"c\"}",
                "{\"a.b\"=\"c\"} | {\"a.b\"=\"c\"}",
                "{\"a_b\"=\"c\"} | {a_b=\"c\"}",
                "x{a='it\\'s \"q\"'} | x{a=\"it's \\\"q\\\"\"}",
                "x{a=`back\\slash`} | x{a=\"back\\\\slash\"}",
                "x{a=\"\\x41\\101\\u00e4\\U0001F600\\t\"} | x{a=\"AAä😀\t\"}",
                "x{a=\"\\xc3\\xa4\\n\"} | x{a=\"ä\\n\"}",
                "{__name__=~\"node_.+\",__name__!=\"node_x\"} | {__name__!=\"node_x\",__name__=~\"node_.+\"}",
                "sum{on=\"1\",by=\"2\"} | sum{by=\"2\",on=\"1\"}",
                "{a=\"x\",b=\"\"} | {a=\"x\",b=\"\"}",
            })
    void writesTheCanonicalForm(String selector, String canonical) throws QuerySyntaxException {
        Query query = Query.parse(List.of(selector));

        assertThat(query).hasToString(canonical);
        assertThat(Query.parse(List.of(canonical))).isEqualTo(query).hasSameHashCodeAs(query);
    }

    @Test
    void skipsLineFeedsAndComments() throws QuerySyntaxException {
        Query query = Query.parse(List.of("# those sold\norders_total {\n  job=\"a\", # the shop\r\n\tx=\"y\"\n}\n"));

        assertThat(query).hasToString("orders_total{job=\"a\",x=\"y\"}");
    }

    @Test
    void sortsSelectorsAndDropsRepetitions() throws QuerySyntaxException {
        Query query = Query.parse(List.of("up", "{job=\"b\"}", "{ \"up\" }", "down"));

        assertThat(query.selectors()).containsExactly("down", "up", "{job=\"b\"}");
        assertThat(query).hasToString("down or up or {job=\"b\"}");
        assertThat(query).isEqualTo(Query.parse(List.of("{job=\"b\"}", "down", "up")));
    }

    @Test
    void isEverythingWithoutSelectors() throws QuerySyntaxException {
        assertThat(Query.parse(List.of())).isSameAs(Query.ALL);
        assertThat(Query.ALL.isAll()).isTrue();
        assertThat(Query.ALL.selectors()).isEmpty();
        assertThat(Query.parse(List.of("up")).isAll()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^ | 0 | a metric name or '{'",
                "^   ^ | 3 | a metric name or '{'",
                "5xx | 0 | a metric name or '{'",
                "orders_total[5m] | 12 | the end of the selector",
                "orders_total{a=\"b\"}[5m] | 19 | the end of the selector",
                "orders_total offset 5m | 13 | the end of the selector",
                "orders_total @ 0 | 13 | the end of the selector",
                "rate(orders_total[5m]) | 4 | the end of the selector",
                "a + b | 2 | the end of the selector",
                "a or b | 2 | the end of the selector",
                "a unless b | 2 | the end of the selector",
                "a b | 2 | the end of the selector",
                "a} | 1 | the end of the selector",
                "a{}} | 3 | the end of the selector",
                "my.metric | 2 | {\"...\"}",
                "größe | 2 | {\"...\"}",
                "a{ | 2 | a label name, a quoted name or '}'",
                "a{,} | 2 | a label name, a quoted name or '}'",
                "a{b=\"c\",,} | 8 | a label name, a quoted name or '}'",
                "a{1b=\"c\"} | 2 | a label name, a quoted name or '}'",
                "a{b:c=\"d\"} | 3 | '=', '!=', '=~' or '!~'",
                "a{b} | 3 | '=', '!=', '=~' or '!~'",
                "a{b!\"c\"} | 3 | '=', '!=', '=~' or '!~'",
                "a{b==\"c\"} | 4 | a quoted string",
                "a{b=c} | 4 | a quoted string",
                "a{b= | 4 | a quoted string",
                "a{b=\"c\" d=\"e\"} | 8 | ',' or '}'",
                "a{b=\"c\" | 7 | ',' or '}'",
                "a{b=\"c | 6 | a closing \"",
                "a{b='c | 6 | a closing '",
                "a{b=`c | 6 | a closing '`'",
                "a{b=\"c\\ | 7 | a closing \"",
                "a{b=\"\\q\"} | 5 | \\\\, \\n, \\x41, \\u0041 or the like",
                "a{b=\"\\'\"} | 5 | \\\\, \\n, \\x41, \\u0041 or the like",
                "a{b=\"\\x4g\"} | 8 | 2 digits of base 16",
                "a{b=\"\\400\"} | 5 | a Unicode code point, no surrogate",
                "a{b=\"\\ud800\"} | 5 | a Unicode code point, no surrogate",
                "a{b=\"\\U00110000\"} | 5 | a Unicode code point, no surrogate",
                "a{b=\"\\xff\"} | 4 | UTF-8 text",
                "a{\"\"=\"c\"} | 2 | a label name",
                "{\"\"} | 1 | a metric name",
                "{\"a\"=} | 5 | a quoted string",
                "{\"a\" \"b\"} | 5 | '=', '!=', '=~', '!~', ',' or '}'",
                "{\"a\",\"b\"} | 5 | one metric name",
                "a{\"b\"} | 2 | one metric name",
                "a{__name__=~\"b\"} | 2 | one metric name",
                "a{b=~\"(\"} | 5 | a regular expression of RE2's syntax",
                "a{b=~ \"x(?=y)\"} | 6 | a regular expression of RE2's syntax",
                "a{b!~\"(a)\\\\1\"} | 5 | a regular expression of RE2's syntax",
            })
    void saysWhereASelectorGoesWrong(String selector, int position, String expected) {
        QuerySyntaxException e = assertThrows(QuerySyntaxException.class, () -> Query.parse(List.of("up", selector)));

        assertThat(e.position()).isEqualTo(position);
        assertThat(e.expected()).endsWith(expected);
        assertThat(e.query()).isEqualTo(selector);
        assertThat(e).hasMessageContaining("position " + position).hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "orders_total[5m] | ranges are not supported",
                "sum(a) | functions are not supported",
                "a offset 5m | 'offset' and '@' are not supported",
                "a * 2 | operators are not supported",
                "a or b | 'or' is not supported (give several queries instead)",
                "a{b=~\"x(\"} | missing closing )",
            })
    void namesWhatIsNotSupported(String selector, String reason) {
        assertThat(assertThrows(QuerySyntaxException.class, () -> Query.parse(List.of(selector))))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{a=\"\"}", "{a=~\".*\"}", "{a!=\"b\"}", "{a!~\"b|c\",__name__!=\"x\"}", "{a=~\"|b\"}"})
    void refusesASelectorThatWouldSelectEverything(String selector) {
        QuerySyntaxException e = assertThrows(QuerySyntaxException.class, () -> Query.parse(List.of(selector)));

        assertThat(e.position()).isZero();
        assertThat(e).hasMessageContaining("would select everything");
        assertThat(e.expected()).contains("does not match the empty value");
    }

    @Test
    void refusesTooManySelectors() {
        QueryLimits limits = new QueryLimits(2, 100, 10, 100);

        QuerySyntaxException e =
                assertThrows(QuerySyntaxException.class, () -> Query.parse(List.of("a", "b", "c"), limits));

        assertThat(e.query()).isEqualTo("c");
        assertThat(e.expected()).isEqualTo("at most 2 selectors");
    }

    @Test
    void refusesTooLongASelector() {
        QueryLimits limits = new QueryLimits(2, 10, 10, 100);

        QuerySyntaxException e =
                assertThrows(QuerySyntaxException.class, () -> Query.parse(List.of("a".repeat(11)), limits));

        assertThat(e.position()).isEqualTo(10);
        assertThat(e).hasMessageContaining("selector too long (11)");
    }

    @Test
    void refusesTooManyMatchers() {
        QueryLimits limits = new QueryLimits(2, 100, 2, 100);

        QuerySyntaxException e =
                assertThrows(QuerySyntaxException.class, () -> Query.parse(List.of("a{b=\"1\",c=\"2\"}"), limits));

        assertThat(e.position()).isEqualTo(8);
        assertThat(e.expected()).isEqualTo("at most 2 matchers");
    }

    @Test
    void shortensALongSelectorInItsMessage() {
        String selector = "a{" + String.join(",", Collections.nCopies(200, "b=\"c\"")) + ",!}";

        QuerySyntaxException e = assertThrows(
                QuerySyntaxException.class, () -> Query.parse(List.of(selector), new QueryLimits(1, 4096, 1000, 100)));

        assertThat(e.query()).isEqualTo(selector);
        assertThat(e.getMessage()).hasSizeLessThan(400);
    }
}
