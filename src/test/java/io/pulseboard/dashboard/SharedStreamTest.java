package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.LiveStreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several tabs of one browser on the running server. */
@QuarkusTest
@TestProfile(LiveStreams.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class SharedStreamTest extends InBrowser {
    private static final LocatorAssertions.HasTextOptions WITHIN =
            new LocatorAssertions.HasTextOptions().setTimeout(20_000);

    private static final String HIDE =
            "Object.defineProperty(document, 'visibilityState', { get: () => window.isAway ? 'hidden'"
                    + " : 'visible' });";

    private static final String LOOK =
            "away => { window.isAway = away; document.dispatchEvent(new Event('visibilitychange')); }";

    /** Keeps a stream's state in {@code kept}; {@code fresh} asks for the snapshot of a new one. */
    private static final String COMPARE = """
            async query => {
              const { connect } = await import('/client.js');
              const { Keeper } = await import('/app/keeper.js');
              const keeper = new Keeper();
              const open = take => connect({ query, format: 'compact', onMessage: take });
              await new Promise(done => open(message => { keeper.apply(message); done(); }));
              window.kept = keeper;
              window.fresh = () => new Promise(done => {
                const live = open(message => { live.close(); done(message); });
              });
              // Each says the times relative to its own tick.
              window.plain = ({ ts, define, n, v, t, states }) =>
                JSON.stringify({ define, n, v, times: n.map((_, i) => ts + (t?.[i] ?? 0)), states });
            }""";

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    URI server;

    private final String name = Board.fresh();

    @SuppressWarnings("NullAway.Init")
    private Tab tab;

    @BeforeEach
    void open() {
        // Who was there for another test may still be on the way out.
        await().until(() -> viewers() == 0);
        tab = chromium.open();
        tab.before(HIDE);
    }

    @AfterEach
    void close() {
        tab.close();
    }

    private void push(String text) {
        given().header("Authorization", "Bearer " + LiveStreams.TOKEN)
                .body(text.replace("NAME", name) + "\n")
                .post("/metrics/job/tabs")
                .then()
                .statusCode(200);
    }

    /** How many streams the server has open. */
    private static int viewers() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("pulseboard_viewers{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Page visit(Page page, String search) {
        page.navigate(server + search);
        waitForState(page, "live");
        return page;
    }

    private static void waitForState(Page page, String state) {
        page.waitForSelector("#connection[data-state='" + state + "']");
    }

    private Locator value(Page page) {
        return page.locator("figure[data-panel='job-tabs/" + name + "'] .card-value");
    }

    private static Object statistic(Page page, String word) {
        return page.evaluate(
                "name => [...document.querySelectorAll('[data-stats] dt')].find(each => each.textContent === name)"
                        + "?.nextElementSibling.textContent ?? ''",
                word);
    }

    private static Locator transport(Page page, String name) {
        return page.locator("input[name=transport][value=" + name + "]");
    }

    @Test
    void aTransportThatIsChosenInOneTabIsShownInAll() {
        Page first = visit(tab.page(), "");
        Page second = visit(tab.another(), "");
        first.locator("#connection .button").click();

        transport(first, "sse").check();

        assertThat(transport(second, "sse")).isChecked();
        assertThat(transport(visit(tab.another(), ""), "sse")).isChecked();
        assertThat(tab.errors()).isEmpty();
    }

    /** Over HTTP/1.1 a browser has six connections: with a stream each, the seventh tab would hang. */
    @Test
    void eightTabsShareOneStream() {
        push("NAME 42");
        List<Page> tabs = new ArrayList<>(List.of(visit(tab.page(), "")));
        while (tabs.size() < 8) {
            tabs.add(visit(tab.another(), ""));
        }
        tabs.forEach(each -> assertThat(value(each)).hasText("42", WITHIN));

        push("NAME 43");
        tabs.forEach(each -> assertThat(value(each)).hasText("43", WITHIN));

        assertThat(viewers()).isEqualTo(1);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theStreamEndsWithTheLastTab() {
        push("NAME 1");
        Page first = visit(tab.page(), "");
        Page second = visit(tab.another(), "");

        first.close();
        push("NAME 2");
        assertThat(value(second)).hasText("2", WITHIN);
        assertThat(viewers()).isEqualTo(1);
        second.close();

        await().until(() -> viewers() == 0);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void onRequestATabHasItsOwnStream() {
        visit(tab.page(), "?shared=0");
        visit(tab.another(), "?shared=0");

        assertThat(viewers()).isEqualTo(2);
        assertThat(tab.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?park=300", "?park=300&shared=0"})
    void hiddenTabsCostNothingAndMissNothing(String search) {
        push("NAME 1");
        Page page = visit(tab.page(), search);
        assertThat(value(page)).hasText("1", WITHIN);
        page.locator("#connection .button").click();

        page.evaluate(LOOK, true);
        waitForState(page, "paused");
        await().until(() -> viewers() == 0);
        push("NAME 2");
        page.evaluate(LOOK, false);
        waitForState(page, "live");
        assertThat(value(page)).hasText("2", WITHIN);

        assertThat(statistic(page, "Holes")).isEqualTo("0");
        assertThat(statistic(page, "Gaps told")).isEqualTo("0");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void whatIsKeptIsWhatTheServerSaysToWhoComesNow() {
        String first =
                "# HELP NAME_gauge How many.\n# TYPE NAME_gauge gauge\nNAME_gauge{a=\"1\"} 1\nNAME_gauge{a=\"2\"} 2\n"
                        + "NAME_gauge{a=\"3\"} 3\nNAME_gauge{a=\"4\"} 4\n# TYPE NAME_c_total counter\nNAME_c_total 5\n"
                        + histogram(1, 2)
                        + "# TYPE NAME_s summary\nNAME_s{quantile=\"0.5\"} 0.1\nNAME_s_sum 3\nNAME_s_count 4";
        String second =
                "# HELP NAME_gauge How many.\n# TYPE NAME_gauge gauge\nNAME_gauge{a=\"1\"} NaN\nNAME_gauge{a=\"2\"} +Inf\nNAME_gauge{a=\"3\"} -Inf\n"
                        + "NAME_gauge{a=\"4\"} 4.5\n# TYPE NAME_c_total counter\nNAME_c_total 6\n"
                        + histogram(3, 5)
                        + "# TYPE NAME_s summary\nNAME_s{quantile=\"0.5\"} 0.2\nNAME_s_sum 4\nNAME_s_count 6";
        push(first);
        Page page = tab.page();
        page.navigate(server + "client.js");
        page.evaluate(COMPARE, List.of(name + "_gauge", name + "_c_total", name + "_h", name + "_s"));

        push(second);
        page.waitForFunction("() => kept.snapshot().v.includes(6)");

        assertThat(page.evaluate("plain(kept.snapshot())")).isEqualTo(page.evaluate("fresh().then(plain)"));
        assertThat(page.evaluate("Object.values(kept.snapshot().states).sort().join()"))
                .isEqualTo("+inf,-inf,nan");
    }

    private static String histogram(int tenth, int all) {
        return "# TYPE NAME_h histogram\nNAME_h_bucket{le=\"0.1\"} " + tenth + "\nNAME_h_bucket{le=\"+Inf\"} " + all
                + "\nNAME_h_sum 30\nNAME_h_count " + all + "\n";
    }
}
