package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.LiveStreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a real browser does with a session's cookie: from our own page, and from one that is the same site and another origin. */
@QuarkusTest
@TestProfile(LiveStreams.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class SessionInBrowserTest extends InBrowser {
    /** Begins a session; what the page sees of it. */
    private static final String BEGIN = """
            async token => {
              const answer = await fetch('/session', {method: 'POST', body: JSON.stringify({token})});
              const session = await (await fetch('/session')).json();
              return [answer.status, session.mayAnnotate, document.cookie].join(' ');
            }
            """;

    private static final String POST = """
            async text => (await fetch('/metrics/annotations', {method: 'POST', body: JSON.stringify({text})})).status
            """;

    /** What came back over a WebSocket for an annotation. */
    private static final String SOCKET = """
            text => new Promise((resolve, reject) => {
              const socket = new WebSocket(location.origin.replace('http', 'ws') + '/metrics/ws');
              socket.onopen = () => socket.send(JSON.stringify({op: 'annotate', text}));
              socket.onerror = reject;
              socket.onmessage = event => {
                const message = JSON.parse(event.data);
                if (message.text === text || message.type === 'error') {
                  socket.close();
                  resolve(message.type);
                }
              };
            })
            """;

    /** What a page that wants no permission can do to another origin; it may send, and not see what came of it. */
    private static final String ELSEWHERE = """
            async ([server, text]) => {
              const init = {method: 'POST', mode: 'no-cors', credentials: 'include', body: JSON.stringify({text})};
              // The answer is kept from it, which is a failure to fetch.
              await fetch(server + '/metrics/annotations', init).catch(() => {});
              return new Promise(resolve => {
                const socket = new WebSocket(server.replace('http', 'ws') + '/metrics/ws');
                socket.onopen = () => resolve('open');
                socket.onerror = () => resolve('refused');
              });
            }
            """;

    @TestHTTPResource("/client.js")
    @SuppressWarnings("NullAway.Init")
    URI anyPage;

    private final MeterRegistry registry;
    private final String text = Board.fresh();

    @SuppressWarnings("NullAway.Init")
    private Tab tab;

    @SuppressWarnings("NullAway.Init")
    private Page page;

    @Inject
    SessionInBrowserTest(MeterRegistry registry) {
        this.registry = registry;
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

    private double refused() {
        return registry.find("pulseboard.http.refused").tag("reason", "origin_not_allowed").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private Object held() {
        return page.evaluate(
                "async text => (await (await fetch('/metrics/annotations')).json())"
                        + ".annotations.filter(note => note.text === text).length",
                text);
    }

    @Test
    void ourPageAnnotatesWithIt() {
        assertThat(page.evaluate(POST, text)).isEqualTo(401);
        assertThat(page.evaluate(SOCKET, text)).isEqualTo("error");

        assertThat(page.evaluate(BEGIN, LiveStreams.TOKEN)).isEqualTo("204 true ");

        assertThat(page.evaluate(POST, text)).isEqualTo(201);
        assertThat(page.evaluate(SOCKET, text)).isEqualTo("annotation");
        assertThat(held()).isEqualTo(2);
    }

    @Test
    void aPageAtAnotherPortCannotThoughItIsTheSameSite() {
        page.evaluate(BEGIN, LiveStreams.TOKEN);
        String server = anyPage.resolve("/").toString().replaceAll("/$", "");
        double before = refused();
        try (ScriptedServer other = new ScriptedServer()) {
            page.navigate(other.url().replace("127.0.0.1", "localhost") + "client.js");

            assertThat(page.evaluate(ELSEWHERE, List.of(server, text))).isEqualTo("refused");

            assertThat(refused()).as("both arrived").isEqualTo(before + 2);
        }
        page.navigate(anyPage.toString());
        assertThat(held()).isEqualTo(0);
    }
}
