package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pulseboard.dashboard.Board.Chart;
import io.pulseboard.dashboard.Board.Thresholds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardParserTest {
    private static final String EVERYTHING = """
            title: Shop
            range: 15m
            rotate: 30s
            charts:
              - title: Requests
                query: orders_total{job="shop"}
                group-by: [instance]
                aggregate: sum
                top: 5
                as: rate
                unit: bytes
                size: m
                kind: chart
                stacked: true
                legend: false
                thresholds: {warning: 0.8, critical: 0.95, when: above}
            """;

    @Test
    void everyMemberIsRead() throws BoardSyntaxException {
        assertThat(parse(EVERYTHING))
                .isEqualTo(new Board(
                        "Shop",
                        "15m",
                        "30s",
                        List.of(new Chart(
                                "Requests",
                                List.of("orders_total{job=\"shop\"}"),
                                List.of("instance"),
                                "sum",
                                5,
                                "rate",
                                "bytes",
                                "m",
                                "chart",
                                true,
                                false,
                                new Thresholds(0.8, 0.95, "above")))));
    }

    @Test
    void itIsWrittenAsTheDocumentSays() throws BoardSyntaxException {
        assertThat(new String(TaggedJson.bytes(parse(EVERYTHING)), StandardCharsets.UTF_8))
                .isEqualTo("{\"title\":\"Shop\",\"range\":\"15m\",\"rotate\":\"30s\",\"charts\":["
                        + "{\"title\":\"Requests\",\"query\":[\"orders_total{job=\\\"shop\\\"}\"],"
                        + "\"groupBy\":[\"instance\"],\"aggregate\":\"sum\",\"top\":5,\"as\":\"rate\","
                        + "\"unit\":\"bytes\",\"size\":\"m\",\"kind\":\"chart\",\"stacked\":true,\"legend\":false,"
                        + "\"thresholds\":{\"warning\":0.8,\"critical\":0.95,\"when\":\"above\"}}]}");
    }

    @Test
    void whatIsNotGivenIsNotThere() throws BoardSyntaxException {
        assertThat(new String(TaggedJson.bytes(parse("title: a\ncharts: [query: up]\n")), StandardCharsets.UTF_8))
                .isEqualTo("{\"title\":\"a\",\"charts\":[{\"query\":[\"up\"]}]}");
    }

    @Test
    void severalSelectorsAreKeptAsWritten() throws BoardSyntaxException {
        assertThat(chart("query: [up, '{job=\"a\"}']").query()).containsExactly("up", "{job=\"a\"}");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "True,true", "yes,true", "on,true", "ON,true", "false,false", "no,false", "Off,false"})
    void yesAndNoHaveManyWords(String word, boolean meant) throws BoardSyntaxException {
        assertThat(chart("query: up\n    stacked: " + word).stacked()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "404", "1.10", "2026-01-01", "yes", "'null'", "0x10"})
    void textIsWhatStandsThere(String title) throws BoardSyntaxException {
        assertThat(parse("title: " + title + "\ncharts: [query: up]\n").title()).isEqualTo(title.replace("'", ""));
    }

    @ParameterizedTest
    @CsvSource({"5s,5s", "90s,90s", "1m,60s", "1h,3600s"})
    void aTurnIsToldInSeconds(String written, String read) throws BoardSyntaxException {
        assertThat(parse("title: a\nrotate: " + written + "\ncharts: [query: up]\n")
                        .rotate())
                .isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "-0.5,-0.5", "1e9,1e9", ".5,.5", "+3.,3"})
    void numbersAreDecimal(String written, double read) throws BoardSyntaxException {
        assertThat(thresholds("{critical: " + written + "}").critical()).isEqualTo(read);
    }

    @Test
    void aboveIsWhatIsMeantIfNothingIsSaid() throws BoardSyntaxException {
        assertThat(thresholds("{warning: 1, critical: 2}")).isEqualTo(new Thresholds(1.0, 2.0, "above"));
    }

    @Test
    void belowTurnsTheOrder() throws BoardSyntaxException {
        assertThat(thresholds("{warning: 2, critical: 1, when: below}")).isEqualTo(new Thresholds(2.0, 1.0, "below"));
    }

    @Test
    void aliasesStandForWhatTheyName() throws BoardSyntaxException {
        Board board = parse("title: a\ncharts:\n  - query: &q up\n  - query: *q\n");

        assertThat(board.charts().get(1).query()).containsExactly("up");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws BoardSyntaxException {
        assertThat(parse("\uFEFFtitle: a\ncharts: [query: up]\n").title()).isEqualTo("a");
    }

    @Test
    void theLargestBoardIsRead() throws BoardSyntaxException {
        String charts = "  - query: up\n".repeat(100);

        assertThat(parse("title: " + "é".repeat(100) + "\ncharts:\n" + charts).charts())
                .hasSize(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            title: 7|charts: []                             ^ 2 ^ 9 ^ charts has 0 charts; expected a list of 1 to 100 charts
            title: a|charts: up                             ^ 2 ^ 9 ^ charts is 'up'; expected a list of 1 to 100 charts
            title: a|charts: {query: up}                    ^ 2 ^ 9 ^ charts is a mapping; expected a list of 1 to 100 charts
            title: a|charts: !!set [query: up]              ^ 2 ^ 9 ^ charts has the tag 'tag:yaml.org,2002:set'; expected none, as tags mean nothing in a board
            title: a                                        ^ 1 ^ 1 ^ charts is missing
            range: 5m|charts: [query: up]                   ^ 1 ^ 1 ^ title is missing
            title:|charts: [query: up]                      ^ 1 ^ 7 ^ title is empty; expected text of 1 to 100 characters
            title: ~|charts: [query: up]                    ^ 1 ^ 8 ^ title is empty; expected text of 1 to 100 characters
            title: ''|charts: [query: up]                   ^ 1 ^ 8 ^ title is ''; expected text of 1 to 100 characters
            title: [a]|charts: [query: up]                  ^ 1 ^ 8 ^ title is a list; expected text of 1 to 100 characters
            title: a|refresh: 1s|charts: [query: up]        ^ 2 ^ 1 ^ unknown member 'refresh'; expected title, range, rotate, charts
            titel: a|charts: [query: up]                    ^ 1 ^ 1 ^ unknown member 'titel'; expected title, range, rotate, charts; did you mean 'title'?
            title: a|title: b|charts: [query: up]           ^ 2 ^ 1 ^ title is given twice, first in line 1
            title: a|range: 30m|charts: [query: up]         ^ 2 ^ 8 ^ range is '30m'; expected 1m, 5m, 15m or 60m; did you mean '60m'?
            title: a|rotate: 4s|charts: [query: up]         ^ 2 ^ 9 ^ rotate is '4s'; expected a duration from 5s to 1h, in whole s, m or h
            title: a|rotate: 2h|charts: [query: up]         ^ 2 ^ 9 ^ rotate is '2h'; expected a duration from 5s to 1h, in whole s, m or h
            title: a|rotate: 30|charts: [query: up]         ^ 2 ^ 9 ^ rotate is '30'; expected a duration from 5s to 1h, in whole s, m or h
            title: a|rotate: {}|charts: [query: up]         ^ 2 ^ 9 ^ rotate is a mapping; expected a duration from 5s to 1h, in whole s, m or h
            title: a|<<: {range: 5m}|charts: [query: up]    ^ 2 ^ 1 ^ unknown member '<<'; expected title, range, rotate, charts
            title: a|[x]: 1|charts: [query: up]             ^ 2 ^ 1 ^ a member has a list or mapping for a name; expected title, range, rotate, charts
            - title: a                                      ^ 1 ^ 1 ^ the board is a list; expected a mapping with the members title, range, rotate, charts
            Shop                                            ^ 1 ^ 1 ^ the board is 'Shop'; expected a mapping with the members title, range, rotate, charts
            """)
    void whatIsWrongWithABoardHasItsPlace(String yaml, int line, int column, String message) {
        assertFault(yaml.strip().replace('|', '\n') + "\n", line, column, message.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            title: x                          ^ 3 ^ 5 ^ query of chart 1 is missing
            query: up|querry: up              ^ 4 ^ 5 ^ unknown member 'querry' of chart 1; expected title, query, group-by, aggregate, top, as, unit, size, kind, stacked, legend, thresholds; did you mean 'query'?
            query: up|groupBy: [a]            ^ 4 ^ 5 ^ unknown member 'groupBy' of chart 1; expected title, query, group-by, aggregate, top, as, unit, size, kind, stacked, legend, thresholds; did you mean 'group-by'?
            query: up|query: up               ^ 4 ^ 5 ^ query of chart 1 is given twice, first in line 3
            query: []                         ^ 3 ^ 12 ^ query of chart 1 has 0 selectors; expected a list of 1 to 16 selectors
            query:                            ^ 3 ^ 11 ^ query of chart 1 is empty; expected text of 1 to 4096 characters
            query: {job="shop"}               ^ 3 ^ 12 ^ query of chart 1 is a mapping; expected a selector; one that begins with '{' needs quotes around it
            query: [[up]]                     ^ 3 ^ 13 ^ query of chart 1 is a list; expected text of 1 to 4096 characters
            query: up{job="a"                 ^ 3 ^ 22 ^ query of chart 1: unexpected end at position 10 of selector 'up{job="a"'; expected ',' or '}'
            query: 'up{job="a"'               ^ 3 ^ 23 ^ query of chart 1: unexpected end at position 10 of selector 'up{job="a"'; expected ',' or '}'
            query: "up{job=\\"a\\""           ^ 3 ^ 12 ^ query of chart 1: unexpected end at position 10 of selector 'up{job="a"'; expected ',' or '}'
            query: [up, 'a b']                ^ 3 ^ 20 ^ query of chart 1: unexpected 'b' at position 2 of selector 'a b'; expected the end of the selector
            query: rate(up[1m])               ^ 3 ^ 16 ^ query of chart 1: functions are not supported (a query only selects series) at position 4 of selector 'rate(up[1m])'; expected the end of the selector
            query: up|group-by: []            ^ 4 ^ 15 ^ group-by of chart 1 has 0 label names; expected a list of 1 to 16 label names
            query: up|group-by: [a, {}]       ^ 4 ^ 19 ^ group-by of chart 1 is a mapping; expected text of 1 to 256 characters
            query: up|group-by: [a, a]        ^ 4 ^ 19 ^ group-by of chart 1 has 'a' twice
            query: up|aggregate: summ         ^ 4 ^ 16 ^ aggregate of chart 1 is 'summ'; expected sum, avg, max or min; did you mean 'sum'?
            query: up|top: 0                  ^ 4 ^ 10 ^ top of chart 1 is '0'; expected a whole number from 1 to 50
            query: up|top: 51                 ^ 4 ^ 10 ^ top of chart 1 is '51'; expected a whole number from 1 to 50
            query: up|top: 5.5                ^ 4 ^ 10 ^ top of chart 1 is '5.5'; expected a whole number from 1 to 50
            query: up|top: 99999999999        ^ 4 ^ 10 ^ top of chart 1 is '99999999999'; expected a whole number from 1 to 50
            query: up|top: '5'                ^ 4 ^ 10 ^ top of chart 1 is the text '5'; expected a whole number from 1 to 50, without quotes
            query: up|as: rates               ^ 4 ^ 9 ^ as of chart 1 is 'rates'; expected value, rate, quantiles or heatmap; did you mean 'rate'?
            query: up|size: xl                ^ 4 ^ 11 ^ size of chart 1 is 'xl'; expected s, m or l
            query: up|kind: gauge             ^ 4 ^ 11 ^ kind of chart 1 is 'gauge'; expected chart, tile or table
            query: up|kind: !!java.net.URL [] ^ 4 ^ 11 ^ this is not YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL
            query: up|kind: !x chart          ^ 4 ^ 11 ^ kind of chart 1 has the tag '!x'; expected none, as tags mean nothing in a board
            query: up|stacked: maybe          ^ 4 ^ 14 ^ stacked of chart 1 is 'maybe'; expected true or false
            query: up|stacked: 'true'         ^ 4 ^ 14 ^ stacked of chart 1 is the text 'true'; expected true or false, without quotes
            query: up|legend: 1               ^ 4 ^ 13 ^ legend of chart 1 is '1'; expected true or false
            query: up|unit: ''                ^ 4 ^ 11 ^ unit of chart 1 is ''; expected text of 1 to 30 characters
            query: up|thresholds: 5           ^ 4 ^ 17 ^ thresholds of chart 1 is '5'; expected a mapping with the members warning, critical, when
            query: up|thresholds: {}          ^ 4 ^ 17 ^ thresholds of chart 1 has neither warning nor critical; expected at least one
            query: up|thresholds: {warn: 5}   ^ 4 ^ 18 ^ unknown member 'thresholds.warn' of chart 1; expected warning, critical, when; did you mean 'warning'?
            query: up|thresholds: {warning: .inf}               ^ 4 ^ 27 ^ thresholds.warning of chart 1 is '.inf'; expected a finite number such as 0.95
            query: up|thresholds: {warning: .nan}               ^ 4 ^ 27 ^ thresholds.warning of chart 1 is '.nan'; expected a finite number such as 0.95
            query: up|thresholds: {warning: 1e999}              ^ 4 ^ 27 ^ thresholds.warning of chart 1 is '1e999'; expected a finite number such as 0.95
            query: up|thresholds: {warning: 010}                ^ 4 ^ 27 ^ thresholds.warning of chart 1 is '010'; expected a finite number such as 0.95
            query: up|thresholds: {warning: 1_000}              ^ 4 ^ 27 ^ thresholds.warning of chart 1 is '1_000'; expected a finite number such as 0.95
            query: up|thresholds: {warning: 1:30}               ^ 4 ^ 27 ^ thresholds.warning of chart 1 is '1:30'; expected a finite number such as 0.95
            query: up|thresholds: {warning: 80%}                ^ 4 ^ 27 ^ thresholds.warning of chart 1 is '80%'; expected a finite number such as 0.95
            query: up|thresholds: {warning: 2, critical: 1}     ^ 4 ^ 40 ^ thresholds.critical of chart 1 is '1'; expected a number above the warning, 2.0, since when is above
            query: up|thresholds: {warning: 2, critical: 2}     ^ 4 ^ 40 ^ thresholds.critical of chart 1 is '2'; expected a number above the warning, 2.0, since when is above
            query: up|thresholds: {when: below, warning: 2, critical: 3} ^ 4 ^ 53 ^ thresholds.critical of chart 1 is '3'; expected a number below the warning, 2.0, since when is below
            query: up|thresholds: {warning: 2, when: over}      ^ 4 ^ 36 ^ thresholds.when of chart 1 is 'over'; expected above or below
            """)
    void whatIsWrongWithAChartHasItsPlace(String members, int line, int column, String message) {
        String yaml = "title: a\ncharts:\n  - " + members.strip().replace("|", "\n    ") + "\n";

        assertFault(yaml, line, column, message.strip());
    }

    @Test
    void theChartAtFaultIsNamed() {
        assertFault(
                "title: a\ncharts:\n  - query: up\n  - up\n",
                4,
                5,
                "chart 2 is 'up'; expected a mapping with the "
                        + "members title, query, group-by, aggregate, top, as, unit, size, kind, stacked, legend, thresholds");
    }

    @Test
    void lengthsAreCountedInCharacters() {
        assertFault(
                "title: " + "\uD83D\uDE00".repeat(101) + "\ncharts: [query: up]\n",
                1,
                8,
                "title has 101 characters, '" + "\uD83D\uDE00".repeat(40)
                        + "...'; expected text of 1 to 100 characters");
    }

    @Test
    void listsEndSomewhere() {
        assertFault(
                "title: a\ncharts:\n" + "  - query: up\n".repeat(101),
                3,
                3,
                "charts has 101 charts; expected a list of 1 to 100 charts");
        assertFault(
                "title: a\ncharts:\n  - query: [" + "up, ".repeat(17) + "]\n",
                3,
                12,
                "query of chart 1 has 17 selectors; expected a list of 1 to 16 selectors");
    }

    @Test
    void aSelectorThatIsFoldedIsPointedToAsAWhole() {
        BoardSyntaxException fault = fault("title: a\ncharts:\n  - query: >\n      up{\n      x\n");

        assertThat(fault.line()).isEqualTo(3);
        assertThat(fault.column()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing but a comment\n", "---\n...\n"})
    void anEmptyFileSaysWhatIsMissing(String yaml) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(BoardSyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource({"shop.yaml, Shop, 6", "pulseboard.yaml, Pulseboard, 9"})
    void theExamplesAreBoards(String file, String title, int charts) throws IOException, BoardSyntaxException {
        Board board = new BoardParser().parse(Files.readAllBytes(Path.of("examples", "dashboards", file)));

        assertThat(board.title()).isEqualTo(title);
        assertThat(board.charts()).hasSize(charts);
    }

    @Test
    void whatTheDocumentShowsIsABoard() throws IOException, BoardSyntaxException {
        String document = Files.readString(Path.of("docs", "dashboards.md"));
        Matcher yaml =
                Pattern.compile("```yaml\n(title:.*?)```", Pattern.DOTALL).matcher(document);

        assertThat(yaml.find()).isTrue();
        assertThat(parse(yaml.group(1)).charts()).hasSize(2);
    }

    private static Chart chart(String members) throws BoardSyntaxException {
        return parse("title: a\ncharts:\n  - " + members + "\n").charts().get(0);
    }

    private static Thresholds thresholds(String written) throws BoardSyntaxException {
        return Objects.requireNonNull(
                chart("query: up\n    thresholds: " + written).thresholds(), "no thresholds");
    }

    private static void assertFault(String yaml, int line, int column, String message) {
        BoardSyntaxException fault = fault(yaml);

        assertThat(fault.line() + ":" + fault.column() + " " + fault.getMessage())
                .isEqualTo(line + ":" + column + " " + message);
    }

    private static BoardSyntaxException fault(String yaml) {
        return catchThrowableOfType(BoardSyntaxException.class, () -> parse(yaml));
    }

    private static Board parse(String yaml) throws BoardSyntaxException {
        return new BoardParser().parse(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
