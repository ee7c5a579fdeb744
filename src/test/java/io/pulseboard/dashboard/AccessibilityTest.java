package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
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
        card("job-axe/axe_orders").scrollIntoViewIfNeeded();
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

    @Test
    void axeFindsWhatIsWrong() {
        visit(ColorScheme.LIGHT);
        page.evaluate("() => document.querySelector('#tiles').append("
                + "Object.assign(new Image(), { src: '/favicon.svg' }),"
                + "Object.assign(document.createElement('button'), { type: 'button' }))");

        List<Rule> found = new AxeBuilder(page).include("#tiles").analyze().getViolations();

        assertThat(found).extracting(Rule::getId).contains("image-alt", "button-name");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void axeFindsNothingInManySections(ColorScheme scheme) {
        for (int i = 0; i < 10; i++) {
            push(
                    "many" + i,
                    "# TYPE many_total counter\nmany_total{a=\"x\"} 1\nmany_total{a=\"y\"} 2\n"
                            + "# HELP many_level How full.\nmany_level 1\nmany_info{version=\"1\"} 1\n");
        }
        visit(scheme);
        page.locator(".section-toggle:has-text('many9')").click();
        assertThat(card("job-many9/many_level")).isVisible();

        hasNoViolations("nav");
        hasNoViolations(".section[aria-label='many0']");
        hasNoViolations(".section[aria-label='many9']");
    }

    /** Tables alone: all charts are made tables, the newest values are read there, they follow what comes, and a board is read and made so. */
    @Test
    void theMainTasksNeedNoPlot() {
        push("tables", "table_orders{shop=\"north\"} 1\ntable_orders{shop=\"south\"} 2\n");
        visit();
        page.keyboard().press("t");
        assertThat(page.locator("figure .plot:visible")).hasCount(0);
        assertThat(page.locator("[data-panel='overview/cpu'] tbody td").first()).hasText(Pattern.compile("\\d.*%"));

        page.keyboard().press("/");
        page.keyboard().type("table_orders");
        page.keyboard().press("Escape");
        Locator newest =
                card("job-tables/table_orders").locator("tbody tr").first().locator("td");
        assertThat(newest).hasText(new String[] {"1", "2"}, new LocatorAssertions.HasTextOptions().setTimeout(20_000));
        push("tables", "table_orders{shop=\"north\"} 1\ntable_orders{shop=\"south\"} 30\n");
        assertThat(newest).hasText(new String[] {"1", "30"}, new LocatorAssertions.HasTextOptions().setTimeout(20_000));

        tabTo("figure[data-panel='job-tables/table_orders'] .card-menu");
        page.keyboard().press("Enter");
        tabTo("#chart-menu input[name=warning]");
        page.keyboard().type("20");
        tabTo("#chart-menu button:has-text('Pin to a new board')");
        page.keyboard().press("Enter");
        page.keyboard().press("Escape");
        tabTo("#to-alerts");
        page.keyboard().press("Enter");
        assertThat(page.locator("#alerts-list li")).containsText("Warning: south 30");
        page.keyboard().press("Escape");
        tabTo("#nav-boards a");
        page.keyboard().press("Enter");
        assertThat(page.locator("#board tbody tr").first().locator("td")).hasText(new String[] {"1", "30"});
        assertThat(page.locator("#board .plot:visible")).hasCount(0);
        hasNoViolations("#board");

        // It stays so, and can be taken back.
        page.reload();
        assertThat(page.locator("#board tbody tr").first()).isVisible();
        page.locator("body").press("t");
        assertThat(page.locator("#board .plot")).isVisible();
        assertThat(tab.errors()).isEmpty();
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

        // What a search has found, what an address names that is gone, and what became of a button that was pressed; no
        // value that changes with
        // each tick.
        assertThat(Set.of(((String) live).split(","))).isSubsetOf("found", "gone", "quiet");
    }
}
