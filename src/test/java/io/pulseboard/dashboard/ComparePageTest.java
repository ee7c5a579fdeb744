package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.LiveStreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /compare} in a real browser on the running server, whose own process is what it watches. */
@QuarkusTest
@TestProfile(ComparePageTest.Watched.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class ComparePageTest extends InBrowser {
    private static final double PATIENCE_MILLIS = 60_000;

    private static final LocatorAssertions.HasTextOptions WITHIN =
            new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS);

    @TestHTTPResource("/compare")
    @SuppressWarnings("NullAway.Init")
    URI address;

    @SuppressWarnings("NullAway.Init")
    private Tab tab;

    /** Quick ticks, in which something always changes. */
    public static class Watched extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("pulseboard.process.enabled", "true");
            return settings;
        }
    }

    @AfterEach
    void close() {
        tab.close();
    }

    private Page visit(String search) {
        return visit(search, new Browser.NewContextOptions().setViewportSize(1280, 1000));
    }

    private Page visit(String search, Browser.NewContextOptions options) {
        tab = chromium.open(options);
        tab.page().navigate(address + search);
        return tab.page();
    }

    private static void waitForBoth(Page page) {
        page.waitForSelector("#sse .state[data-state='live']");
        page.waitForSelector("#websocket .state[data-state='live']");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "silent", "slow", "refuse", "ping", "idle"})
    void anExperimentLosesNothing(String name) {
        Page page = visit("?exp=" + name);

        page.waitForSelector(
                "#result[data-done='" + name + "']", new Page.WaitForSelectorOptions().setTimeout(PATIENCE_MILLIS));

        assertThat(page.locator("#result")).containsText("Score: 0 missed, 0 doubled.");
        waitForBoth(page);
    }

    @Test
    void anEventSourceThatGaveUpIsReplaced() {
        Page page = visit("?exp=refuse");

        assertThat(page.locator("#result"))
                .hasText(
                        Pattern.compile("The EventSource gave up for ever at the status 503.*0 missed, 0 doubled.*"),
                        WITHIN);
    }

    @Test
    void theSeventhEventStreamHangsAndASharedWorkerCuresIt() {
        Page page = visit("?exp=tabs");

        assertThat(page.locator("#result"))
                .hasText(Pattern.compile(".*with SSE 6 opened.*with WebSocket 7.*for all, 7\\..*"), WITHIN);
    }

    @Test
    void whatTheServerCountedIsWhatWasComputed() {
        Page page = visit("");

        for (String lane : List.of("sse", "websocket")) {
            assertThat(page.locator("#" + lane + " [data-name='Server counted']"))
                    .hasText(Pattern.compile("\\d+ bytes, as computed"), WITHIN);
        }
    }

    /** How often each is first depends on which was there when: that they take turns by the tick is held in LaneTest. */
    @Test
    void theServerWritesToOneFirstAndToTheOtherFirst() {
        Page page = visit("");

        page.waitForFunction("() => compare.sse.told?.first > 1 && compare.websocket.told?.first > 1");

        assertThat(page.locator("#first-written"))
                .hasText(Pattern.compile("The server takes turns, and has written to SSE first \\d+ times and .*"));
    }

    @Test
    void allThatIsThereCanBeDoneWithTheKeyboard() {
        Page page = visit("");
        waitForBoth(page);

        tabTo(page, "document.activeElement.name === 'format'");
        page.keyboard().press("b");
        page.waitForFunction("() => compare.websocket.opens === 2 && compare.websocket.latencies.length > 0");
        tabTo(page, "document.activeElement.dataset.experiment === 'cut'");
        page.keyboard().press("Enter");
        assertThat(page.locator("#result")).hasText(Pattern.compile("Cut\\..* 0 missed, 0 doubled\\."), WITHIN);
        tabTo(page, "document.activeElement.id === 'copy'");
        tabTo(page, "document.activeElement.closest('#needs')");
        Object before = page.evaluate("document.activeElement.checked");
        page.keyboard().press("Space");
        assertThat(page.evaluate("document.activeElement.checked")).isNotEqualTo(before);
    }

    /** Presses Tab until that has the focus, which has to be seen at each stop. */
    private static void tabTo(Page page, String condition) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"))
                    .isEqualTo(true);
            if (Boolean.TRUE.equals(page.evaluate("!!(" + condition + ")"))) {
                return;
            }
        }
        throw new AssertionError("Tab does not lead to where " + condition);
    }

    @Test
    void binaryMessagesAreReadTheSame() {
        Page page = visit("");
        waitForBoth(page);

        page.locator("select[name=format]").selectOption("binary");

        assertThat(page.locator("#rows"))
                .containsText("binary now", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
        page.waitForFunction("() => compare.websocket.opens === 2 && compare.websocket.latencies.length > 0");
        assertThat(page.locator("#websocket [data-name=Score]")).hasText("0 missed, 0 doubled");
    }

    @Test
    void whatWasMeasuredUnderOtherSettingsIsForgotten() {
        Page page = visit("");
        page.waitForFunction("() => [compare.sse, compare.websocket].every(lane => lane.latencies.length > 0)");

        page.locator("select[name=delay]").selectOption("200");

        page.waitForFunction("() => [compare.sse, compare.websocket]"
                + ".every(lane => lane.opens === 2 && lane.latencies.length > 0)");
        Object least = page.evaluate("Math.min(...compare.sse.latencies, ...compare.websocket.latencies)");
        assertThat(((Number) least).doubleValue()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void aWebSocketWithoutTheCodeBesideItDoesNotComeBack() {
        Page page = visit("");
        waitForBoth(page);
        page.locator("input[name=comesBack]").uncheck();

        page.locator("[data-experiment=cut]").click();

        // Without waiting for a lane that will not come.
        assertThat(page.locator("#result"))
                .hasText(
                        Pattern.compile("Cut\\. SSE back after .*WebSocket did not come back.*0 missed, 0 doubled\\."),
                        new LocatorAssertions.HasTextOptions().setTimeout(12_000));
    }

    @Test
    void anUnknownExperimentIsSaidToBe() {
        Page page = visit("?exp=explode&rate=1000");

        assertThat(page.locator("#notice")).hasText(Pattern.compile("There is no experiment 'explode'.*cut, silent.*"));
        waitForBoth(page);
    }

    @Test
    void whoGoesBackGoesOn() {
        Page page = visit("");
        waitForBoth(page);
        page.waitForFunction("() => compare.sse.score.position && compare.websocket.score.position");
        page.navigate(address.resolve("/client.js").toString());

        page.goBack();

        waitForBoth(page);
        assertThat(page.locator("#lanes")).hasAttribute("data-resumed", "true");
        page.waitForFunction("() => compare.sse.events.length > 2 && compare.websocket.events.length > 2");
        assertThat(page.evaluate("compare.sse.score.missed + compare.websocket.score.missed"))
                .isEqualTo(0);
    }

    @Test
    void theVerdictIsChosenByCheckBoxes() {
        Page page = visit("");
        Locator title = page.locator("#verdict h3");
        assertThat(title).hasText("Server-Sent Events");

        page.locator("#needs input[value=binary]").check();

        assertThat(title).hasText("WebSocket");
    }

    @Test
    void theResultIsCopiedAsJson() {
        Page page =
                visit("", new Browser.NewContextOptions().setPermissions(List.of("clipboard-read", "clipboard-write")));
        waitForBoth(page);

        page.locator("#copy").click();

        assertThat(page.locator("#copied")).hasText("Copied.");
        assertThat(page.evaluate("async () => JSON.parse(await navigator.clipboard.readText()).websocket.missed"))
                .isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void axeFindsNothing(ColorScheme scheme) {
        Page page = visit(
                "", new Browser.NewContextOptions().setViewportSize(390, 900).setColorScheme(scheme));
        waitForBoth(page);

        List<Rule> violations = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                .analyze()
                .getViolations();

        assertThat(violations).extracting(Rule::getId).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void whoWantsNoMotionGetsNone() {
        Page page = visit("", new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
        waitForBoth(page);

        assertThat(page.locator("html")).hasAttribute("data-motion", "still");
        assertThat(page.evaluate("document.getAnimations().length")).isEqualTo(0);
    }
}
