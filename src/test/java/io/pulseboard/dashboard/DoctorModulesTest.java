package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the stream doctor makes of numbers, in the browser that it is for. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class DoctorModulesTest extends BrowserModules {
    private static final Path PAGE = Path.of("src/main/resources/META-INF/resources/doctor.html");
    private static final Path DOCUMENT = Path.of("docs/doctor.md");

    /** A stream as it should be: eight events, each 200 ms after the one before, on a clock that is 5 s behind. */
    private static final String STREAM = """
            const at = (ts, delays) => ts.map((each, i) => ({ ts: each, at: each + 5000 + delays[i] }));
            const ts = [200, 400, 600, 800, 1000, 1200, 1400, 1600];
            const prompt = at(ts, [3, 9, 4, 3, 30, 3, 5, 4]);
            const late = at(ts, ts.map(each => 1600 - each));
            const stream = { status: 200, contentType: 'text/event-stream;charset=utf-8', encoding: 'gzip', cacheControl: 'no-store, no-transform',
              opened: { encoding: 'gzip' }, events: prompt, asked: 8, problem: null };
            const seen = { ts: 1, http: '1.1', scheme: 'http', host: 'board.example:8080', address: '192.0.2.1', proxied: false, compresses: true,
              headers: { 'accept-encoding': ['gzip, deflate, br'] } };
            const page = { host: 'board.example:8080', protocol: 'http:' };
            const way = (outcome) => [outcome.level, ...outcome.findings.map(each => each.id)].join(' ');
            """;

    /** What the body of a function returns to which the verdict is {@code v} and the findings are {@code f}. */
    private static String run(String body) {
        return (String)
                run("../doctor/verdict", "const v = m, f = await import('/doctor/findings.js');" + STREAM + body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                | good
            { host: 'BOARD.example:8080' }                                                    | good
            { http: '1.0', proxied: true }                                                    | warning http-1.0
            { host: '127.0.0.1:8080' }                                                        | bad host-changed
            { host: null }                                                                    | bad host-changed
            { host: 'board.example' }                                                         | bad port-lost
            { headers: {} }                                                                   | warning accept-encoding-removed
            { headers: { 'accept-encoding': ['br'] } }                                        | warning accept-encoding-removed
            { headers: { 'accept-encoding': ['*'] } }                                         | good
            { headers: {}, compresses: false }                                                | good
            """)
    void theRequestAsTheServerSawIt(String change, String verdict) {
        assertThat(run("return way(v.judgeServer({ page, status: 200, seen: { ...seen, ..." + change + " } }))"))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { scheme: 'https' }                                                               | good
            {}                                                                                | warning scheme-lost
            { headers: { ...seen.headers, 'x-forwarded-proto': ['https'] } }                  | warning proxy-not-trusted
            { headers: { ...seen.headers, forwarded: ['proto=https'] } }                      | warning proxy-not-trusted
            """)
    void overHttpsTheServerShouldKnow(String change, String verdict) {
        String measured =
                "{ page: { host: 'board.example', protocol: 'https:' }, status: 200, seen: { ...seen, host: 'board.example:443', ..."
                        + change + " } }";

        assertThat(run("return way(v.judgeServer(" + measured + "))")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            502 | null                                                | bad unreachable
            0   | null                                                | bad unreachable
            200 | null                                                | bad unreachable
            421 | { code: 'host_not_allowed', message: 'not here' }   | bad unreachable
            404 | { code: 'doctor_off', message: 'it is off' }        | unknown
            """)
    void withoutTheServerNothingCanBeSaid(int status, String problem, String verdict) {
        assertThat(run("return way(v.judgeServer({ page, seen: null, status: " + status + ", problem: " + problem
                        + " }))"))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{ began: 0, ended: 10, ts: 5 }]                                       | good         | 0 ± 5
            [{ began: 0, ended: 400, ts: 9000 }, { began: 500, ended: 520, ts: 560 }] | good      | 50 ± 10
            [{ began: 0, ended: 20, ts: 64010 }]                                   | warning clock-skew | 64000 ± 10
            [{ began: 64000, ended: 64020, ts: 10 }]                               | warning clock-skew | -64000 ± 10
            [{ began: 0, ended: 20, ts: 1020 }]                                    | good         | 1010 ± 10
            [{ began: 0, ended: 3000, ts: 3500 }]                                  | warning clock-unsure | 2000 ± 1500
            """)
    void theClocksAreComparedByTheQuickestPing(String pings, String verdict, String clock) {
        assertThat(run("const pings = " + pings + "; const c = v.clockOffset(pings);"
                        + "return `${way(v.judgeClock({ pings }))}|${c.offset} ± ${c.error}`"))
                .isEqualTo(verdict.strip() + "|" + clock.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                    | good
            { events: late }                                      | bad buffered
            { events: prompt.slice(0, 5) }                        | bad stream-cut
            { encoding: null }                                    | warning decompressed
            { encoding: null, opened: { encoding: 'identity' } }  | good
            { cacheControl: 'no-store' }                          | warning headers-changed
            { cacheControl: null, events: late }                  | bad buffered headers-changed
            { status: 502, opened: null, events: [] }             | bad stream-blocked
            { status: 0, opened: null, events: [] }               | bad stream-blocked
            { contentType: 'text/html', opened: null, events: [] } | bad stream-blocked
            { opened: null, events: [] }                          | bad buffered
            { status: 503, problem: { code: 'too_many_probes', message: 'full' } } | unknown
            """)
    void theStreamAsItArrived(String change, String verdict) {
        assertThat(run("return way(v.judgeFlow({ ...stream, ..." + change + " }))"))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { encoding: null }                   | good
            { encoding: 'identity' }             | good
            { encoding: 'gzip' }                 | warning compressed
            { encoding: 'br', events: late }     | bad compressed
            { encoding: null, status: 502 }      | bad stream-blocked
            """)
    void aPlainStreamThatArrives(String change, String verdict) {
        assertThat(run("return way(v.judgePlain({ ...stream, ..." + change + " }))"))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            prompt                              | false | 27
            late                                | true  | 1400
            late.slice(0, 3)                    | false | 400
            []                                  | false | 0
            at(ts, [0, 0, 0, 0, 700, 500, 300, 100]) | false | 700
            """)
    void aPauseIsNoBuffer(String events, boolean held, int delay) {
        assertThat(run("const e = " + events + "; return `${v.held(e)} ${v.delay(e)}`"))
                .isEqualTo(held + " " + delay);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { header: 'Last-Event-ID', parameter: 'after', error: null } | good
            { header: null, parameter: 'after', error: null }            | bad resume-broken
            { header: 'Last-Event-ID', parameter: null, error: null }    | bad resume-broken
            { header: 'refused', parameter: null, error: 'no stream' }   | unknown
            """)
    void whatTheServerHearsOfThePosition(String measured, String verdict) {
        assertThat(run("return way(v.judgeResume(" + measured + "))")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { opened: true, code: 1000, events: prompt, asked: 8 }             | good
            { opened: false, code: 1006, events: [], asked: 8 }                | bad websocket-blocked
            { opened: true, code: 1000, events: late, asked: 8 }               | bad websocket-buffered
            { opened: true, code: 1006, events: prompt.slice(0, 2), asked: 8 } | bad websocket-cut
            { opened: true, code: 1013, events: [], asked: 8 }                 | unknown
            """)
    void theWebSocket(String measured, String verdict) {
        assertThat(run("return way(v.judgeSocket(" + measured + ", false))")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { opened: 7, refused: [], protocol: 'h2' }                                          | false | good
            { opened: 7, refused: [], protocol: 'http/1.1' }                                    | false | good
            { opened: 6, refused: [], protocol: 'http/1.1' }                                    | false | warning six-connections
            { opened: 4, refused: [], protocol: 'http/1.1' }                                    | false | warning connections-held
            { opened: 6, refused: [], protocol: 'h2' }                                          | false | bad connections-held
            { opened: 0, refused: [], protocol: 'http/1.1' }                                    | true  | unknown
            { opened: 3, refused: [{ status: 503, code: null }], protocol: 'h2' }               | false | bad connections-refused
            { opened: 3, refused: [{ status: 503, code: 'too_many_probes' }], protocol: 'h2' }  | false | unknown
            """)
    void manyConnections(String measured, boolean buffered, String verdict) {
        assertThat(run("return way(v.judgeConnections({ asked: 7, ..." + measured + " }, " + buffered + "))"))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            20 | event 20000  | event 20000 | good         | Until 20 s of silence nothing was cut.
            20 | cut 3010     | event 20000 | bad idle-cut | The event stream was cut after 3.0 s of silence.
            20 | cut 3010     | cut 2990    | bad idle-cut | The event stream and the WebSocket were cut after 3.0 s of silence.
            20 | event 20000  | lost 25000  | bad idle-cut | The WebSocket was cut after 25 s of silence.
            90 | cut 60000    | event 90000 | good         | The event stream was cut after 60 s of silence; a stream is never silent for longer than 15 s.
            5  | event 5000   | event 5000  | unknown      | Until 5.0 s of silence nothing was cut. A stream may be silent for 15 s: test longer.
            60 | stopped 16000 | stopped 16000 | good       | Stopped; until 16 s of silence nothing was cut.
            60 | stopped 4000 | stopped 4000 | unknown     | Stopped; until 4.0 s of silence nothing was cut. A stream may be silent for 15 s: test longer.
            20 | event 20000  | failed 0    | good         | Until 20 s of silence nothing was cut.
            20 | failed 0     | failed 0    | unknown      | Not tested, as no connection could be opened.
            """)
    void silence(int seconds, String stream, String socket, String verdict, String text) {
        String transport = "const t = text => ({ outcome: text.split(' ')[0], after: Number(text.split(' ')[1]) });";
        String measured = "{ seconds: " + seconds + ", heartbeat: 15000, stream: t('" + stream + "'), socket: t('"
                + socket + "') }";

        assertThat(run(transport + "const o = v.judgeSilence(" + measured + "); return `${way(o)}|${o.text}`"))
                .isEqualTo(verdict + "|" + text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            good good                 | Nothing is wrong on the way.
            good unknown              | Nothing is wrong on the way. One check could not be made.
            unknown unknown           | Nothing could be tested.
            bad good                  | One thing is wrong on the way.
            bad bad warning           | 2 things are wrong on the way, and one thing could be better.
            warning warning           | 2 things could be better.
            warning unknown unknown   | One thing could be better. 2 checks could not be made.
            """)
    void oneSentence(String levels, String sentence) {
        assertThat(run("return v.summarize('" + levels + "'.split(' ').map(level => ({ level,"
                        + " findings: level === 'bad' || level === 'warning' ? [{ level }] : [] })))"))
                .isEqualTo(sentence);
    }

    @Test
    void everyFindingHasWordsAndLinesForEveryProxy() {
        String incomplete = run("""
                return f.FINDINGS.filter(id => {
                  const { title, words, remedy } = f.explain({ id, detail: {} });
                  return !title || !words || f.PROXIES.some(each => !remedy[each.id]?.every(([where, lines]) => where && lines));
                }).join()""");

        assertThat(incomplete).isEmpty();
    }

    @Test
    void onlyWhatTheTestsTryIsSaidToBeTried() {
        assertThat(run("return f.PROXIES.filter(each => each.tried).map(each => each.id).join()"))
                .isEqualTo("nginx,haproxy");
    }

    @Test
    void everyFindingIsInTheDocument() throws IOException {
        Set<String> documented = found("^### `([a-z0-9.-]+)`", Files.readString(DOCUMENT));

        assertThat(documented)
                .isEqualTo(new TreeSet<>(List.of(run("return f.FINDINGS.join()").split(","))));
    }

    /** What the document has for nginx and HAProxy is what the page shows and the tests try. */
    @Test
    void theLinesInTheDocumentAreThoseOfThePage() throws IOException {
        String document = Files.readString(DOCUMENT);
        String missing = run("""
                const lines = f.FINDINGS.flatMap(id => Object.values(f.explain({ id, detail: { address: '192.0.2.10' } }).remedy).flat())
                  .filter(([where]) => where !== 'nothing to set').map(([, text]) => text);
                return [...new Set(lines)].join('\\u0000')""");

        assertThat(missing.split("\u0000"))
                .allSatisfy(lines -> assertThat(document).contains(lines));
    }

    @Test
    void everyModuleIsPreloaded() throws IOException {
        Set<String> preloaded = found("rel=\"modulepreload\" href=\"/doctor/([^\"]+)\"", Files.readString(PAGE));

        assertThat(preloaded).containsExactlyInAnyOrder("findings.js", "probes.js", "verdict.js");
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
