package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.dashboard.ScriptedServer.Connection;
import io.pulseboard.delivery.BinaryMessages;
import io.pulseboard.delivery.Cbor;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code client.js} with {@code binary}, in a real browser, against a server that says what the test wants it to. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class BinaryModuleTest extends InBrowser {
    private static final String CBOR = "pulseboard.cbor.v1";
    private static final String JSON = "pulseboard.json.v1";
    private static final HexFormat HEX = HexFormat.of();

    private static final String SNAPSHOT = "{'type':'snapshot','id':'k3-10','ts':1000,"
            + "'define':[[7,'a','gauge','',''],[9,'hü','histogram','','']],"
            + "'n':[7,9],'v':[0.5,{'buckets':[[0.1,3],['+Inf',4]],'sum':2,'count':4}]}";

    @SuppressWarnings("NullAway.Init")
    private ScriptedServer server;

    @SuppressWarnings("NullAway.Init")
    private Tab tab;

    @AfterEach
    void close() {
        tab.close();
        server.close();
    }

    private Connection connect(String options, String... subProtocols) {
        server = new ScriptedServer(subProtocols);
        tab = chromium.open();
        tab.page().navigate(server.url());
        tab.page().evaluate("""
                        async options => {
                          const { connect } = await import('/client.js');
                          window.seen = { updates: [], messages: [], data: [] };
                          window.live = connect({
                            ...options,
                            onUpdate: values => { seen.updates.push({ ...values }); seen.values = { ...values }; },
                            onMessage: (message, data) => { seen.messages.push(message); seen.data.push(data); },
                          });
                        }""", tab.page().evaluate("(" + options + ")"));
        return server.next();
    }

    private void waitUntil(String condition) {
        tab.page()
                .waitForFunction("() => " + condition, null, new Page.WaitForFunctionOptions().setPollingInterval(20));
    }

    private Object value(String expression) {
        return tab.page().evaluate(expression);
    }

    private static byte[] cbor(String message) {
        // In their deterministic encoding, as the server sends them.
        return Cbor.encode(Cbor.decode(BinaryMessages.write(message.replace('\'', '"'))));
    }

    /** The object that the page made of a message is that of its JSON. */
    private void sawWhatJsonSays(int index, String message) {
        assertThat(tab.page()
                        .evaluate(
                                "([index, json]) => { const sorted = value => Array.isArray(value) ? value.map(sorted)"
                                        + " : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value)"
                                        + ".sort().map(([key, each]) => [key, sorted(each)])) : value;"
                                        + " return JSON.stringify(sorted(seen.messages[index]))"
                                        + " === JSON.stringify(sorted(JSON.parse(json))); }",
                                List.of(index, message.replace('\'', '"'))))
                .isEqualTo(true);
    }

    @Test
    void messagesAreTheSameObjectsAsFromJson() {
        String update = "{'type':'update','id':'k3-11','after':'k3-10','ts':1763800000000,'merged':2,"
                + "'define':[[300,'c','gauge','','']],'n':[7,300],'v':[null,-70000.25],'t':[-44,0],'states':{'7':'gone'}}";
        String bye = "{'type':'bye','reason':'shutdown','reconnect':true,'retry':60000}";
        Connection connection = connect("{ transport: 'websocket', binary: true }", JSON, CBOR);

        connection.send(cbor(SNAPSHOT)).send(cbor(update)).send(cbor(bye));
        waitUntil("seen.messages.length === 3");

        sawWhatJsonSays(0, SNAPSHOT);
        sawWhatJsonSays(1, update);
        sawWhatJsonSays(2, bye);
        assertThat(connection.query()).isEqualTo("format=compact");
        assertThat(value("JSON.stringify(seen.values)"))
                .isEqualTo("{\"hü\":{\"sum\":2,\"count\":4,\"buckets\":[[0.1,3],[\"+Inf\",4]]},\"c\":-70000.25}");
        assertThat(value("live.stats.binary")).isEqualTo(3);
        assertThat(value("live.stats.bytes")).isEqualTo(cbor(SNAPSHOT).length + cbor(update).length + cbor(bye).length);
        assertThat(value("seen.data.every(data => data instanceof ArrayBuffer)"))
                .isEqualTo(true);
        assertThat(value("live.position")).isEqualTo("k3-11");
    }

    @Test
    void aServerThatDoesNotSpeakItSendsJson() {
        Connection connection = connect("{ transport: 'websocket', binary: true }", JSON);

        connection.send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        assertThat(value("seen.values.a")).isEqualTo(0.5);
        assertThat(value("live.stats.binary")).isEqualTo(0);
        assertThat(value("typeof seen.data[0]")).isEqualTo("string");
    }

    @Test
    void anEventStreamSendsJsonInTheSameFormat() {
        Connection connection = connect("{ transport: 'sse', binary: true, format: 'named' }");

        connection.send(SNAPSHOT);
        waitUntil("seen.updates.length === 1");

        assertThat(connection.query()).isEqualTo("format=compact");
        assertThat(value("seen.values.a")).isEqualTo(0.5);
        assertThat(value("live.stats.binary")).isEqualTo(0);
    }

    @Test
    void withoutTheOptionNothingIsOffered() {
        Connection connection = connect("{ transport: 'websocket' }", CBOR);

        connection.send("{'type':'snapshot','id':'k3-10','ts':1000,'values':{'a':1}}");
        waitUntil("seen.updates.length === 1");

        assertThat(value("live.stats.binary")).isEqualTo(0);
    }

    @Test
    void subscribeIsCborToo() throws InterruptedException {
        Connection connection = connect("{ transport: 'websocket', binary: true, every: '5s' }", CBOR);
        connection.send(cbor(SNAPSHOT));
        waitUntil("seen.updates.length === 1");

        String selector = "up{job=\"" + "größe ".repeat(20) + "\"}";
        tab.page().evaluate("selector => live.subscribe([selector, 'b'])", selector);

        byte[] operation = Objects.requireNonNull(connection.receivedBinary());
        assertThat(Cbor.decode(operation).path("query").get(0).textValue()).isEqualTo(selector);
        assertThat(Cbor.decode(operation).toString())
                .startsWith("{\"op\":\"subscribe\",\"query\":[")
                .endsWith(",\"b\"],\"every\":\"5s\",\"format\":\"compact\"}");
        // What still comes belongs to what was subscribed before.
        connection.send(cbor("{'type':'update','id':'k3-11','after':'k3-10','ts':1001,'n':[7],'v':[9]}"));
        connection.send(cbor("{'type':'subscribed','query':['b'],'every':'5s','format':'compact'}"));
        connection.send(
                cbor("{'type':'snapshot','id':'k3-12','ts':1002,'define':[[8,'b','gauge','','']],'n':[8],'v':[1]}"));
        waitUntil("seen.updates.length === 2");

        assertThat(value("JSON.stringify(seen.values)")).isEqualTo("{\"b\":1}");
    }

    /** The vectors of RFC 8949, appendix A, that messages can be made of, and the limits of each length. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "00 | 0",
                "17 | 23",
                "1818 | 24",
                "18ff | 255",
                "190100 | 256",
                "1a000f4240 | 1000000",
                "1affffffff | 4294967295",
                "1b000000e8d4a51000 | 1000000000000",
                "20 | -1",
                "3863 | -100",
                "3903e7 | -1000",
                "3affffffff | -4294967296",
                "3b00038d7ea4c67ffe | -999999999999999",
                "f90000 | 0",
                "f93c00 | 1",
                "f93e00 | 1.5",
                "f97bff | 65504",
                "f90001 | 5.960464477539063e-8",
                "f903ff | 0.00006097555160522461",
                "f90400 | 0.00006103515625",
                "f9c400 | -4",
                "fa47c35000 | 100000",
                "fa7f7fffff | 3.4028234663852886e+38",
                "fb3ff199999999999a | 1.1",
                "fb7e37e43c8800759c | 1e+300",
                "f4 | false",
                "f5 | true",
                "f6 | null",
                "60 | \"\"",
                "6449455446 | \"IETF\"",
                "62225c | \"\\\"\\\\\"",
                "62c3bc | \"ü\"",
                "64f0908591 | \"\ud800\udd51\"",
                "63efbbbf | \"\ufeff\"",
                "80 | []",
                "8301820203820405 | [1,[2,3],[4,5]]",
                "a0 | {}",
                "a26161016162820203 | {\"a\":1,\"b\":[2,3]}",
                "a1695f5f70726f746f5f5f01 | {\"__proto__\":1}"
            })
    void anItemIsReadAsInTheRfc(String hex, String json) {
        Connection connection = connect("{ transport: 'websocket', binary: true }", CBOR);

        connection.send(HEX.parseHex("a2" + "6178" + hex + "6474797065" + "6178"));
        waitUntil("seen.messages.length === 1");

        assertThat(value("JSON.stringify(seen.messages[0].x)")).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a1",
                "a16178",
                "6261",
                "9b1000000000000000",
                "bb1000000000000000",
                "7b1000000000000000",
                "9a7fffffff",
                "ff",
                "9fff",
                "bfff",
                "7f6161ff",
                "f7",
                "f0",
                "f97c00",
                "f97e00",
                "c100",
                "4101",
                "1c",
                "62c328",
                "a0f6",
                "a10102",
                "a2616101616102"
            })
    void whatIsNoMessageEndsTheConnection(String hex) {
        Connection connection = connect("{ transport: 'websocket', binary: true }", CBOR);
        connection.send(cbor(SNAPSHOT));
        waitUntil("seen.updates.length === 1");

        connection.send(HEX.parseHex(hex));
        waitUntil("live.stats.reconnects === 1");

        assertThat(value("live.position")).isEqualTo("k3-10");
        assertThat(value("seen.messages.length")).isEqualTo(1);
    }
}
