package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.LiveStreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stream doctor's page, with nothing between it and the server. */
@QuarkusTest
@TestProfile(LiveStreams.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class DoctorPageTest extends InBrowser {
    @TestHTTPResource("/doctor")
    @SuppressWarnings("NullAway.Init")
    URI doctor;

    @SuppressWarnings("NullAway.Init")
    private Tab tab;

    @AfterEach
    void close() {
        tab.close();
    }

    private Page visit(String query, Browser.NewContextOptions options) {
        tab = chromium.open(options);
        tab.page().navigate(doctor + query);
        tab.page().waitForSelector("body[data-ready]");
        return tab.page();
    }

    private Page visit(String query) {
        return visit(
                query, new Browser.NewContextOptions().setPermissions(List.of("clipboard-read", "clipboard-write")));
    }

    private static void run(Page page) {
        page.getByText("Test the way").click();
        page.waitForSelector("body[data-done]", new Page.WaitForSelectorOptions().setTimeout(90_000));
    }

    private static List<String> violations(Page page) {
        List<Rule> violations = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                .analyze()
                .getViolations();
        return violations.stream()
                .map(rule -> rule.getId() + " "
                        + rule.getNodes().stream()
                                .map(node -> node.getHtml())
                                .limit(3)
                                .toList())
                .toList();
    }

    @Test
    void withoutAProxyOnlyTheBrowsersOwnLimitIsFound() throws IOException {
        Page page = visit("?silence=2");

        run(page);

        assertThat(page.locator("body")).hasAttribute("data-done", "six-connections");
        assertThat(page.locator("#summary")).hasText("One thing could be better.");
        assertThat(page.locator("#checks li[data-level=good]")).hasCount(7);
        assertThat(page.locator("#checks li[data-check=connections] .word")).hasText("could be better");
        page.locator("#copy").click();
        assertThat(page.locator("#copy")).hasText("Copied");
        JsonNode result = new ObjectMapper().readTree((String) page.evaluate("navigator.clipboard.readText()"));
        assertThat(result.path("findings").path(0).path("id").asText()).isEqualTo("six-connections");
        assertThat(result.path("checks").path("flow").path("measured").path("events"))
                .hasSize(8);
        assertThat(result.path("checks")
                        .path("silence")
                        .path("measured")
                        .path("stream")
                        .path("outcome")
                        .asText())
                .isEqualTo("event");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theLinesOfTheProxyThatIsChosenAreShownAndCopied() {
        Page page = visit("?silence=1");
        run(page);
        Locator shown = page.locator("[data-finding=six-connections] .remedy:visible");
        assertThat(shown.locator("code")).containsText("listen 443 ssl http2;");
        assertThat(page.locator("#untried")).isHidden();

        page.getByLabel("Traefik").check();

        assertThat(shown.locator("code")).containsText("entryPoints: [websecure]");
        assertThat(page.locator("#untried"))
                .hasText("The lines for Traefik are written from its documentation and were not tried.");
        shown.getByText("Copy").click();
        assertThat(shown.locator("button")).hasText("Copied");
        assertThat((String) page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo("entryPoints: [websecure]\ntls: {}");
    }

    @Test
    void itCanBeStoppedAndKeepsWhatItHas() {
        Page page = visit("?silence=60");

        page.keyboard().press("Tab");
        page.locator("#run").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("li[data-check=silence] .text"))
                .hasText(Pattern.compile("Silent for \\d+ of 60 s."), Dashboard.WITHIN);
        assertThat(page.locator("#stop")).isFocused();
        page.keyboard().press("Enter");

        page.waitForSelector("body[data-done]");
        assertThat(page.locator("#run")).isFocused();
        assertThat(page.locator("#run")).hasText("Test again");
        assertThat(page.locator("li[data-check=silence]")).hasAttribute("data-level", "good");
        assertThat(page.locator("li[data-check=silence] .text"))
                .hasText(Pattern.compile("Stopped; until .* nothing was cut."));
    }

    @Test
    void theSilenceIsALittleLongerThanAHeartbeatUnlessTheAddressSaysOtherwise() {
        // A heartbeat of one second, and five.
        assertThat(visit("").locator("#seconds")).hasValue("6");
        tab.close();
        assertThat(visit("?silence=33").locator("#seconds")).hasValue("33");
        tab.close();
        assertThat(visit("?silence=9999").locator("#seconds")).hasValue("120");
        tab.close();
        assertThat(visit("?silence=<b>").locator("#seconds")).hasValue("6");
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 390", "DARK, 390"})
    void axeFindsNothing(ColorScheme scheme, int width) {
        Page page = visit(
                "?silence=1",
                new Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE));
        assertThat(violations(page)).isEmpty();

        run(page);
        page.getByLabel("Caddy").check();

        assertThat(violations(page)).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
    }

    @Test
    void onlyTheSummaryIsSpoken() {
        Page page = visit("?silence=1");
        run(page);

        assertThat(
                        page.evaluate(
                                "[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map(each => each.id).join()"))
                .isEqualTo("summary");
    }

    @Test
    void nothingMovesForWhoWantsThat() {
        Page page = visit("?silence=60", new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
        page.locator("#run").click();
        page.waitForSelector("li[data-level=testing]");

        assertThat(page.evaluate("document.getAnimations().length")).isEqualTo(0);
    }
}
