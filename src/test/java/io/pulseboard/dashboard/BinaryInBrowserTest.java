package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricType;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** {@code client.js} with {@code binary} in a real browser on the running server, beside one without. */
@QuarkusTest
@TestProfile(LiveStreams.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class BinaryInBrowserTest extends InBrowser {
    /** An address of the same origin that opens no stream of its own. */
    @TestHTTPResource("/client.js")
    @SuppressWarnings("NullAway.Init")
    URI anyPage;

    private final Board board;
    private final String name = Board.fresh();

    @SuppressWarnings("NullAway.Init")
    private Tab tab;

    @SuppressWarnings("NullAway.Init")
    private Page page;

    @Inject
    BinaryInBrowserTest(Hub hub) {
        this.board = new Board(hub);
    }

    @BeforeEach
    void open() {
        tab = chromium.open();
        page = tab.page();
        page.navigate(anyPage.toString());
    }

    @AfterEach
    void close() {
        tab.close();
    }

    /** Two streams of the same series, `binary` and `text`, with what they were told. */
    private void connect() {
        page.evaluate("""
                        async query => {
                          const { connect } = await import('/client.js');
                          window.both = {};
                          for (const [name, options] of [['binary', { binary: true }], ['text', { format: 'compact' }]]) {
                            const one = { messages: [], updates: [] };
                            both[name] = one;
                            one.live = connect({
                              query,
                              transport: 'websocket',
                              ...options,
                              onMessage: message => one.messages.push(message),
                              onUpdate: values => { one.updates.push({ ...values }); one.values = { ...values }; },
                            });
                          }
                        }""", "{__name__=~\"" + name + ".*\"}");
    }

    private void set(double value) {
        board.set(name, value, "job", "größe");
        waitUntil("Object.values(both).every(one => one.values?.['" + name + "{job=\"größe\"}'] === " + value + ")");
    }

    private void waitUntil(String condition) {
        page.waitForFunction("() => " + condition, null, new Page.WaitForFunctionOptions().setPollingInterval(20));
    }

    private Object value(String expression) {
        return page.evaluate(expression);
    }

    @Test
    void itSeesWhatTheOtherSees() {
        HistogramValue histogram =
                new HistogramValue(new double[] {0.1, Double.POSITIVE_INFINITY}, new double[] {3, 10}, 5.25, false);
        board.set(name + "_seconds", MetricType.HISTOGRAM, histogram);
        set0();
        connect();
        waitUntil("Object.values(both).every(one => one.values?.['" + name + "_seconds'])");
        for (double value : new double[] {1, 0.1, -2.5, 1e300, 123_456_789_012.0}) {
            set(value);
        }

        assertThat(value("both.binary.live.stats.binary > 5")).isEqualTo(true);
        assertThat(value("both.text.live.stats.binary")).isEqualTo(0);
        assertThat(value("both.binary.live.stats.holes")).isEqualTo(0);
        assertThat(value("both.binary.live.stats.bytes < both.text.live.stats.bytes"))
                .isEqualTo(true);
        assertThat(value(sortedJson("both.binary.values"))).isEqualTo(value(sortedJson("both.text.values")));
        assertThat(value(sortedJson("both.binary.messages.filter(message => message.type === 'update').slice(-5)")))
                .isEqualTo(
                        value(sortedJson("both.text.messages.filter(message => message.type === 'update').slice(-5)")));
    }

    private void set0() {
        board.set(name, 0, "job", "größe");
    }

    private static String sortedJson(String expression) {
        return "(() => { const sorted = value => Array.isArray(value) ? value.map(sorted)"
                + " : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort()"
                + ".map(([key, each]) => [key, sorted(each)])) : value; return JSON.stringify(sorted(" + expression
                + ")); })()";
    }

    @Test
    void anotherQueryAndAPauseGoOn() {
        String other = Board.fresh();
        board.set(other, 7);
        set0();
        connect();
        set(1);

        value("both.binary.live.pause()");
        board.set(name, 2, "job", "größe");
        waitUntil("both.text.values['" + name + "{job=\"größe\"}'] === 2");
        value("both.binary.live.resume()");
        set(3);
        assertThat(value("both.binary.updates.map(values => values['" + name + "{job=\"größe\"}']).slice(-3).join()"))
                .isEqualTo("1,2,3");

        value("both.binary.live.subscribe('" + other + "')");
        waitUntil("both.binary.values['" + other + "'] === 7");

        assertThat(value("Object.keys(both.binary.values).join()")).isEqualTo(other);
        assertThat(value("both.binary.live.stats.reconnects")).isEqualTo(0);
        assertThat(value("both.binary.live.stats.holes")).isEqualTo(0);
    }
}
