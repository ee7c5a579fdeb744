package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Compressed streams in a real browser, which joins when others have been there for a while. */
@QuarkusTest
@TestProfile(LiveStreams.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class CompressedInBrowserTest extends InBrowser {
    private static final int VALUES = 5;

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

    @SuppressWarnings("NullAway.Init")
    private EventStreamClient other;

    @Inject
    CompressedInBrowserTest(Hub hub) {
        this.board = new Board(hub);
    }

    @BeforeEach
    void open() {
        other = EventStreamClient.open(
                EventStreamClient.Request.of(Board.stream("query", name)).header("Accept-Encoding", "gzip"));
        for (int value = 1; value <= VALUES; value++) {
            set(value);
        }
        tab = chromium.open();
        page = tab.page();
        page.navigate(anyPage.toString());
    }

    @AfterEach
    void close() {
        other.close();
        tab.close();
    }

    /** Sets so many series that there is something to compress, and waits until the one who is there already has them. */
    private void set(double value) {
        board.set(
                IntStream.range(0, 20)
                        .mapToObj(i -> SeriesKey.of(name, "instance", "10.0.0." + i + ":8080", "code", "200"))
                        .toList(),
                value);
        other.inbox().untilValue(lastKey(), value);
    }

    private String lastKey() {
        return name + "{code=\"200\",instance=\"10.0.0.19:8080\"}";
    }

    private void waitFor(double value) {
        page.waitForFunction(
                "([key, value]) => window.got.some(message => message.values?.[key] === value)",
                List.of(lastKey(), value));
    }

    @Test
    void anEventSourceShowsEventsAsTheyCome() {
        Response response = page.waitForResponse(
                answer -> answer.url().contains("/metrics/stream"),
                () -> page.evaluate(
                        "query => { window.got = []; window.source = new EventSource(`/metrics/stream?query=${query}`);"
                                + " source.onmessage = event => got.push(JSON.parse(event.data));"
                                + " source.onerror = () => got.push({ type: 'failed' }); }",
                        name));
        waitFor(VALUES);
        for (int value = VALUES + 1; value <= 2 * VALUES; value++) {
            set(value);
            waitFor(value);
        }

        assertThat(response.headerValue("content-encoding")).isEqualTo("gzip");
        assertThat(page.evaluate("got[0].type")).isEqualTo("snapshot");
        assertThat(page.evaluate("got.filter(message => message.type === 'failed').length"))
                .isEqualTo(0);
    }

    @Test
    void aWebSocketShowsMessagesAndSendsThem() {
        page.evaluate(
                "query => { window.got = []; window.socket = new WebSocket(`/metrics/ws?query=${query}`);"
                        + " socket.onmessage = event => got.push(JSON.parse(event.data));"
                        + " socket.onclose = event => got.push({ type: 'closed', code: event.code }); }",
                name);
        waitFor(VALUES);
        for (int value = VALUES + 1; value <= 2 * VALUES; value++) {
            set(value);
            waitFor(value);
            page.evaluate(
                    "value => socket.send(JSON.stringify({ op: 'ping', t: 'again and '.repeat(50) + value }))", value);
            page.waitForFunction(
                    "value => got.some(message => message.type === 'pong' && message.t.endsWith('and ' + value))",
                    value);
        }

        assertThat(page.evaluate("socket.extensions")).isEqualTo("permessage-deflate; client_no_context_takeover");
        assertThat(page.evaluate("got.filter(message => message.type === 'closed').length"))
                .isEqualTo(0);
    }
}
