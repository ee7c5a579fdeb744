package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for those who do not see it as others do, or cannot use a mouse. */
@QuarkusTest
@TestProfile(Dashboard.Writable.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class AccessibilityTest extends Dashboard {
    private void visit(ColorScheme scheme) {
        push("axe", "axe_orders{shop=\"north\"} 1\naxe_orders{shop=\"south\"} 2\n");
        use(new Browser.NewContextOptions().setViewportSize(1280, 1000).setColorScheme(scheme));
        visit();
        assertThat(card("job-axe/axe_orders").locator(".legend-item")).hasCount(2);
    }

    /** Looks at a part of the page: all of it has hundreds of elements of a kind, and takes seconds. */
    private void hasNoViolations(String where) {
        List<Rule> violations = new AxeBuilder(page)
                .include(where)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                .analyze()
                .getViolations();
        assertThat(violations)
                .as(where)
                .extracting(rule -> rule.getId() + " "
                        + rule.getNodes().stream()
                                .map(node -> node.getHtml())
                                .limit(3)
                                .toList())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void axeFindsNothing(ColorScheme scheme) {
        visit(scheme);
        hasNoViolations("body");
        Locator card = card("job-axe/axe_orders");
        card.scrollIntoViewIfNeeded();
        card.hover();
        card.locator(".card-menu").click();
        hasNoViolations("#chart-menu");
        page.locator("#chart-menu input[name=warning]").fill("2");
        page.locator("#chart-menu input[name=warning]").blur();
        page.getByText("Show as table").click();
        assertThat(card.locator("tbody td").first()).hasText(Pattern.compile("\\d"));
        assertThat(card.locator(".card-alert")).isVisible();
        hasNoViolations("figure[data-panel='job-axe/axe_orders']");
        page.locator("#to-alerts").click();
        hasNoViolations("#alerts");
        page.keyboard().press("Escape");
        page.locator("#to-notes").click();
        hasNoViolations("#notes");
        page.keyboard().press("Escape");
        page.locator("#search").fill("axe_");
        assertThat(page.locator("#completion")).isVisible();
        hasNoViolations("header");
        page.locator("#clear-search").click();
        page.locator("#new-board").click();
        hasNoViolations("#board");
        page.locator("body").press("?");
        hasNoViolations("#help");
    }

    /** Tab, Enter and arrows alone: find a chart, read it, open its options, make a table of it, pin it, go to its board. */
    @Test
    void theMainTasksNeedNoMouse() {
        visit(ColorScheme.LIGHT);

        page.keyboard().press("/");
        page.keyboard().type("axe_orders");
        page.keyboard().press("Escape");
        tabTo("figure[data-panel='job-axe/axe_orders'] .plot");
        page.keyboard().press("End");
        assertThat(page.locator("[data-panel='job-axe/axe_orders'] .plot"))
                .hasAttribute("aria-valuetext", Pattern.compile("north 1, south 2"));
        page.keyboard().press("Enter");
        assertThat(page.locator("#chart-menu")).isVisible();
        tabTo("#chart-menu button:has-text('Pin to a new board')");
        page.keyboard().press("Enter");
        assertThat(page.locator("#chart-menu [role=status]")).hasText("Pinned.");
        tabTo("#chart-menu button:has-text('Show as table')", "Shift+Tab");
        page.keyboard().press("Enter");
        assertThat(card("job-axe/axe_orders").locator("table")).isVisible();
        tabTo("#nav-boards a");
        page.keyboard().press("Enter");

        assertThat(page.locator("#board .board-title")).hasText("My board");
        assertThat(page.locator("#board figure.card")).hasCount(1);
        assertThat(tab.errors()).isEmpty();
    }

    private void tabTo(String selector) {
        tabTo(selector, "Tab");
    }

    /** Presses a key until this has the focus; what cannot be reached so is not there for the keyboard. */
    private void tabTo(String selector, String key) {
        Locator wanted = page.locator(selector).first();
        for (int i = 0; i < 400; i++) {
            if (Boolean.TRUE.equals(wanted.evaluate("element => element === document.activeElement"))) {
                return;
            }
            page.keyboard().press(key);
        }
        throw new AssertionError(selector + " is not reached with " + key);
    }

    @Test
    void onlyStatesAndThresholdsAreSpoken() {
        visit(ColorScheme.LIGHT);

        Object live = page.evaluate(
                "[...document.querySelectorAll('main [aria-live], main [role=status]')].map(each => each.id || each.className).join()");

        // What a search has found, and what became of a button that was pressed; no value that changes with each tick.
        assertThat(Set.of(((String) live).split(","))).isSubsetOf("found", "quiet");
    }
}
