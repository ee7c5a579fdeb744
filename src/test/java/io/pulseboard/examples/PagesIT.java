package io.pulseboard.examples;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.pulseboard.dashboard.Chromium;
import io.pulseboard.dashboard.Chromium.Tab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The examples' pages in a real browser, or in two. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class PagesIT {
    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private RunningExample example;

    @BeforeAll
    static void launch() {
        PlaywrightAssertions.setDefaultAssertionTimeout(RunningExample.PATIENCE.toMillis());
        chromium = Chromium.launch();
    }

    @AfterAll
    static void quit() {
        chromium.close();
    }

    private void start(String name) {
        example = RunningExample.start(name, directory);
    }

    @AfterEach
    void end() {
        if (example != null) {
            example.close();
        }
    }

    private Tab visit() {
        Tab tab = chromium.open();
        tab.page().navigate(example.page("/"));
        assertThat(tab.page().locator("#state")).hasText("live");
        return tab;
    }

    /** No complaint in the console, none of axe in either theme, and no scrolling sideways on a phone. */
    private static void isFitForAll(Tab tab) {
        Page page = tab.page();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            assertThat(new AxeBuilder(page)
                            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                            .analyze()
                            .getViolations())
                    .as("%s in %s", page.url(), scheme)
                    .extracting(
                            rule -> rule.getId() + " " + rule.getNodes().get(0).getHtml())
                    .isEmpty();
        }
        page.setViewportSize(390, 800);
        assertThat((boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("%s fits a phone", page.url())
                .isTrue();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theDashboardDrawsThisMachine() {
        start("dashboard");
        try (Tab tab = visit()) {
            Page page = tab.page();
            Locator charts = page.locator("canvas");
            for (int i = 0; i < 4; i++) {
                assertThat(charts.nth(i)).hasAttribute("aria-label", Pattern.compile(": from .+ to .+ in [1-9]\\d* s"));
                assertThat(page.locator(".value").nth(i)).hasText(Pattern.compile("\\d"));
            }
            page.evaluate("window.first = document.querySelector('#tiles').textContent");

            page.waitForFunction("() => document.querySelector('#tiles').textContent !== first");

            assertThat(page.evaluate("[...document.querySelectorAll('canvas')].filter(each => each.getContext('2d')"
                            + ".getImageData(0, 0, each.width, each.height).data.some(byte => byte > 0)).length"))
                    .isEqualTo(4);
            isFitForAll(tab);
        }
    }

    @Test
    void theTickersCellsFlashAndItSaysHowManyPricesWereMerged() {
        start("ticker");
        try (Tab tab = visit()) {
            Page page = tab.page();

            page.waitForSelector("#prices td.up, #prices td.down");
            page.waitForFunction("() => Number(merged.textContent) > 20");

            assertThat(page.locator("#prices tr")).hasCount(8);
            page.waitForFunction(
                    "() => [...prices.rows].every(row => /^[▲▼] \\d+\\.\\d\\d$/.test(row.cells[1].textContent)"
                            + " && Number(row.cells[3].textContent) > Number(row.cells[4].textContent))");
            isFitForAll(tab);
        }
    }

    @Test
    void theFeedShowsTheScoreAndWhatHappensEvenToThoseWhoComeLater() throws IOException, InterruptedException {
        start("feed");
        try (Tab early = visit()) {
            assertThat(early.page().locator("#score dd")).hasCount(2);
            assertThat(early.page().locator("#events li").last())
                    .containsText("Kick-off: Northbridge against Southwick");

            report("{\"text\":\"<b>A dog</b> on the pitch\",\"tags\":[\"match\",\"news\"]}");

            assertThat(early.page().getByText("<b>A dog</b> on the pitch")).isVisible();
            isFitForAll(early);
        }
        try (Tab late = visit()) {
            assertThat(late.page().getByText("<b>A dog</b> on the pitch")).hasCount(1);
            assertThat(late.errors()).isEmpty();
        }
    }

    /** As its README does with curl. */
    private void report(String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(example.pulseboard() + "/metrics/annotations"))
                .header("Authorization", "Bearer example")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void whatIsTypedInOneBrowserAppearsInTheOther() {
        start("chat");
        try (Tab ada = visit();
                Tab grace = visit()) {
            write(ada.page(), "Ada", "Is it <i>done</i>?");
            assertThat(grace.page().locator("#messages li").last()).containsText("Ada" + "Is it <i>done</i>?");

            write(grace.page(), "Grace", "It is.");

            assertThat(ada.page().locator("#messages li")).hasCount(2);
            assertThat(ada.page().locator("#messages li").last()).containsText("It is.");
            assertThat(ada.page().locator("#text")).hasValue("");
            try (Tab late = visit()) {
                assertThat(late.page().locator("#messages strong")).hasText(new String[] {"Ada", "Grace"});
            }
            isFitForAll(ada);
            assertThat(grace.errors()).isEmpty();
        }
    }

    private static void write(Page page, String name, String text) {
        page.getByLabel("Name").fill(name);
        page.getByLabel("Message").last().fill(text);
        page.keyboard().press("Enter");
    }

    @Test
    void aSeatAndAPointerAreSharedByTwoBrowsers() {
        start("collaborative");
        try (Tab mouse = visit();
                Tab keys = visit()) {
            Page one = mouse.page();
            Page two = keys.page();
            String name = one.locator("#me").textContent();

            one.locator("[data-seat=B2]").click();
            assertThat(two.locator("[data-seat=B2] small")).hasText(name);
            assertThat(two.locator("#taken")).hasText(name + " has seat B2");
            assertThat(two.locator(".pointer")).hasText(name.substring("guest ".length()));

            two.locator("input[value=A1]").focus();
            two.keyboard().press("ArrowRight");
            assertThat(one.locator("[data-seat=A2] small"))
                    .hasText(two.locator("#me").textContent());

            // Who comes later is told by those who are there.
            try (Tab late = visit()) {
                assertThat(late.page().locator("#taken")).containsText(name + " has seat B2");
            }
            isFitForAll(keys);
            one.navigate("about:blank");
            assertThat(two.locator("[data-seat=B2] small")).hasText("");
            assertThat(two.locator(".pointer")).hasCount(0);
            assertThat(mouse.errors()).isEmpty();
        }
    }
}
