package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pure modules of {@code /compare}. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class CompareModulesTest extends BrowserModules {
    private static Object compare(String module, String body, Object... arguments) {
        return run("../compare/" + module, body, arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "'', sse",
        "both, websocket",
        "binary, websocket",
        "latency, sse",
        "http, sse",
        "reconnect, sse",
        "headers, sse",
        "tabs, websocket",
        "'tabs,reconnect', sse",
        "'both,http,reconnect,headers', websocket"
    })
    void theVerdictFollowsTheNeeds(String needs, String choice) {
        Object made = compare(
                "verdict", "const v = m.verdict(args[0].split(',')); return [v.choice, v.reasons.length]", needs);

        int reasons = needs.isEmpty() ? 1 : needs.split(",").length;
        assertThat(made).isEqualTo(List.of(choice, reasons));
    }

    @Test
    void aVerdictAgainstANeedSaysSo() {
        assertThat(compare("verdict", "return m.verdict(['both', 'http']).title")
                        .toString())
                .contains("though not for all");
        assertThat(compare("verdict", "return m.verdict(['both']).title")).isEqualTo("WebSocket");
    }

    @Test
    void theOffsetIsThatOfTheSmallestRoundTrip() {
        Object clock = compare(
                "clock",
                "return m.clockOffset([{sent: 0, received: 100, server: 5000}, {sent: 200, received: 204, server: 1202},"
                        + " {sent: 300, received: 350, server: 9}])");

        assertThat(clock).isEqualTo(Map.of("offset", 1000.5, "error", 2.5, "roundTrip", 4));
        assertThat(compare("clock", "return m.clockOffset([])")).isNull();
    }

    @Test
    void aLatencyBelowTheErrorIsHidden() {
        assertThat(compare("clock", "return m.oneWay(2, {error: 2.5})").toString())
                .startsWith("hidden")
                .contains("2.5");
        assertThat(compare("clock", "return m.oneWay(3, {error: 2.5})")).isEqualTo("3.0 ms");
        assertThat(compare("clock", "return m.oneWay(null, {error: 2.5})")).isEqualTo("no samples yet");
    }

    @Test
    void whatWasTickedBeforeTheConnectionOpenedIsNoSample() {
        assertThat(compare(
                        "clock", "return [999, 1000, 1501].map(ts => m.isReplayed(ts, 1000, {offset: 500, error: 1}))"))
                .isEqualTo(List.of(true, true, false));
    }

    @Test
    void quantilesAreByNearestRank() {
        assertThat(compare("clock", "return [0.5, 0.95, 0.99].map(q => m.quantile([5, 1, 4, 2, 3], q))"))
                .isEqualTo(List.of(3, 5, 5));
        assertThat(compare("clock", "return m.quantile([], 0.5)")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'update 12 11', 0, 0",
        "'update 15 11 4', 0, 0",
        "'update 13 12', 1, 0",
        "'update 11 10', 0, 1",
        "'update 12 9', 0, 0",
        "'snapshot 20', 0, 0",
        "'heartbeat 15', 0, 0"
    })
    void theScoreIsReadFromPositions(String message, int missed, int doubled) {
        Object score = compare("score", """
                const [type, id, after, merged] = args[0].split(' ');
                const score = new m.Score();
                score.take({ type: 'snapshot', id: 'k3-11' });
                score.take({ type, id: `k3-${id}`, after: `k3-${after}`, merged: Number(merged) || undefined });
                return [score.missed, score.doubled, score.position];""", message);

        assertThat(score).isEqualTo(List.of(missed, doubled, "k3-" + message.split(" ")[1]));
    }

    @Test
    void aGapIsMissed() {
        assertThat(compare("score", """
                const score = new m.Score();
                score.take({ type: 'snapshot', id: 'k3-11' });
                score.take({ type: 'gap', from: 'k3-11', to: 'k3-15' });
                score.take({ type: 'snapshot', id: 'k3-15' });
                score.take({ type: 'gap', from: 'k3-15', to: 'k4-2' });
                return score.missed;""")).isEqualTo(5);
    }

    @Test
    void framingIsComputed() {
        assertThat(compare("framing", "return [m.FIRST_CHUNK, m.sseBytes('{}', 'k3-1'), m.sseBytes('ü', null)]"))
                .isEqualTo(List.of(18, Map.of("payload", 2, "framing", 23), Map.of("payload", 2, "framing", 13)));
        assertThat(
                        compare(
                                "framing",
                                "return ['x'.repeat(125), 'x'.repeat(126), 'x'.repeat(65536)].map(t => m.webSocketBytes(t).framing)"))
                .isEqualTo(List.of(2, 4, 10));
    }

    @Test
    void cborIsRead() {
        assertThat(compare("cbor", """
                const bytes = [0xa3, 0x62, 0x69, 0x64, 0x64, 0x6b, 0x33, 0x2d, 0x31, 0x62, 0x74, 0x73, 0x1b, 0, 0, 1, 0x9a, 0xac, 0, 0, 0,
                  0x61, 0x76, 0x84, 0x20, 0xf9, 0x3c, 0x00, 0xfa, 0x3f, 0xc0, 0, 0, 0xf6];
                return JSON.stringify(m.decode(new Uint8Array(bytes).buffer));"""))
                .isEqualTo("{\"id\":\"k3-1\",\"ts\":" + 0x019aac000000L + ",\"v\":[-1,1,1.5,null]}");
        assertThat(compare("cbor", "return JSON.stringify(m.decode(m.ping(300).buffer))"))
                .isEqualTo("{\"op\":\"ping\",\"t\":300}");
    }
}
