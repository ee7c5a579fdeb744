package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.pulseboard.dashboard.ScriptedServer.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code client.js} in a real browser, against a server that says what the test wants it to. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class ClientModuleTest extends ScriptedBrowser {
    private static final String SNAPSHOT = "{'type':'snapshot','id':'k3-10','ts':1000,'values':{'a':1,'b':2}}";

    @BeforeEach
    void visit() {
        tab.page().navigate(server.url());
    }

    /** Connects with these options, and keeps what the callbacks are told in {@code window.seen}. */
    private Connection connect(String options) {
        start(options);
        return server.next();
    }

    private void start(String options) {
        tab.page().evaluate("""
                        async options => {
                          const { connect } = await import('/client.js');
                          window.seen = { updates: [], messages: [], states: [] };
                          window.live = connect({
                            ...options,
                            onUpdate: values => { seen.updates.push({ ...values }); seen.values = { ...values }; },
                            onMessage: message => seen.messages.push(message.type),
                            onState: state => seen.states.push(state),
                          });
                        }""", tab.page().evaluate("(" + options + ")"));
    }

    private void waitUntil(String condition) {
        tab.page()
                .waitForFunction("() => " + condition, null, new Page.WaitForFunctionOptions().setPollingInterval(20));
    }

    private Object value(String expression) {
        return tab.page().evaluate(expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void aSnapshotIsTheStateAndAnUpdateChangesIt(String transport) {
        Connection connection = connect("{ transport: '" + transport + "' }");

        connection.send(SNAPSHOT).send("{'type':'update','id':'k3-11','after':'k3-10','ts':2000,'values':{'b':3}}");
        waitUntil("seen.updates.length === 2");

        assertThat(connection.transport()).isEqualTo(transport);
        assertThat(value("seen.values")).isEqualTo(Map.of("a", 1, "b", 3));
        assertThat(value("live.position")).isEqualTo("k3-11");
        assertThat(value("live.state.state")).isEqualTo("live");
    }

    @Test
    void theRequestSaysWhatIsWanted() {
        Connection connection = connect(
                "{ transport: 'sse', query: ['up', 'load{job=\"x\"}'], every: '5s', format: 'compact', after: 'k3-4' }");

        assertThat(connection.query())
                .isEqualTo("query=up&query=load%7Bjob%3D%22x%22%7D&every=5s&format=compact&after=k3-4");
    }

    @Test
    void valuesThatAreNoNumbersAreTold() {
        connect("{ transport: 'sse' }")
                .send("{'type':'snapshot','id':'k3-1','ts':1,'values':{'a':1,'n':null,'p':null,'m':null,'s':null},"
                        + "'states':{'n':'nan','p':'+inf','m':'-inf','s':'stale'}}")
                .send("{'type':'update','id':'k3-2','after':'k3-1','ts':2,'values':{'a':null},'states':{'a':'gone'}}");
        waitUntil("seen.updates.length === 2");

        assertThat(value("Object.keys(seen.values).join()")).isEqualTo("n,p,m,s");
        assertThat(value("Number.isNaN(seen.values.n) && seen.values.p === Infinity && seen.values.m === -Infinity"))
                .isEqualTo(true);
        assertThat(value("seen.values.s")).isNull();
    }

    @Test
    void compactMessagesHaveTheSameKeys() {
        connect("{ transport: 'sse', format: 'compact' }")
                .send(
                        "{'type':'snapshot','id':'k3-1','ts':1,'define':[[7,'a','gauge','',''],[9,'h','histogram','','']],"
                                + "'n':[7,9],'v':[1,{'buckets':[[0.1,3],['+Inf',4]],'sum':2,'count':4}]}")
                .send("{'type':'update','id':'k3-2','after':'k3-1','ts':2,'define':[[12,'c','gauge','','']],"
                        + "'n':[12,7],'v':[5,null],'states':{'7':'gone'}}");
        waitUntil("seen.updates.length === 2");

        assertThat(value("JSON.stringify(seen.values)"))
                .isEqualTo("{\"h\":{\"buckets\":[[0.1,3],[\"+Inf\",4]],\"sum\":2,\"count\":4},\"c\":5}");
    }

    @Test
    void aSnapshotInPartsIsCompleteWithTheLast() {
        Connection connection = connect("{ transport: 'sse' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        connection
                .send("{'type':'snapshot','id':'k3-20','ts':1,'part':1,'parts':2,'values':{'x':1}}")
                .send("{'type':'snapshot','id':'k3-20','ts':1,'part':2,'parts':2,'values':{'y':2}}");
        waitUntil("seen.messages.length === 3");

        assertThat(value("seen.updates.length")).isEqualTo(2);
        assertThat(value("seen.values")).isEqualTo(Map.of("x", 1, "y", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void aLostConnectionIsTakenUpWhereItWasLost(String transport) {
        Connection first = connect("{ transport: '" + transport + "' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        first.cut();
        Connection second = server.next();
        second.send("{'type':'update','id':'k3-12','after':'k3-10','ts':2000,'values':{'b':9}}");
        waitUntil("seen.updates.length === 2");

        assertThat(second.query()).isEqualTo("after=k3-10");
        assertThat(value("seen.values")).isEqualTo(Map.of("a", 1, "b", 9));
        assertThat(value("live.stats.holes")).isEqualTo(0);
        assertThat(value("live.stats.reconnects")).isEqualTo(1);
        assertThat(value("seen.states.some(each => /^reconnecting in \\d+ s$/.test(each.text))"))
                .isEqualTo(true);
    }

    @Test
    void whatWasReplayedIsToldOnceWhenAllOfItHasCome() {
        Connection first = connect("{ transport: 'sse' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        first.cut();
        // By the pace of the clocks, the server was not past 1002 when the stream was taken up again.
        server.next()
                .send("{'type':'update','id':'k3-11','after':'k3-10','ts':1001,'values':{'b':3}}")
                .send("{'type':'update','id':'k3-12','after':'k3-11','ts':1002,'values':{'b':4}}")
                .send("{'type':'update','id':'k3-99','after':'k3-12','ts':9000000,'values':{'b':5}}")
                .send("{'type':'update','id':'k3-100','after':'k3-99','ts':9001000,'values':{'b':6}}");
        waitUntil("seen.updates.length === 5");

        assertThat(
                        value(
                                "JSON.stringify(seen.states.filter(each => each.replayed).map(each => [each.state, each.replayed]))"))
                .isEqualTo("[[\"live\",{\"frames\":2,\"seconds\":0.002,\"gap\":false}]]");
    }

    @Test
    void whatCouldNotBeReplayedIsToldAsAGap() {
        Connection first = connect("{ transport: 'websocket' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        first.cut();
        server.next()
                .send("{'type':'gap','from':'k3-10','to':'k4-3'}")
                .send("{'type':'snapshot','id':'k4-3','ts':61000,'values':{'c':1}}");
        waitUntil("live.state.replayed");

        assertThat(value("JSON.stringify(live.state.replayed)"))
                .isEqualTo("{\"frames\":0,\"seconds\":60,\"gap\":true}");
    }

    @Test
    void whereNothingWasMissedNothingWasReplayed() {
        connect("{ transport: 'sse' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        value("live.setTransport('websocket')");
        server.next();
        waitUntil("live.state.replayed");

        assertThat(value("JSON.stringify(live.state.replayed)"))
                .isEqualTo("{\"frames\":0,\"seconds\":0,\"gap\":false}");
    }

    @ParameterizedTest
    @CsvSource({"sse, websocket", "websocket, sse"})
    void aChangeOfTransportGoesOnAtTheSamePosition(String from, String to) {
        Connection first = connect("{ transport: '" + from + "' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        value("live.setTransport('" + to + "')");
        Connection second = server.next();

        assertThat(second.transport()).isEqualTo(to);
        assertThat(second.query()).isEqualTo("after=k3-10");
        waitUntil("live.state.state === 'live'");
        await().until(first::isClosed);
    }

    @Test
    void aHeartbeatMovesThePosition() {
        connect("{ transport: 'sse' }").send(SNAPSHOT).send("{'type':'heartbeat','id':'k3-25','ts':9}");
        waitUntil("seen.messages.length === 2");

        assertThat(value("live.position")).isEqualTo("k3-25");
        assertThat(value("seen.updates.length")).isEqualTo(1);
    }

    @Test
    void anUpdateThatStartsTooLateIsAHole() {
        connect("{ transport: 'sse' }")
                .send(SNAPSHOT)
                .send("{'type':'update','id':'k3-13','after':'k3-12','ts':2,'merged':2,'values':{'b':9}}")
                .send("{'type':'update','id':'k3-15','after':'k3-13','ts':3,'values':{'b':10}}");
        waitUntil("seen.updates.length === 3");

        assertThat(value("live.stats.holes")).isEqualTo(1);
        assertThat(value("live.stats.merged")).isEqualTo(2);
        assertThat(value("live.stats.frames")).isEqualTo(3);
    }

    @Test
    void aGapIsToldAndIsNoHole() {
        connect("{ transport: 'sse' }")
                .send(SNAPSHOT)
                .send("{'type':'gap','from':'k3-10','to':'k4-3'}")
                .send("{'type':'snapshot','id':'k4-3','ts':2,'values':{'c':1}}");
        waitUntil("seen.updates.length === 2");

        assertThat(value("seen.messages.join()")).isEqualTo("snapshot,gap,snapshot");
        assertThat(value("live.stats.gaps")).isEqualTo(1);
        assertThat(value("live.stats.holes")).isEqualTo(0);
        assertThat(value("seen.values")).isEqualTo(Map.of("c", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void aRefusalIsToldAndNotRepeated(String transport) {
        server.refuse(
                400,
                "application/json",
                "{\"type\":\"error\",\"code\":\"bad_query\",\"message\":\"no\",\"position\":5,\"expected\":\"a name\"}");

        start("{ transport: '" + transport + "', query: 'x' }");
        waitUntil("live.state.state === 'refused'");

        assertThat(value("live.state.error.code")).isEqualTo("bad_query");
        assertThat(value("live.state.error.position")).isEqualTo(5);
        assertThat(value("live.state.error.status")).isEqualTo(400);
        assertThat(value("live.state.text")).isEqualTo("refused: no");
    }

    @Test
    void aNewQueryAfterARefusalIsTried() {
        server.refuse(400, "application/json", "{\"code\":\"bad_query\",\"message\":\"no\"}");
        start("{ transport: 'sse', query: 'x' }");
        waitUntil("live.state.state === 'refused'");

        server.admit();
        value("live.subscribe('y')");

        assertThat(server.next().query()).isEqualTo("query=y");
    }

    @ParameterizedTest
    @CsvSource({"503, application/json", "204, text/plain", "200, text/html"})
    void whatMakesAnEventSourceGiveUpIsTriedAgain(int status, String contentType) {
        server.refuse(status, contentType, status == 204 ? "" : "{}");
        start("{ transport: 'sse' }");
        waitUntil("seen.states.some(each => each.state === 'reconnecting')");

        server.admit();

        server.next().send(SNAPSHOT);
        waitUntil("live.state.state === 'live'");
    }

    @Test
    void aPositionThatTheServerCannotReadIsDropped() {
        String no = "{\"code\":\"bad_position\",\"message\":\"no\",\"parameter\":\"after\"}";
        server.refuseWhere("after=", 400, "application/json", no);

        start("{ transport: 'sse', after: 'k3-4' }");

        assertThat(server.next().query()).isEmpty();
    }

    @Test
    void silenceIsStaleAndThenLost() {
        tab.page().clock().install();
        connect("{ transport: 'sse' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        tab.page().clock().runFor(17_500);
        Object inBetween = value("live.state.text");
        tab.page().clock().runFor(5_000);

        assertThat(inBetween.toString()).startsWith("no message for 17 s");
        tab.page().clock().runFor(2_000);
        assertThat(server.next().query()).isEqualTo("after=k3-10");
    }

    @Test
    void aMessageEndsTheSilence() {
        tab.page().clock().install();
        Connection connection = connect("{ transport: 'sse' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");
        tab.page().clock().runFor(17_500);

        connection.send("{'type':'heartbeat','id':'k3-11','ts':1}");
        waitUntil("live.state.state === 'live'");

        assertThat(server.hasNoOther()).isTrue();
    }

    @Test
    void automaticTriesTheOtherTransportWhereOneDoesNotGetThrough() {
        start("{ transport: 'auto' }");
        Connection first = server.next();
        first.cut();
        server.next().cut();

        Connection third = server.next();

        assertThat(first.transport()).isEqualTo("websocket");
        assertThat(third.transport()).isEqualTo("sse");
    }

    @Test
    void afterANewSubscriptionTheOldOneIsNotHeard() throws InterruptedException {
        Connection connection =
                connect("{ transport: 'websocket', query: 'a' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        value("live.subscribe('z')");
        String operation = connection.received();
        connection
                .send("{'type':'update','id':'k3-11','after':'k3-10','ts':2,'values':{'b':3}}")
                .send("{'type':'subscribed','query':['z'],'every':'1s','format':'named'}")
                .send("{'type':'snapshot','id':'k3-12','ts':3,'values':{'z':26}}");
        waitUntil("seen.updates.length === 2");

        assertThat(operation).isEqualTo("{\"op\":\"subscribe\",\"query\":[\"z\"]}");
        assertThat(value("seen.updates[1]")).isEqualTo(Map.of("z", 26));
        assertThat(value("live.stats.holes")).isEqualTo(0);
    }

    @Test
    void aRefusedSubscriptionIsTold() throws InterruptedException {
        Connection connection = connect("{ transport: 'websocket' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        value("live.subscribe('a{')");
        assertThat(connection.received()).isNotNull();
        connection.send("{'type':'error','code':'bad_query','message':'no such thing','position':2}");
        waitUntil("live.state.state === 'refused'");

        assertThat(value("live.state.error.position")).isEqualTo(2);
    }

    @Test
    void aPausedStreamComesBackWhereItWas() {
        Connection connection = connect("{ transport: 'sse' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        value("live.pause()");
        await().until(connection::isClosed);
        Object paused = value("live.state.state");
        value("live.resume()");

        assertThat(paused).isEqualTo("paused");
        assertThat(server.next().query()).isEqualTo("after=k3-10");
    }

    @Test
    void aGoodbyeIsFollowedByAReconnectWhenTheServerSaysSo() {
        connect("{ transport: 'sse' }")
                .send(SNAPSHOT)
                .send("{'type':'bye','reason':'shutdown','reconnect':true,'retry':50}");

        assertThat(server.next().query()).isEqualTo("after=k3-10");
    }

    @Test
    void aGoodbyeForGoodIsTold() {
        connect("{ transport: 'sse' }").send(SNAPSHOT).send("{'type':'bye','reason':'flood','reconnect':false}");
        waitUntil("live.state.state === 'refused'");

        assertThat(value("live.state.text")).isEqualTo("refused: ended by the server: flood");
    }

    @Test
    void aClosedStreamStaysClosed() {
        Connection connection = connect("{ transport: 'websocket' }").send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        value("live.close()");
        await().until(connection::isClosed);

        assertThat(value("live.state.state")).isEqualTo("closed");
        assertThat(server.hasNoOther()).isTrue();
        assertThat(tab.errors()).isEqualTo(List.of());
    }
}
