package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.KeyboardModifier;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a person does with a chart, in a real browser on the running server. */
@QuarkusTest
@TestProfile(Dashboard.Writable.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class ChartsPageTest extends Dashboard {
    private static final String ORDERS = """
            # TYPE chart_orders gauge
            chart_orders{shop="north",kind="online"} 1
            chart_orders{shop="north",kind="store"} 2
            chart_orders{shop="south",kind="online"} 30
            chart_orders{shop="south",kind="store"} 40
            """;

    /** A chart of four series, in sight. */
    private Locator orders() {
        push("charts", ORDERS);
        visit();
        Locator card = card("job-charts/chart_orders");
        card.scrollIntoViewIfNeeded();
        assertThat(card.locator(".legend-item")).hasCount(4);
        return card;
    }

    private void openMenu(Locator card) {
        card.hover();
        card.locator(".card-menu").click();
        assertThat(page.locator("#chart-menu")).isVisible();
    }

    private void act(Locator card, String action) {
        openMenu(card);
        page.locator("#chart-menu")
                .getByText(action, new Locator.GetByTextOptions().setExact(true))
                .click();
    }

    private static List<String> labels(Locator card) {
        return card.locator(".legend-label").allTextContents();
    }

    @Test
    void draggingLooksCloselyAndADoubleClickGoesBack() {
        visit();
        BoundingBox box = page.locator(CPU_CHART).boundingBox();
        double y = box.y + box.height / 2;

        page.mouse().move(box.x + box.width * 0.5, y);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.8, y);
        page.mouse().up();

        assertThat(page.locator("#pause-text")).hasText("Back to live");
        page.mouse().dblclick(box.x + box.width * 0.6, y);
        assertThat(page.locator("#pause-text")).hasText("Pause");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void oneCrosshairIsOnAllCharts() {
        visit();
        page.waitForSelector("[data-panel='overview/load'] .plot[data-points]");
        BoundingBox box = page.locator(CPU_CHART).boundingBox();

        page.mouse().move(box.x + box.width - 30, box.y + 40);

        assertThat(page.locator("[data-panel='overview/cpu'] .card-time")).hasText(Pattern.compile("\\d"));
        assertThat(page.locator("[data-panel='overview/load'] .card-time")).hasText(Pattern.compile("\\d"));
    }

    @Test
    void aSeriesIsHiddenShownAloneAndRemembered() {
        Locator card = orders();
        Locator items = card.locator(".legend-item");

        items.first().click();
        assertThat(items.first()).hasAttribute("aria-pressed", "false");
        page.reload();
        waitForState("live");
        card.scrollIntoViewIfNeeded();
        assertThat(items.first()).hasAttribute("aria-pressed", "false");
        items.nth(1).click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL)));

        assertThat(items.nth(1)).hasAttribute("aria-pressed", "true");
        assertThat(card.locator(".legend-item[aria-pressed='false']")).hasCount(3);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void seriesAreGroupedAddedUpAndCutToTheLargest() {
        Locator card = orders();

        openMenu(card);
        page.locator("#chart-menu select[name=groupBy]").selectOption("shop");
        assertThat(card.locator(".legend-item")).hasCount(2);
        assertThat(card.locator(".legend-item")
                        .filter(new Locator.FilterOptions().setHasText("south"))
                        .locator(".legend-value"))
                .hasText("70", WITHIN);
        page.locator("#chart-menu select[name=aggregate]").selectOption("max");
        assertThat(card.locator(".legend-item")
                        .filter(new Locator.FilterOptions().setHasText("south"))
                        .locator(".legend-value"))
                .hasText("40", WITHIN);
        page.locator("#chart-menu select[name=groupBy]").selectOption("");
        page.locator("#chart-menu select[name=aggregate]").selectOption("");
        page.locator("#chart-menu input[name=top]").fill("2");
        page.locator("#chart-menu input[name=top]").blur();

        assertThat(card.locator(".legend-item")).hasCount(2);
        assertThat(labels(card)).allMatch(label -> label.contains("south"));
        assertThat(card.locator(".card-note")).hasText("showing 2 of 4, by largest");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aHistogramIsAHeatMapOnDemand() {
        push("heat", histogram(0, 0, 0));
        visit();
        Locator card = card("job-heat/chart_seconds");
        card.scrollIntoViewIfNeeded();
        assertThat(card.locator(".legend")).containsText("p95");
        push("heat", histogram(50, 90, 100));

        openMenu(card);
        page.locator("#chart-menu select[name=as]").selectOption("heatmap");

        assertThat(card.locator(".legend")).isHidden();
        // The accent, at its strongest, is somewhere in the picture.
        page.waitForFunction("""
                () => {
                  const canvas = document.querySelector("[data-panel='job-heat/chart_seconds'] canvas");
                  if (!canvas) return false;
                  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
                  copy.drawImage(canvas, 0, 0);
                  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
                  for (let i = 0; i < data.length; i += 4) if (data[i + 2] > 180 && data[i] < 110 && data[i + 3] > 200) return true;
                  return false;
                }""");
        assertThat(tab.errors()).isEmpty();
    }

    private static String histogram(int tenth, int one, int all) {
        return "# TYPE chart_seconds histogram\n"
                + "chart_seconds_bucket{le=\"0.1\"} " + tenth + "\n"
                + "chart_seconds_bucket{le=\"1\"} " + one + "\n"
                + "chart_seconds_bucket{le=\"+Inf\"} " + all + "\n"
                + "chart_seconds_sum 30\nchart_seconds_count " + all + "\n";
    }

    @Test
    void behindAChartIsATable() {
        Locator card = orders();

        act(card, "Show as table");

        assertThat(card.locator("table caption")).hasText("chart_orders");
        assertThat(card.locator("thead th")).hasCount(5);
        assertThat(card.locator("tbody tr").first().locator("td").last()).hasText("40", WITHIN);
        assertThat(card.locator(".plot")).isHidden();
        act(card, "Show the plot");
        assertThat(card.locator(".plot canvas")).isVisible();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theTrendIsThereInWords() {
        Locator card = orders();

        assertThat(card.locator("figcaption .unseen"))
                .hasText(Pattern.compile("Last \\d min\\. .*: 1 all the time\\."), WITHIN);
        assertThat(card.locator(".plot")).hasAttribute("aria-describedby", Pattern.compile("chart-\\d+-trend"));
    }

    @Test
    void aChartIsSavedAsCsvAndPng() throws IOException {
        Locator card = orders();

        openMenu(card);
        Download csv = page.waitForDownload(() -> page.getByText("Save as CSV").click());
        Download png = page.waitForDownload(() -> page.getByText("Save as PNG").click());

        List<String> lines = Files.readAllLines(csv.path(), StandardCharsets.UTF_8);
        assertThat(csv.suggestedFilename()).isEqualTo("chart_orders.csv");
        assertThat(lines.get(0)).startsWith("time,").contains("kind=online shop=north");
        assertThat(lines.get(lines.size() - 1)).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z,1,2,30,40");
        assertThat(png.suggestedFilename()).isEqualTo("chart_orders.png");
        assertThat(Files.readAllBytes(png.path()))
                .startsWith(0x89, 'P', 'N', 'G')
                .hasSizeGreaterThan(2000);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aThresholdWarnsByColourSignAndWordWhileItLasts() {
        push("limits", "chart_queue 1\n");
        visit();
        Locator card = card("job-limits/chart_queue");
        card.scrollIntoViewIfNeeded();
        openMenu(card);
        page.locator("#chart-menu input[name=warning]").fill("10");
        page.locator("#chart-menu input[name=critical]").fill("100");
        page.locator("#chart-menu input[name=critical]").blur();
        page.keyboard().press("Escape");
        assertThat(card.locator(".card-alert")).isHidden();

        push("limits", "chart_queue 11\n");
        assertThat(card.locator(".card-alert")).hasText("▲ Warning: 11, above 10", WITHIN);
        assertThat(card).hasAttribute("data-level", "warning");
        push("limits", "chart_queue 111\n");
        assertThat(card.locator(".card-alert")).hasText("■ Critical: 111, above 100", WITHIN);
        assertThat(page.locator("#alerts-count")).hasText("1 alert");
        assertThat(page.locator("#alerts-live")).hasText("chart_queue: ■ Critical: 111, above 100");
        // Also when nobody looks at it, and after the page was opened anew.
        page.reload();
        page.locator("#to-alerts").click();
        assertThat(page.locator("#alerts-list li")).containsText("Critical: 111, above 100");
        push("limits", "chart_queue 1\n");

        assertThat(page.locator("#to-alerts")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(20_000));
        assertThat(page.locator("#alerts-live")).hasText("chart_queue: back to normal");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aChartIsReadWithTheKeyboard() {
        Locator card = orders();
        Locator plot = card.locator(".plot");
        page.waitForFunction(
                "() => document.querySelector(\"[data-panel='job-charts/chart_orders'] .plot\").dataset.points >= 2");

        plot.focus();
        page.keyboard().press("ArrowLeft");
        assertThat(plot).hasAttribute("aria-valuetext", Pattern.compile("\\d.*, .*shop=north 1, .*40"));
        page.keyboard().press("Enter");
        assertThat(page.locator("#chart-menu")).isVisible();
        page.keyboard().press("Escape");
        plot.focus();
        page.keyboard().press("f");
        assertThat(card).hasClass(Pattern.compile("is-expanded"));
        page.keyboard().press("Escape");

        assertThat(card).not().hasClass(Pattern.compile("is-expanded"));
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theLegendIsOneStopOfTheKeyboard() {
        Locator card = orders();

        card.locator(".legend-item").first().focus();
        page.keyboard().press("ArrowRight");
        assertThat(card.locator(".legend-item").nth(1)).isFocused();
        page.keyboard().press("Space");

        assertThat(card.locator(".legend-item").nth(1)).hasAttribute("aria-pressed", "false");
        assertThat(page.locator("#pause-text")).hasText("Pause");
    }

    @Test
    void theSearchIsCompleted() {
        orders();

        page.locator("#search").pressSequentially("shop=so");
        assertThat(page.locator("#completion li").first()).hasText("shop=south");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("#search")).hasAttribute("aria-activedescendant", "completion-0");
        page.keyboard().press("Enter");

        assertThat(page.locator("#search")).hasValue("shop=south ");
        assertThat(card("job-charts/chart_orders")).isVisible();
        assertThat(page.locator("#completion")).isHidden();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void timesAreLocalOrUtc() {
        use(new Browser.NewContextOptions()
                .setViewportSize(1280, 1200)
                .setTimezoneId("Asia/Kathmandu")
                .setLocale("en-GB"));
        visit();
        page.locator(CPU_CHART).focus();
        page.keyboard().press("End");
        String local = page.locator("[data-panel='overview/cpu'] .card-time").textContent();

        page.locator("[data-panel='overview/cpu'] .card-title").click();
        page.keyboard().press("u");
        page.locator(CPU_CHART).focus();
        page.keyboard().press("End");
        String utc = page.locator("[data-panel='overview/cpu'] .card-time").textContent();

        // Nepal is 5 h 45 min ahead.
        assertThat(minutes(local) - minutes(utc)).isIn(345L, 344L, 345L - 1440, 344L - 1440);
        page.reload();
        assertThat(page.locator("input[name=zone][value=utc]")).isChecked();
    }

    private static long minutes(String clock) {
        String[] parts = clock.split(":");
        return Long.parseLong(parts[0]) * 60 + Long.parseLong(parts[1]);
    }

    @Test
    void rangesBeyondWhatIsHeldSaySo() {
        visit();

        assertThat(page.locator("input[name=range][value='60']")).isDisabled();
        assertThat(page.locator("label:has(input[name=range][value='60'])"))
                .hasAttribute("title", Pattern.compile("Only the last .* are held"));
    }

    @Test
    void aPausedPageCanBeSearched() {
        orders();
        page.locator("#pause").click();

        page.locator("#search").fill("chart_orders");

        assertThat(card("job-charts/chart_orders").locator(".legend-item")).hasCount(4);
        assertThat(page.locator("#pause-text")).hasText("Resume");
    }

    @Test
    void anAddressThatNamesWhatIsGoneSaysSo() {
        visit(server + "?chart=job-nobody/nothing");
        assertThat(page.locator("#gone")).hasText("There is no chart “job-nobody/nothing” here now.");

        visit(server + "?from=1000000000000&to=1000000060000");
        assertThat(page.locator("#gone"))
                .hasText(Pattern.compile("What happened until .*2001.* is not held any more: .*"));
        page.locator("body").press("Escape");
        assertThat(page.locator("#gone")).isHidden();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void anAddressLeadsToAChartThatIsNotAmongTheFirst() {
        push("many", lines("a", 20) + "zz_last 7\n");

        page.navigate(server + "?chart=job-many/zz_last");

        assertThat(card("job-many/zz_last")).hasClass(Pattern.compile("is-expanded"));
        assertThat(page.locator("#gone")).isHidden();
        assertThat(tab.errors()).isEmpty();
    }

    private static String lines(String name, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(name).append(i).append(" 1\n");
        }
        return text.toString();
    }

    @Test
    void theKioskShowsOnlyCharts() {
        visit();

        page.locator("body").press("k");
        assertThat(page.locator(".bar")).isHidden();
        assertThat(page.locator(CPU_CHART)).isVisible();
        page.keyboard().press("Escape");

        assertThat(page.locator(".bar")).isVisible();
    }

    @Test
    void theKioskKeepsTheScreenAwake() {
        tab.before("const request = WakeLock.prototype.request; window.locks = [];"
                + " WakeLock.prototype.request = async function (type) {"
                + " const lock = await request.call(this, type); locks.push(lock); return lock; };");
        visit();

        page.locator("body").press("k");
        page.waitForFunction("() => locks.length === 1 && !locks[0].released");
        page.keyboard().press("Escape");

        page.waitForFunction("() => locks[0].released");
    }

    @Test
    void theKeysAreListed() {
        visit();

        page.locator("body").press("?");
        assertThat(page.locator("#help")).isVisible();
        page.keyboard().press("Escape");

        assertThat(page.locator("#help")).isHidden();
    }
}
