package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a person sees it, in a real browser, on the running server with the real host. */
@QuarkusTest
@TestProfile(Dashboard.Writable.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class PageTest extends Dashboard {
    @Test
    void opensWithNothingConfiguredAndIsLive() {
        visit();

        int before = points(CPU_CHART);
        await().until(() -> points(CPU_CHART) >= before + 2);

        assertThat(page).hasTitle("Pulseboard");
        assertThat(page.locator("[data-panel='tile/memory'] .tile-number")).hasText(Pattern.compile("\\d"));
        assertThat(page.locator("[data-state-text]")).hasText(Pattern.compile("Live · (SSE|WebSocket)"));
        assertThat(page.locator("#section-0-host, [id$='-host']").first()).isVisible();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void historyFillsTheChartsOnLoad() {
        visit();
        await().until(() -> points(CPU_CHART) >= 6);

        page.reload();
        page.waitForFunction("() => document.querySelector(\"" + CPU_CHART + "\")?.dataset.points >= 6");

        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void whatIsRefusedIsSeen() {
        visit();

        given().header("Authorization", "Bearer " + TOKEN)
                .body("m".repeat(300) + " 1\n")
                .post("/metrics/job/refused")
                .then()
                .statusCode(400);

        assertThat(page.locator("[data-panel='tile/refused']"))
                .containsText("limit", new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
        given().get("/metrics/budget")
                .then()
                .statusCode(200)
                .body("refused.find { it.source == 'push' }.reason", equalTo("limit"));
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aPushedValueReachesAChart() {
        visit();

        push("checkout", "page_test_orders 42\n");
        card("job-checkout/page_test_orders").scrollIntoViewIfNeeded();
        assertThat(card("job-checkout/page_test_orders").locator(".card-value")).hasText("42", WITHIN);
        push("checkout", "page_test_orders 43\n");

        assertThat(card("job-checkout/page_test_orders").locator(".card-value")).hasText("43", WITHIN);
        assertThat(card("job-checkout/page_test_orders").locator("canvas")).isVisible();
        assertThat(page.locator("#nav-sections").getByText("checkout")).isVisible();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aHistogramIsShownAsQuantiles() {
        visit();
        String before = histogram(0, 0, 0);
        String after = histogram(50, 90, 100);

        push("latency", before);
        card("job-latency/page_test_seconds").scrollIntoViewIfNeeded();
        push("latency", after);

        assertThat(card("job-latency/page_test_seconds").locator(".legend")).containsText("p95");
        assertThat(card("job-latency/page_test_seconds").locator(".legend li").first())
                .hasText(Pattern.compile("p50\\s*100.ms"), WITHIN);
    }

    private static String histogram(int tenth, int one, int all) {
        return "# TYPE page_test_seconds histogram\n"
                + "page_test_seconds_bucket{le=\"0.1\"} " + tenth + "\n"
                + "page_test_seconds_bucket{le=\"1\"} " + one + "\n"
                + "page_test_seconds_bucket{le=\"+Inf\"} " + all + "\n"
                + "page_test_seconds_sum 30\npage_test_seconds_count " + all + "\n";
    }

    @ParameterizedTest
    @CsvSource({"sse, Live · SSE", "websocket, Live · WebSocket"})
    void survivesALostConnectionWithoutAHole(String transport, String words) {
        try (BrokenWire wire = new BrokenWire(server.getPort())) {
            visit(wire.url() + "?transport=" + transport);
            openConnection();

            wire.cut();
            // State and words at one look: between two looks the next attempt may have begun.
            assertThat(page.locator("#connection[data-state='reconnecting'] [data-state-text]"))
                    .hasText(Pattern.compile("^Reconnecting in \\d+ s$"), WITHIN);
            wire.mend();
            waitForState("live");
            String position = statistic("Position");
            await().until(() -> !statistic("Position").equals(position));

            assertThat(page.locator("[data-state-text]")).hasText(words);
            assertThat(Integer.parseInt(statistic("Reconnects"))).isPositive();
            assertThat(statistic("Holes")).isEqualTo("0");
            assertThat(statistic("Gaps told")).isEqualTo("0");
        }
    }

    @Test
    void theTransportCanBeChangedWithoutAHole() {
        visit();
        openConnection();

        page.locator("input[name=transport][value=sse]").check();
        assertThat(page.locator("[data-state-text]")).hasText("Live · SSE");
        page.locator("input[name=transport][value=websocket]").check();
        assertThat(page.locator("[data-state-text]")).hasText("Live · WebSocket");
        int frames = Integer.parseInt(statistic("Frames"));
        await().until(() -> Integer.parseInt(statistic("Frames")) > frames);

        assertThat(statistic("Holes")).isEqualTo("0");
        assertThat(statistic("Gaps told")).isEqualTo("0");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aPausedPageStandsStillAndGoesOnBuffering() {
        visit();
        page.locator("#pause").click();
        int still = points(CPU_CHART);

        assertThat(page.locator("#behind")).hasText(Pattern.compile("[2-9] s behind"), WITHIN);
        int paused = points(CPU_CHART);
        page.locator("#pause").click();

        assertThat(paused).isEqualTo(still);
        assertThat(page.locator("#behind")).hasText("");
        await().until(() -> points(CPU_CHART) >= still + 2);
    }

    @Test
    void aSearchFindsNamesLabelsAndHelp() {
        push("search", "# HELP page_test_found The needle in the hay.\npage_test_found{colour=\"ultramarine\"} 1\n");
        visit();
        assertThat(card("job-search/page_test_found")).isVisible();

        for (String words : new String[] {"test_found", "colour=ultramarine", "NEEDLE hay"}) {
            page.locator("#search").fill(words);
            assertThat(page.locator("#found")).hasText(Pattern.compile("1 of \\d+ metrics"));
            assertThat(card("job-search/page_test_found")).isVisible();
            assertThat(page.locator("#overview")).isHidden();
        }
        page.locator("#search").fill("there is no such thing");
        assertThat(page.locator("#nothing")).isVisible();
        page.locator("#clear-search").click();

        assertThat(page.locator("#overview")).isVisible();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theThemeIsKept() {
        visit();
        Object system = page.evaluate("getComputedStyle(document.body).backgroundColor");

        page.locator("#theme").click();
        page.locator("#theme").click();
        page.reload();

        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(system);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theRangeIsKept() {
        visit();

        page.locator("input[name=range][value='1']").check();
        page.reload();

        assertThat(page.locator("input[name=range][value='1']")).isChecked();
        page.waitForSelector(CPU_CHART);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void htmlInNamesLabelsAndHelpIsText() {
        push(
                "%3Cb%3Ebold%3C%2Fb%3E",
                "# HELP page_test_html <script>alert(1)</script> help\n"
                        + "page_test_html{a=\"<img src=x onerror=alert(2)>\"} 1\n"
                        + "page_test_html{a=\"\u202eright to left\"} 2\n");

        visit();

        Locator card = page.locator("figure[data-panel$='/page_test_html']");
        assertThat(card.locator(".card-help")).hasText("<script>alert(1)</script> help", WITHIN);
        assertThat(card.locator(".legend-label").first()).hasText("<img src=x onerror=alert(2)>");
        assertThat(card.locator("img, script")).hasCount(0);
        assertThat(page.locator("#nav-sections").getByText("<b>bold</b>")).isVisible();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void fitsAPhone() {
        use(new Browser.NewContextOptions().setViewportSize(390, 844));

        visit();

        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
        assertThat(page.locator("[data-panel='tile/cpu']")).isInViewport();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theKeyboardIsEnough() {
        visit();

        page.keyboard().press("/");
        assertThat(page.locator("#search")).isFocused();
        page.keyboard().type("node_load1");
        assertThat(page.locator("#found")).hasText(Pattern.compile("\\d+ of \\d+ metrics"));
        // The first one closes the list of words, the second one the search.
        page.keyboard().press("Escape");
        page.keyboard().press("Escape");
        page.keyboard().press("Space");

        assertThat(page.locator("#pause-text")).hasText("Resume");
    }
}
