package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's modules for boards, thresholds, time and files, one by one, in the browser that they are for. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class BoardModulesTest extends BrowserModules {
    /** Stores series and lets a shape make columns of them; answers {@code label=value} of each, sorted. */
    private static final String COLUMNS = """
            const { Store } = await import('/app/store.js');
            const { Panel } = await import('/app/panel.js');
            const store = new Store();
            const apply = (type, ts, rows) => store.apply({ type, ts, define: rows.map(([key, kind, , unit], n) => [n, key, kind, unit ?? '', '']),
              n: rows.map((_, n) => n), v: rows.map(row => row[2]) });
            const show = (shape, now = store.now) => {
              const panel = new Panel(m.specOf(shape, 'x'), store.series.values());
              panel.append(now);
              const columns = [...panel.buffer.columns].map(([id, { label }]) => `${label}=${Math.round(panel.buffer.last(id) * 1000) / 1000}`);
              return columns.sort().join(' ') + (panel.spec.unit ? ` [${panel.spec.unit}]` : '');
            };
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    up                              | up{job="shop"}               | true
                    up{job="shop"}                  | up{job="shop"}               | true
                    up{job="shop"}                  | up{job="other"}              | false
                    up{job!="shop"}                 | up{job="other"}              | true
                    up{job=""}                      | up                           | true
                    up{job=""}                      | up{job="shop"}               | false
                    up{job=~"sh.*"}                 | up{job="shop"}               | true
                    up{job=~"sh"}                   | up{job="shop"}               | false
                    up{job!~"sh.*"}                 | up{job="shop"}               | false
                    {job="shop",}                   | up{job="shop"}               | true
                    { __name__ =~ "u." , job="x" }  | up{job="x"}                  | true
                    {"my.metric",a="b"}             | {"my.metric",a="b"}          | true
                    up{a="say \\"hi\\""}            | up{a="say \\"hi\\""}         | true
                    up                              | upper                        | false
                    """)
    void aSelectorChoosesAsTheServerDoes(String selector, String key, boolean chosen) {
        Object result = run("selector", """
                const { parseKey } = await import('/app/keys.js');
                return m.selector(args[0]).test({ ...parseKey(args[1]), type: 'gauge' })""", selector, key);

        assertThat(result).isEqualTo(chosen);
    }

    @Test
    void onlySeriesOfItsNamesAreLookedAtForAChart() {
        Object chosen = run("shape", """
                const { Store } = await import('/app/store.js');
                const store = new Store();
                const keys = ['a', 'a{x="1"}', 'b', 'h'];
                store.apply({ type: 'snapshot', ts: 1, define: keys.map((key, n) => [n, key, key === 'h' ? 'histogram' : 'gauge', '', '']) });
                const of = (...query) => [...store.named(m.specOf({ query }, 'x').names)].map(({ key }) => key).join('+');
                const before = [of('a'), of('a', 'b', 'a{x="1"}'), of('h_bucket{le="1"}'), of('{x="1"}'), of('c')];
                store.apply({ type: 'update', ts: 2, states: { 1: 'gone', 2: 'gone' } });
                return [...before, of('a'), of('b')].join()""");

        assertThat(chosen).isEqualTo("a+a{x=\"1\"},a+a{x=\"1\"}+b,h,a+a{x=\"1\"}+b+h,,a,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "a b", "a{b}", "a{b=c}", "a{b=\"c\"} x", "a{b=~\"(\"}", "1a"})
    void whatIsNoSelectorIsRefused(String text) {
        assertThatThrownBy(() -> run("selector", "return m.selector(args[0]) !== null", text))
                .hasMessageContaining("SyntaxError");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {query: ['m']}                                          | i=a zone=west=1 i=b zone=west=2 i=c=4
                    {query: ['m'], aggregate: 'sum'}                        | sum of all=7
                    {query: ['m'], aggregate: 'avg'}                        | avg of all=2.333
                    {query: ['m'], aggregate: 'max'}                        | max of all=4
                    {query: ['m'], aggregate: 'min'}                        | min of all=1
                    {query: ['m'], groupBy: ['zone']}                       | no zone=4 west=3
                    {query: ['m'], groupBy: ['zone'], aggregate: 'max'}     | no zone=4 west=2
                    {query: ['m{i!="c"}']}                                  | a=1 b=2
                    {query: ['m', 'n'], groupBy: ['__name__']}              | m=7 n=9
                    {query: ['m{i="a"}'], unit: 'bytes'}                    | m=1 [bytes]
                    """)
    void seriesAreGroupedAndAddedUp(String shape, String columns) {
        Object result = run("shape", COLUMNS + """
                apply('snapshot', 1000, [['m{i="a",zone="west"}', 'gauge', 1], ['m{i="b",zone="west"}', 'gauge', 2], ['m{i="c"}', 'gauge', 4],
                  ['n', 'gauge', 9]]);
                return show(""" + shape + ")");

        assertThat(result).isEqualTo(columns);
    }

    @Test
    void aCounterIsShownAsItsRateOrItsValue() {
        Object result = run("shape", COLUMNS + """
                apply('snapshot', 1000, [['node_x_bytes_total', 'counter', 100]]);
                apply('update', 2000, [['node_x_bytes_total', 'counter', 150]]);
                return [show({ query: ['node_x_bytes_total'] }), show({ query: ['node_x_bytes_total'], as: 'value' })].join(' / ')""");

        assertThat(result).isEqualTo("node_x_bytes_total=50 [bytes/s] / node_x_bytes_total=150 [bytes]");
    }

    @Test
    void aHistogramIsQuantilesRateMeanOrAHeatMap() {
        Object result = run("shape", COLUMNS + """
                const at = (low, high, count, sum) => ({ buckets: [[1, low], [2, high], ['+Inf', count]], sum, count });
                apply('snapshot', 1000, [['node_s', 'histogram', at(0, 0, 0, 0), 'seconds']]);
                apply('update', 2000, [['node_s', 'histogram', at(50, 100, 100, 120), 'seconds']]);
                const of = as => show({ query: ['node_s'], as });
                return [of('quantiles'), of('rate'), of('value'), of('heatmap')].join(' / ')""");

        assertThat(result)
                .isEqualTo(
                        "p50=1 p95=1.9 p99=1.98 [seconds] / rate=100 [/s] / mean=1.2 [seconds] / 1=50 2=50 Infinity=0 [/s]");
    }

    @ParameterizedTest
    @CsvSource({
        "'{warning: 5, critical: 9}', 4, ok",
        "'{warning: 5, critical: 9}', 5, warning",
        "'{warning: 5, critical: 9}', 9, critical",
        "'{critical: 9}', 8, ok",
        "'{warning: 5, when: \"below\"}', 6, ok",
        "'{warning: 5, critical: 1, when: \"below\"}', 5, warning",
        "'{warning: 5, critical: 1, when: \"below\"}', 0, critical",
        "'{warning: 5}', NaN, ok",
        "'{warning: 5}', Infinity, warning"
    })
    void aThresholdIsReachedOnItsSide(String thresholds, String value, String level) {
        assertThat(run("thresholds", "return m.levelAt(" + thresholds + ", " + value + ")"))
                .isEqualTo(level);
    }

    @Test
    void anAlertStandsUntilItIsOver() {
        Object told = run("thresholds", """
                const { Buffer } = await import('/app/buffer.js');
                const told = [];
                const alerts = new m.Alerts(change => told.push(`${change.before}>${change.level}`));
                const buffer = new Buffer();
                const watched = { id: 'x', title: 'X', thresholds: { warning: 5, critical: 9 }, panel: { buffer, spec: { unit: 'bytes' } } };
                [1, 6, 7, 10, 5, 2].forEach((value, i) => { buffer.row(i + 1); buffer.set('a', 'a', value); alerts.look(watched, i + 1); });
                return told.join(' ') + ' ' + alerts.list.length""");

        assertThat(told).isEqualTo("ok>warning warning>critical critical>warning warning>ok 0");
    }

    @Test
    void aBoardIsWrittenAsYaml() {
        Object yaml = run("yaml", """
                return m.toYaml({ title: 'Shop: all', range: '15m', charts: [
                  { title: 'yes', query: ['orders_total{job="shop"}'], groupBy: ['instance', 'zone'], aggregate: 'sum', top: 5, stacked: true },
                  { query: ['a', 'b'], thresholds: { warning: 0.8, critical: 0.95, when: 'above' } } ] })""");

        assertThat(yaml).isEqualTo("""
                title: "Shop: all"
                range: 15m
                charts:
                  - title: "yes"
                    query: "orders_total{job=\\"shop\\"}"
                    group-by: [instance, zone]
                    aggregate: sum
                    top: 5
                    stacked: true
                  - query: [a, b]
                    thresholds: {warning: 0.8, critical: 0.95, when: above}
                """);
    }

    @Test
    void aViewIsPackedIntoAnAddressAndOutOfItAgain() {
        Object again = run("address", """
                const board = { title: 'Ünï "code" \\u202e', charts: [{ query: ['a{b="c"}'] }] };
                const text = await m.pack(board);
                return /^[\\w-]+$/.test(text) + JSON.stringify(await m.unpack(text)) === 'true' + JSON.stringify(board)""");

        assertThat(again).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "AAAA", "e30"})
    void whatIsNoViewIsRefused(String text) {
        assertThat(run("address", "return m.unpack(args[0]).then(() => 'read', () => 'refused')", text))
                .isEqualTo("refused");
    }

    @Test
    void aChartIsSavedAsCsv() {
        Object csv = run("exports", """
                return m.csv({ shown: { x: [0, 1.5], raw: [[1, null], [2, 3.5]] }, lines: [{ label: 'a, "b"' }, { label: '=1+1' }] })""");

        assertThat(csv)
                .isEqualTo(
                        "time,\"a, \"\"b\"\"\",'=1+1\r\n1970-01-01T00:00:00.000Z,1,2\r\n1970-01-01T00:00:01.500Z,,3.5\r\n");
    }

    @ParameterizedTest
    @CsvSource({"../../etc/passwd.csv, etc-passwd.csv", "a b{c=\"d\"}.png, a-b-c-d.png", "名前.csv, csv"})
    void aFileHasANameThatEverySystemTakes(String title, String name) {
        assertThat(run("exports", "return m.fileName(args[0])", title)).isEqualTo(name);
    }

    @Test
    void aTrendIsToldInWords() {
        Object words = run("table", """
                const { setZone } = await import('/app/time.js');
                setZone('utc');
                const x = [0, 60, 120, 180, 240];
                return m.describe({ shown: { x, raw: [[1, 2, 3, 4, 5], [7, 7, 7, 7, 7], [null, null, null, null, null]] },
                  lines: ['up', 'flat', 'none'].map(label => ({ label })), panel: { spec: { unit: '' } }, view: { from: 0, to: 300000 } })""");

        assertThat((String) words)
                .startsWith("Last 5 min. up: now 5, rising, lowest 1 at ")
                .contains("highest 5 at ")
                .contains("flat: 7 all the time.")
                .contains("none: no values.");
    }

    @ParameterizedTest
    @CsvSource({"30000, 1", "61000, '1,5'", "240000, '1,5'", "301000, '1,5,15'", "3600000, '1,5,15,60'"})
    void rangesBeyondWhatIsHeldAreOfNoUse(int held, String ranges) {
        assertThat(run("time", "return m.usefulRanges(args[0]).join()", held)).isEqualTo(ranges);
    }

    @Test
    void timeMovesStandsStillAndIsLookedAtClosely() {
        Object views = run("time", """
                const axis = new m.TimeAxis();
                axis.oldest = 0;
                const seen = [];
                const look = now => seen.push(Object.values(axis.view(now)).join('-') + (axis.still ? `!${axis.behind(now)}` : ''));
                look(600000);
                axis.pause(600000);
                look(610000);
                axis.zoomTo(500000, 520000);
                look(620000);
                seen.push(axis.zoomTo(1, 2));
                axis.zoomOut();
                look(620000);
                axis.resume();
                look(630000);
                return seen.join(' ')""");

        assertThat(views)
                .isEqualTo(
                        "300000-600000 300000-600000!10000 500000-520000!100000 false 300000-600000!20000 330000-630000");
    }

    @Test
    void marksAreInOrderBoundedAndNotDoubled() {
        Object marks = run("marks", """
                const marks = new m.Marks(() => {});
                for (const ts of [30, 10, 20, 10]) marks.addNote({ id: ts, ts, text: `at ${ts}` });
                marks.add({ ts: 15, text: 'mine', kind: 'threshold', chart: 'x' });
                const all = chart => marks.between(0, 100, chart).map(({ ts }) => ts).join();
                const seen = [all('x'), all('y'), marks.shared.map(({ ts }) => ts).join()];
                for (let ts = 100; ts < 3000; ts++) marks.add({ ts, text: 'x', kind: 'stream' });
                return seen.join(' ') + ' ' + marks.between(0, Infinity).length""");

        assertThat(marks).isEqualTo("10,15,20,30 10,20,30 30,20,10 1000");
    }

    @ParameterizedTest
    @CsvSource({"30s, 30000", "5m, 300000", "1h, 3600000", "soon, ''"})
    void theTimeThatABoardIsShown(String text, String milliseconds) {
        Object result = run("kiosk", "return String(m.milliseconds(args[0]) ?? '')", text);

        assertThat(result).isEqualTo(milliseconds);
    }
}
