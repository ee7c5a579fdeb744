package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.pulseboard.dashboard.ScriptedServer.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code app/stream.js} and its worker in a real browser, against a server that says what the test wants it to. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class StreamModuleTest extends ScriptedBrowser {
    private static final String SNAPSHOT =
            "{'type':'snapshot','id':'k3-10','ts':1000,'define':[[0,'a','gauge','',''],[1,'b','gauge','','']],'n':[0,1],'v':[1,2]}";

    private static final String UPDATE =
            "{'type':'update','id':'k3-11','after':'k3-10','ts':2000,'n':[1],'v':[3],'t':[-7]}";

    /** Tabs are hidden when the test says so; the browser itself thinks that it is looked at. */
    private static final String VISIBILITY =
            "Object.defineProperty(document, 'visibilityState', { get: () => window.isAway ? 'hidden' : 'visible' });";

    private static final String LOOK =
            "away => { window.isAway = away; document.dispatchEvent(new Event('visibilitychange')); }";

    @BeforeEach
    void hide() {
        tab.before(VISIBILITY);
    }

    /** Opens the stream in this page, and keeps what the callbacks are told in {@code window.seen}. */
    private Page start(Page page, String search) {
        page.navigate(server.url() + search);
        page.evaluate("""
                async () => {
                  const { openStream } = await import('/app/stream.js');
                  window.seen = { messages: [], states: [] };
                  window.stream = openStream({
                    onMessage: message => seen.messages.push(message),
                    onState: state => seen.states.push(state.state),
                  });
                }""");
        return page;
    }

    private static void waitUntil(Page page, String condition) {
        page.waitForFunction("() => " + condition, null, new Page.WaitForFunctionOptions().setPollingInterval(20));
    }

    @Test
    void aSecondTabBeginsWithWhatTheWorkerHolds() {
        Page first = start(tab.page(), "");
        Connection connection = server.next().send(SNAPSHOT).send(UPDATE);
        waitUntil(first, "seen.messages.length === 2");

        Page second = start(tab.another(), "");
        waitUntil(second, "seen.messages.length === 1");
        connection.send("{'type':'update','id':'k3-12','after':'k3-11','ts':3000,'n':[0],'v':[9]}");
        waitUntil(first, "seen.messages.length === 3");
        waitUntil(second, "seen.messages.length === 2");

        assertThat(connection.query()).isEqualTo("format=compact");
        assertThat(second.evaluate("JSON.stringify(seen.messages[0]).replaceAll('\"', \"'\")"))
                .isEqualTo(
                        "{'type':'snapshot','id':'k3-11','ts':2000,'define':[[0,'a','gauge','',''],[1,'b','gauge','','']],"
                                + "'n':[0,1],'v':[1,3],'t':[-1000,-7]}");
        assertThat(second.evaluate("[stream.shared, stream.position, stream.state.state, stream.stats.frames].join()"))
                .isEqualTo("true,k3-12,live,3");
        assertThat(server.hasNoOther()).isTrue();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aTransportThatOneTabChoosesIsForAll() {
        Page first = start(tab.page(), "");
        server.next().send(SNAPSHOT);
        Page second = start(tab.another(), "");
        waitUntil(second, "seen.messages.length === 1");

        second.evaluate("stream.setTransport('sse')");
        Connection next = server.next();
        waitUntil(first, "stream.state.state === 'live' && stream.state.transport === 'sse'");
        waitUntil(second, "stream.state.state === 'live' && stream.state.transport === 'sse'");

        assertThat(next.transport()).isEqualTo("sse");
        assertThat(next.query()).isEqualTo("format=compact&after=k3-10");
    }

    @Test
    void aTabThatPausesIsBroughtUpToDateAndTheOthersGoOn() {
        Page first = start(tab.page(), "");
        Connection connection = server.next().send(SNAPSHOT);
        Page second = start(tab.another(), "");
        waitUntil(second, "seen.messages.length === 1");

        second.evaluate("stream.pause()");
        Object state = second.evaluate("stream.state.state");
        connection.send(UPDATE);
        waitUntil(first, "seen.messages.length === 2");
        second.evaluate("stream.resume()");
        waitUntil(second, "stream.position === 'k3-11' && stream.state.state === 'live'");

        assertThat(state).isEqualTo("paused");
        waitUntil(second, "seen.messages.length === 2");
        assertThat(connection.isClosed()).isFalse();
    }

    @Test
    void aTabThatEndsWithoutAWordIsNoticed() {
        tab.before("addEventListener('pagehide', event => event.stopImmediatePropagation());");
        Page first = start(tab.page(), "?park=100");
        Connection connection = server.next().send(SNAPSHOT);
        Page second = start(tab.another(), "?park=100");
        waitUntil(second, "seen.messages.length === 1");
        second.evaluate(LOOK, true);
        assertThat(connection.isClosed()).isFalse();

        first.close();

        // Only a hidden tab is left.
        await().until(connection::isClosed);
        waitUntil(second, "stream.state.state === 'paused'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?park=100", "?park=100&shared=0"})
    void whatNobodyLooksAtIsParkedAndGoesOnWhereItWas(String search) {
        Page page = start(tab.page(), search);
        Connection connection = server.next().send(SNAPSHOT);
        waitUntil(page, "seen.messages.length === 1");

        page.evaluate(LOOK, true);
        await().until(connection::isClosed);
        waitUntil(page, "stream.state.state === 'paused'");
        page.evaluate(LOOK, false);
        Connection next = server.next().send(UPDATE);
        waitUntil(page, "seen.messages.length === 2");

        assertThat(next.query()).isEqualTo("format=compact&after=k3-10");
        assertThat(page.evaluate("[stream.position, stream.stats.holes, stream.stats.gaps].join()"))
                .isEqualTo("k3-11,0,0");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aTabThatIsLookedAtKeepsTheStreamForAll() {
        Page first = start(tab.page(), "?park=1");
        Connection connection = server.next().send(SNAPSHOT);
        Page second = start(tab.another(), "?park=1");
        waitUntil(second, "seen.messages.length === 1");

        first.evaluate(LOOK, true);
        connection.send(UPDATE);
        waitUntil(first, "seen.messages.length === 2");

        assertThat(connection.isClosed()).isFalse();
        assertThat(first.evaluate("seen.states.includes('paused')")).isEqualTo(false);
    }

    @Test
    void aPageThatIsKeptAsideComesBackToTheStream() {
        Page page = start(tab.page(), "");
        Connection connection = server.next().send(SNAPSHOT);
        waitUntil(page, "seen.messages.length === 1");

        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        await().until(connection::isClosed);
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

        assertThat(server.next().query()).isEqualTo("format=compact&after=k3-10");
        waitUntil(page, "seen.messages.length === 2 && stream.state.state === 'live'");
        assertThat(page.evaluate("seen.messages[1].type")).isEqualTo("snapshot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete window.SharedWorker",
                "window.SharedWorker = function () { throw new Error('no'); }",
                "window.SharedWorker = class { port = new MessageChannel().port1; constructor() { setTimeout(() => this.onerror()); } }",
                "window.SharedWorker = class { port = new MessageChannel().port1; }"
            })
    void withoutAWorkerThatWorksEachTabHasItsOwnStream(String script) {
        tab.before(script);
        Page first = start(tab.page(), "");
        server.next().send(SNAPSHOT);
        waitUntil(first, "seen.messages.length === 1");

        Page second = start(tab.another(), "");
        server.next().send(SNAPSHOT);
        waitUntil(second, "seen.messages.length === 1");

        assertThat(second.evaluate("[stream.shared, stream.position, stream.state.state].join()"))
                .isEqualTo("false,k3-10,live");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void withoutLocksTabsComeAndGoToo() {
        tab.before("Object.defineProperty(navigator, 'locks', { value: undefined });");
        Page first = start(tab.page(), "");
        Connection connection = server.next().send(SNAPSHOT);
        Page second = start(tab.another(), "");
        waitUntil(second, "seen.messages.length === 1");

        first.close();
        connection.send(UPDATE);
        waitUntil(second, "seen.messages.length === 2");
        second.evaluate("stream.close()");

        await().until(connection::isClosed);
        assertThat(second.evaluate("stream.state.state")).isEqualTo("closed");
    }
}
