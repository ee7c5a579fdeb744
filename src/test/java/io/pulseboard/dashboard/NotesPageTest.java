package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Notes on the time axis: written by one, seen by all, in a real browser on the running server. */
@QuarkusTest
@TestProfile(Dashboard.Writable.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class NotesPageTest extends Dashboard {
    private void write(String text, String tags) {
        page.locator("[data-notes-form] [name=text]").fill(text);
        page.locator("[data-notes-form] [name=tags]").fill(tags);
        page.locator("[data-notes-form] button").click();
    }

    @Test
    void theTokenIsAskedForOnceAndTheNoteIsOnEveryScreen() {
        visit();
        try (Chromium.Tab other = chromium.open(new Browser.NewContextOptions().setViewportSize(1280, 1000))) {
            other.page().navigate(server.toString());
            other.page().waitForSelector("#connection[data-state='live']");
            other.page().locator("#to-notes").click();
            page.locator("#to-notes").click();

            write("the first deployment", "deploy, eu");
            assertThat(page.locator("[data-notes-say]")).containsText("pulseboard.ingest.token");
            page.locator("[data-notes-token] input").fill("not the token");
            page.locator("[data-notes-token] button").click();
            assertThat(page.locator("[data-notes-say]")).hasText("That is not the token.");
            page.locator("[data-notes-token] input").fill(TOKEN);
            page.locator("[data-notes-token] button").click();
            assertThat(page.locator("[data-notes-say]")).hasText("Noted, on every screen.");
            write("the second", "");

            assertThat(other.page().locator(".note-text").first()).hasText("the second", WITHIN);
            assertThat(other.page().locator(".note").nth(1)).containsText("the first deployment");
            assertThat(other.page().locator(".note").nth(1).locator(".tag")).hasText(new String[] {"deploy", "eu"});
            assertThat(page.locator("[data-notes-token]")).isHidden();
            assertThat((List<?>) page.evaluate("Object.values(localStorage)"))
                    .noneMatch(kept -> kept.toString().contains(TOKEN));
            assertThat(page.evaluate("document.cookie")).isEqualTo("");
        }
    }

    @Test
    void whatWasNotedBeforeIsThereAndUnderTheCursor() {
        given().header("Authorization", "Bearer " + TOKEN)
                .contentType("application/json")
                .body("{\"text\":\"deployed <b>3.4</b>\",\"tags\":[\"deploy\"]}")
                .post("/metrics/annotations")
                .then()
                .statusCode(201);
        visit();

        page.locator("#to-notes").click();
        assertThat(page.locator(".note-text").first()).hasText("deployed <b>3.4</b>");
        page.keyboard().press("Escape");
        page.waitForFunction("() => document.querySelector(\"" + CPU_CHART + "\")?.dataset.points >= 4");
        page.locator(CPU_CHART).focus();
        page.keyboard().press("End");
        // The note was made a moment before the page came: some of the newest points are beside it.
        boolean named = false;
        for (int i = 0; i < 20 && !named; i++) {
            named = page.locator("[data-panel='overview/cpu'] .card-time")
                    .textContent()
                    .contains("deployed <b>3.4</b>");
            page.keyboard().press("ArrowLeft");
        }

        assertThat(named).isTrue();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void onlyOneTabOfEachBrowserHasAStream() {
        visit();
        Page second = page.context().newPage();
        second.navigate(server.toString());
        second.waitForSelector("#connection[data-state='live']");
        second.waitForSelector(CPU_CHART);

        second.locator("#connection .button").click();

        assertThat(second.locator("[data-stats]")).containsText("Shared by tabs");
        assertThat(second.locator("[data-stats]")).containsText("yes");
    }
}
