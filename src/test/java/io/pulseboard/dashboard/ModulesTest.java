package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's modules, one by one, in the browser that they are for. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class ModulesTest extends BrowserModules {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0             | bytes   | 0 B
                    1536          | bytes   | 1.50 KiB
                    25276502016   | bytes   | 23.5 GiB
                    1048576       | bytes/s | 1 MiB/s
                    0.00042       | seconds | 420 µs
                    0.25          | seconds | 250 ms
                    59            | seconds | 59 s
                    3725          | seconds | 1 h 2 min
                    90061         | seconds | 1 d 1 h
                    0.4217        | ratio   | 42.2%
                    1             | ratio   | 100%
                    12.5          | percent | 12.5%
                    42            | ''      | 42
                    1234567       | ''      | 1.23M
                    2669          | /s      | 2,669/s
                    21.5          | celsius | 21.5 °C
                    0.33          | /s      | 0.33/s
                    """)
    void numbersAreFormattedByUnit(double value, String unit, String expected) {
        Object text = run("format", "return m.format(args[0], args[1]).replace(/\\u202f/g, ' ')", value, unit);

        assertThat(text).isEqualTo(expected);
    }

    @Test
    void whatIsNoNumberSaysSo() {
        assertThat(run("format", "return [NaN, Infinity, -Infinity, null].map(v => m.format(v, 'bytes')).join()"))
                .isEqualTo("NaN,+Inf,−Inf,–");
    }

    @ParameterizedTest
    @CsvSource({
        "node_network_receive_bytes_total, '', bytes",
        "http_request_duration_seconds, '', seconds",
        "jvm_memory_used_bytes, bytes, bytes",
        "process_cpu_usage, '', ratio",
        "queue_depth, '', ''",
        "temperature, celsius, celsius"
    })
    void theUnitIsDeclaredOrInTheName(String name, String declared, String unit) {
        assertThat(run("format", "return m.unitOf(args[0], args[1])", name, declared))
                .isEqualTo(unit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "a{b=\"c\",d=\"e, {f}=\\\"g\\\"\"}",
                "a{b=\"line\\nbreak \\\\ slash\"}",
                "{\"my.metric\",a=\"b\"}",
                "{\"my.metric\"}",
                "a{\"dotted.label\"=\"x\"}",
                "a{b=\"\"}"
            })
    void aKeyIsReadAndWrittenTheSame(String key) {
        Object again =
                run("keys", "const { name, labels } = m.parseKey(args[0]); return m.writeKey(name, labels)", key);

        assertThat(again).isEqualTo(key);
    }

    /** Feeds a store with samples of one series: {@code [tick seconds, value, sample milliseconds before the tick]}. */
    private static Object shown(String key, String type, String samples) {
        return run("store", """
                const store = new m.Store();
                store.apply({ type: 'snapshot', ts: 1, define: [[0, args[0], args[1], '', '']], n: [], v: [] });
                return JSON.parse(args[2]).map(([second, value, before]) => {
                  const message = { type: 'update', ts: second * 1000, n: [], v: [], t: [] };
                  if (value !== null) Object.assign(message, { n: [0], v: [value], t: [-(before ?? 0)] });
                  store.apply(message);
                  return Math.round(store.series.get(args[0]).shown(store.now) * 100) / 100;
                }).join()""", key, type, samples);
    }

    @Test
    void aCounterIsARateFromSampleTimes() {
        assertThat(shown("node_a_total", "counter", "[[1, 100], [2, 110], [3, 125, 500], [4, 140]]"))
                .isEqualTo("NaN,10,30,10");
    }

    @Test
    void aCounterThatFellWasRestarted() {
        assertThat(shown("node_a_total", "counter", "[[1, 100], [2, 110], [3, 4]]"))
                .isEqualTo("NaN,10,4");
    }

    @Test
    void aPushedCounterThatIsOverdueStandsStill() {
        assertThat(shown("a_total{job=\"x\"}", "counter", "[[1, 0], [11, 50], [20, null], [30, null]]"))
                .isEqualTo("NaN,5,5,0");
    }

    @Test
    void aGaugeIsShownAsItIs() {
        assertThat(shown("queue", "gauge", "[[1, 5], [2, null], [3, 7]]")).isEqualTo("5,5,7");
    }

    @Test
    void aScrapedCounterThatWasSampledUnchangedStandsStill() {
        Object rates = run("store", """
                const store = new m.Store();
                const define = ['a_total', 'b_total'].map((name, n) => [n, `${name}{instance="i",job="j"}`, 'counter', '', '']);
                store.apply({ type: 'snapshot', ts: 1, define, n: [], v: [] });
                const rates = [];
                const tick = (ts, n, v) => {
                  store.apply({ type: 'update', ts, n, v });
                  rates.push([...store.series.values()].map(each => each.shown(ts)).join('/'));
                };
                tick(15000, [0, 1], [0, 0]);
                tick(30000, [0, 1], [15, 30]);
                tick(31000, [], []);
                tick(45000, [0], [30]);
                tick(60000, [0, 1], [45, 60]);
                return rates.join(' ')""");

        assertThat(rates).isEqualTo("NaN/NaN 1/2 1/2 1/0 1/2");
    }

    @Test
    void aFullBufferKeepsTheNewestAndThinsThePast() {
        Object kept = run("buffer", """
                const buffer = new m.Buffer();
                for (let i = 0; i < 10000; i++) { buffer.row(i * 1000 + 1); buffer.set('a', 'a', i); }
                const { x } = buffer.window(0, Infinity);
                const steps = x.slice(1).map((each, i) => Math.round(each - x[i]));
                return [buffer.last('a'), steps.at(-1), steps[0], buffer.newest - buffer.oldest <= 3700000, buffer.length <= 2048,
                  buffer.column('a', 0, buffer.length).every((each, i) => each === Math.round(x[i]))].join()""");

        assertThat(kept).isEqualTo("9999,1,10,true,true,true");
    }

    @Test
    void thePastIsPutInFrontWithoutLosingThePresent() {
        Object rows = run("buffer", """
                const past = new m.Buffer(), present = new m.Buffer();
                for (const t of [1, 2, 3]) { past.row(t); past.set('a', 'a', t); }
                for (const t of [3, 4]) { present.row(t); present.set('a', 'a', t * 10); present.set('b', 'b', t); }
                present.splice(past);
                return ['a', 'b'].map(id => present.column(id, 0, present.length).join()).join(' ')""");

        assertThat(rows).isEqualTo("1,2,3,40 ,,,4");
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1.5", "0.9, 3.5", "0.99, 4"})
    void quantilesAreInterpolatedWithinTheirBucket(double q, double expected) {
        Object value = run(
                "observations",
                "return m.quantile(args[0], { bounds: [1, 2, 4, Infinity], counts: [20, 80, 98, 100] })",
                q);

        assertThat(((Number) value).doubleValue()).isCloseTo(expected, org.assertj.core.data.Offset.offset(0.4));
    }

    /** The snapshot that a keeper makes after these messages. */
    private static String kept(String... messages) {
        return (String) run("keeper", """
                const keeper = new m.Keeper();
                for (const text of args) keeper.apply(JSON.parse(text.replaceAll("'", '"')));
                return JSON.stringify(keeper.snapshot()).replaceAll('"', "'")""", (Object[]) messages);
    }

    @Test
    void whatIsKeptIsWhatAFreshSnapshotSays() {
        String snapshot = kept(
                "{'type':'snapshot','id':'k3-1','ts':1000,'define':[[0,'load','gauge','','1m'],[1,'c_total','counter','',''],"
                        + "[2,'lost','gauge','',''],[3,'a','gauge','',''],[4,'b','gauge','',''],[5,'gone','gauge','','']],"
                        + "'n':[0,1,2,3,4,5],'v':[0.5,7,1,1,1,1],'t':[-44,-310,0,0,0,0]}",
                "{'type':'update','id':'k3-2','after':'k3-1','ts':2000,'define':[[7,'h','histogram','seconds','How long.']],"
                        + "'n':[1,2,3,4,7],'v':[8,null,null,null,{'buckets':[[0.1,3],['+Inf',4]],'sum':2,'count':4}],"
                        + "'t':[-200,0,0,0,-5],'states':{'2':'stale','3':'nan','4':'+inf'}}",
                "{'type':'update','id':'k3-3','after':'k3-2','ts':3000,'define':[[6,'s','summary','seconds','']],"
                        + "'n':[4,5,6],'v':[null,null,{'quantiles':[[0.5,0.1]],'sum':1,'count':2}],"
                        + "'states':{'4':'-inf','5':'gone'}}",
                "{'type':'annotation','ts':3500,'text':'deployed','tags':[]}",
                "{'type':'heartbeat','id':'k3-5','ts':5000}");

        assertThat(snapshot)
                .isEqualTo(
                        "{'type':'snapshot','id':'k3-5','ts':5000,'define':[[0,'load','gauge','','1m'],"
                                + "[1,'c_total','counter','',''],[2,'lost','gauge','',''],[3,'a','gauge','',''],[4,'b','gauge','',''],"
                                + "[6,'s','summary','seconds',''],[7,'h','histogram','seconds','How long.']],"
                                + "'n':[0,1,2,3,4,6,7],'v':[0.5,8,null,null,null,{'quantiles':[[0.5,0.1]],'sum':1,'count':2},"
                                + "{'buckets':[[0.1,3],['+Inf',4]],'sum':2,'count':4}],"
                                + "'t':[-4044,-3200,-3000,-3000,-2000,-2000,-3005],'states':{'2':'stale','3':'nan','4':'-inf'}}");
    }

    @Test
    void aNumberAfterAStateIsANumberAgain() {
        String snapshot = kept(
                "{'type':'snapshot','id':'k3-1','ts':1000,'define':[[0,'a','gauge','','']],'n':[0],'v':[null],'states':{'0':'nan'}}",
                "{'type':'update','id':'k3-2','after':'k3-1','ts':2000,'n':[0],'v':[3]}");

        assertThat(snapshot)
                .isEqualTo(
                        "{'type':'snapshot','id':'k3-2','ts':2000,'define':[[0,'a','gauge','','']],'n':[0],'v':[3]}");
    }

    @Test
    void aSnapshotInPartsReplacesAndIsCompleteWithTheLast() {
        Object complete = run("keeper", """
                const keeper = new m.Keeper();
                const part = (n, more) => ({ type: 'snapshot', ts: 1, id: `k3-${n}`, define: [[n, `a${n}`, 'gauge', '', '']], n: [n], v: [n], ...more });
                const seen = [keeper.complete];
                for (const each of [part(1), part(2, { part: 1, parts: 2 }), part(3, { part: 2, parts: 2 })]) {
                  keeper.apply(each);
                  seen.push(keeper.complete);
                }
                return `${seen} ${keeper.snapshot().v}`""");

        assertThat(complete).isEqualTo("false,true,false,true 2,3");
    }

    @Test
    void ofSeriesThatWereStaleFromTheBeginningThePastKnowsTheLastValue() {
        Object sampledAt = run("panel", """
                const { Buffer } = await import('/app/buffer.js');
                const panel = new m.Panel({ match: () => true, derive() {} }, [{ time: 0, state: 'stale' }]);
                const before = panel.sampledAt;
                const past = new Buffer();
                for (const [time, value] of [[1000, 4], [2000, 5], [3000, NaN]]) { past.row(time); past.set('a', 'a', value); }
                panel.buffer.splice(past);
                return [before, panel.sampledAt].join()""");

        assertThat(sampledAt).isEqualTo("0,2000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 2.5 5 7.5         | /s      | 0.0/s 2.5/s 5.0/s 7.5/s
                    0 5 10              | /s      | 0/s 5/s 10/s
                    0 0.25 0.5          | ''      | 0.00 0.25 0.50
                    0 0.05 0.1          | seconds | 0 ms 50 ms 100 ms
                    0 1500000 3000000   | ''      | 0.0M 1.5M 3.0M
                    0 0.2 0.4           | ratio   | 0% 20% 40%
                    0 8589934592        | bytes   | 0 GiB 8 GiB
                    """)
    void anAxisSaysItsStepsAsTheyAre(String splits, String unit, String labels) {
        Object written =
                run("format", "return m.axisLabels(args[0].split(' ').map(Number), args[1]).join(' ')", splits, unit);

        assertThat(written).isEqualTo(labels);
    }

    @Test
    void aFrameDrawsWhatItCanBearAndTheRestFollowsInOrder() {
        Object drawn = run("painter", """
                const order = [];
                let frame = 0;
                const count = () => { frame++; requestAnimationFrame(count); };
                requestAnimationFrame(count);
                const busy = name => ({ paint: () => { const until = performance.now() + 4; while (performance.now() < until); order.push([name, frame]); } });
                const painter = new m.Painter(() => {});
                const all = ['a', 'b', 'c', 'd', 'e', 'f'].map(busy);
                for (const each of all) painter.want(each);
                painter.want(all[0]);
                painter.hurry(all[3]);
                painter.drop(all[4]);
                while (order.length < 5) await new Promise(done => requestAnimationFrame(done));
                const perFrame = new Map();
                for (const [, at] of order) perFrame.set(at, (perFrame.get(at) ?? 0) + 1);
                return [order.map(([name]) => name).join(''), Math.max(...perFrame.values()) <= 3].join()""");

        assertThat(drawn).isEqualTo("dabcf,true");
    }

    @Test
    void whatIsNotDoneIsDrawnOnAfterTheOthers() {
        Object drawn = run("painter", """
                const order = [];
                let left = 2;
                const begun = [];
                const painter = new m.Painter(() => begun.push(order.length));
                painter.want({ paint: () => { order.push('long'); return --left === 0; } });
                painter.want({ paint: () => { order.push('short'); } });
                while (order.length < 3) await new Promise(done => requestAnimationFrame(done));
                return `${order} ${begun}`""");

        assertThat(drawn).isEqualTo("long,short,long 0");
    }

    @Test
    void cardsEnterThePageAsThereIsTimeForThem() {
        Object counts = run("sections", """
                const { Catalog } = await import('/app/families.js');
                const catalog = new Catalog();
                const labels = new Map();
                for (let i = 10; i < 22; i++) catalog.add({ key: `m${i}`, name: `m${i}`, labels, type: 'gauge', help: '', unit: '', value: 1, counter: false });
                const make = () => {
                  const root = document.createElement('div');
                  const makeCard = ({ id, kind }) => {
                    const card = { root: document.createElement('figure'), kind };
                    return Object.assign(card, { root: Object.assign(card.root, { chart: card, id }) });
                  };
                  return new m.Sections(root, document.createElement('ul'), { makeCard, cardIn() {}, cardOut() {} });
                };
                const slow = make();
                const counts = [];
                for (let complete = false; !complete; ) {
                  ({ complete } = slow.render(catalog, 0));
                  counts.push(slow.root.querySelectorAll('figure').length);
                }
                const atOnce = make();
                const { found, complete } = atOnce.render(catalog);
                const names = sections => [...sections.root.querySelectorAll('figure')].map(each => each.id).join();
                return [counts.join(' '), found, complete, names(slow) === names(atOnce)].join()""");

        assertThat(counts).isEqualTo("1 2 3 4 5 6 7 8 9 10 11 12,12,true,true");
    }

    @Test
    void aTabThatDoesNotAnswerIsGoneUnlessItHoldsALock() {
        Object gone = run("stream", """
                return [[false, 0], [false, 5001], [true, 0]].map(([locked, heardAt]) => m.isGone({ locked, heardAt }, 40_000)).join()""");

        assertThat(gone).isEqualTo("true,false,false");
    }

    @Test
    void whatIsSetForNoChartIsNotKept() {
        Object kept = run("settings", """
                localStorage.clear();
                const settings = new m.Settings();
                for (let i = 0; i < 1000; i++) settings.of(`chart ${i}`);
                settings.set('a', { size: 'm', hidden: [] });
                settings.set('b', { table: true });
                settings.set('b', { table: undefined });
                return localStorage.getItem('pulseboard.charts')""");

        assertThat(kept).isEqualTo("{\"a\":{\"size\":\"m\"}}");
    }
}
