package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Boards from files, as the page shows them and follows them. */
@QuarkusTest
@TestProfile(ServedBoardsPageTest.WithBoards.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class ServedBoardsPageTest extends Dashboard {
    private static final Path FOLDER = folder();
    private static final String CARDS = "#board figure.card";
    /** The server reads its folder every two seconds, and the page asks the server every five. */
    private static final LocatorAssertions.HasCountOptions SOON =
            new LocatorAssertions.HasCountOptions().setTimeout(20_000);

    /** A folder of boards, and a token to push with. */
    public static final class WithBoards implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "pulseboard.ingest.token",
                    TOKEN,
                    "pulseboard.host.enabled",
                    "true",
                    "pulseboard.dashboards",
                    FOLDER.toString());
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("boards");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(FOLDER.resolve(name), text);
    }

    @BeforeEach
    void boards() throws IOException {
        push("served", "served_a 1\nserved_b{shop=\"north\"} 2\nserved_b{shop=\"south\"} 3\n");
        write("shop.yaml", """
                title: The shop
                range: 1m
                rotate: 5s
                charts:
                  - {title: First, query: served_a}
                  - {query: served_b, group-by: shop, thresholds: {warning: 3}}
                  - {title: Sum, query: served_b, aggregate: sum, kind: tile, thresholds: {critical: 5}}
                  - {title: As a table, query: served_b, kind: table, size: l}
                """);
        write("wall.yaml", "title: The wall\nrotate: 5s\ncharts: [{query: served_a}]\n");
    }

    private void visitBoard(String name) {
        page.navigate(server + "?board=" + name);
        waitForState("live");
    }

    @Test
    void aBoardIsShownAsItsFileSays() {
        visitBoard("shop");

        assertThat(page.locator(".board-title")).hasText("The shop", WITHIN);
        assertThat(page.locator(CARDS)).hasCount(3, SOON);
        assertThat(page.locator(CARDS).first().locator(".card-value")).hasText("1", WITHIN);
        assertThat(page.locator(CARDS).nth(1).locator(".legend-item")).hasCount(2);
        assertThat(page.locator(CARDS).nth(1)).hasAttribute("data-level", "warning");
        assertThat(page.locator(CARDS).nth(2).locator("tbody td").first()).hasText("2", WITHIN);
        assertThat(page.locator("#board .tile-number")).hasText("5", WITHIN);
        assertThat(page.locator("#board .tile-alert")).hasText("■ Critical: 5, above 5");
        assertThat(page.locator("#alerts-count")).hasText("2 alerts");
        assertThat(page.locator("input[name=range][value='1']")).isChecked();
        assertThat(page.locator("#nav-boards [aria-current=page]")).hasText("The shop");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aMistakeIsShownWithItsPlaceAndTheLastGoodBoardStays() throws IOException {
        visitBoard("shop");
        assertThat(page.locator(CARDS)).hasCount(3, SOON);

        write("shop.yaml", "title: The shop\ncharts:\n  - {query: served_a, agregate: sum}\n");
        assertThat(page.locator(".board-error"))
                .containsText("shop.yaml:3:", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        assertThat(page.locator(".board-error")).containsText("aggregate");
        assertThat(page.locator(".board-error")).containsText("What is shown is the last version that was right.");
        assertThat(page.locator(CARDS)).hasCount(3, SOON);
        write("shop.yaml", "title: The shop, mended\ncharts:\n  - {query: served_a, aggregate: sum}\n");

        assertThat(page.locator(".board-title")).hasText("The shop, mended", WITHIN);
        assertThat(page.locator(CARDS)).hasCount(1, SOON);
        assertThat(page.locator(".board-error")).isHidden();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void theKioskShowsOneBoardAfterTheOther() {
        visitBoard("shop");
        assertThat(page.locator(".board-title")).hasText("The shop", WITHIN);

        page.locator("body").press("k");

        assertThat(page.locator(".board-title")).hasText("The wall", WITHIN);
        assertThat(page.locator(".bar")).isHidden();
        assertThat(page.locator(".board-title")).hasText("The shop", WITHIN);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void whatWasCopiedIsWhatTheServerReads() {
        visitBoard("shop");
        assertThat(page.locator(CARDS)).hasCount(3, SOON);

        Object error = page.evaluate("""
                async () => {
                  const { toYaml } = await import('/app/yaml.js');
                  const { board } = await (await fetch('/dashboards/shop')).json();
                  const answer = await fetch('/dashboards/validate', { method: 'POST', body: toYaml(board) });
                  const again = await answer.json();
                  return again.error ? JSON.stringify(again.error) : JSON.stringify(again.board) === JSON.stringify(board);
                }""");

        assertThat(error).isEqualTo(true);
    }
}
