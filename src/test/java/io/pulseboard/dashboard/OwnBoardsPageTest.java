package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Boards that a person makes, keeps and passes on, in a real browser on the running server. */
@QuarkusTest
@TestProfile(Dashboard.Writable.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class OwnBoardsPageTest extends Dashboard {
    private static final String CARDS = "#board figure.card";

    @BeforeEach
    void push() {
        push("boards", "board_a 1\nboard_b 2\nboard_c{shop=\"north\"} 3\nboard_c{shop=\"south\"} 4\n");
        use(new Browser.NewContextOptions()
                .setViewportSize(1280, 1200)
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        visit();
        // All browsers of a machine have one clipboard, with what another test has copied.
        page.evaluate("navigator.clipboard.writeText('')");
    }

    private void act(Locator card, String action) {
        card.scrollIntoViewIfNeeded();
        card.hover();
        card.locator(".card-menu").click();
        page.locator("#chart-menu")
                .getByText(action, new Locator.GetByTextOptions().setExact(true))
                .click();
        page.keyboard().press("Escape");
    }

    private void pin(String name, String board) {
        act(card("job-boards/" + name), "Pin to " + board);
    }

    private List<String> titles() {
        return page.locator(CARDS + " .card-title").allTextContents();
    }

    private void makeBoard() {
        pin("board_a", "a new board");
        pin("board_b", "My board");
        pin("board_c", "My board");
        page.locator("#nav-boards").getByText("My board").click();
        assertThat(page.locator(CARDS)).hasCount(3);
    }

    /** What was copied last; before, it was emptied, since copying may take a moment longer than the click. */
    private String clipboard() {
        page.waitForFunction("async () => (await navigator.clipboard.readText()) !== ''");
        return (String) page.evaluate("navigator.clipboard.readText()");
    }

    @Test
    void chartsArePinnedReorderedAndRemoved() {
        makeBoard();
        assertThat(page.locator(CARDS).first().locator(".card-value")).hasText("1", WITHIN);

        act(page.locator(CARDS).nth(2), "Move earlier");
        assertThat(titles()).containsExactly("board_a", "board_c", "board_b");
        act(page.locator(CARDS).first(), "Remove from the board");
        assertThat(titles()).containsExactly("board_c", "board_b");
        page.locator(CARDS)
                .nth(1)
                .locator(".card-head")
                .dragTo(page.locator(CARDS).first());
        assertThat(titles()).containsExactly("board_b", "board_c");
        page.reload();

        assertThat(page.locator(CARDS)).hasCount(2);
        assertThat(page.locator(CARDS).first().locator(".card-value")).hasText("2", WITHIN);
        assertThat(page.locator("#sections")).isHidden();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aBoardIsShapedAndItsYamlCopied() {
        makeBoard();
        Locator card = page.locator(CARDS).nth(2);
        card.hover();
        card.locator(".card-menu").click();
        page.locator("#chart-menu select[name=aggregate]").selectOption("sum");
        page.locator("#chart-menu label", new Page.LocatorOptions().setHasText("Full"))
                .click();
        page.keyboard().press("Escape");
        assertThat(page.locator(CARDS).nth(2).locator(".card-value")).hasText("7", WITHIN);
        assertThat(page.locator(CARDS).nth(2)).hasAttribute("data-size", "l");

        page.locator(".board-tools").getByText("Copy YAML").click();

        assertThat(page.locator("#board [role=status]")).containsText("copied");
        assertThat(clipboard()).isEqualTo("""
                title: My board
                charts:
                  - title: board_a
                    query: "board_a{job=\\"boards\\"}"
                  - title: board_b
                    query: "board_b{job=\\"boards\\"}"
                  - title: board_c
                    query: "board_c{job=\\"boards\\"}"
                    aggregate: sum
                    size: l
                """);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aLinkShowsTheBoardInAnyBrowser() {
        makeBoard();

        page.locator(".board-tools").getByText("Copy link").click();
        assertThat(page.locator("#board [role=status]")).containsText("copied");
        String link = clipboard();
        use(new Browser.NewContextOptions().setViewportSize(1280, 1200));
        page.navigate(link);

        assertThat(page.locator("#board .board-title")).hasText("My board");
        assertThat(page.locator(CARDS)).hasCount(3);
        assertThat(page.locator(CARDS).nth(1).locator(".card-value")).hasText("2", WITHIN);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aBoardIsRenamedAndDeleted() {
        makeBoard();

        page.getByText("Rename").click();
        page.locator(".board-rename input").fill("Shop <b>1</b>");
        page.keyboard().press("Enter");
        assertThat(page.locator("#board .board-title")).hasText("Shop <b>1</b>");
        assertThat(page.locator(CARDS)).hasCount(3);
        page.locator(".board-tools").getByText("Delete").click();
        page.locator(".board-tools")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(page.locator("#nav-boards li")).hasCount(0);
        assertThat(page.locator(CPU_CHART)).isVisible();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void anAddressThatNamesWhatIsGoneSaysSo() {
        page.navigate(server + "?board=gone");
        assertThat(page.locator("#board [role=status]")).hasText(Pattern.compile("There is no board “gone” here"));
        page.navigate(server + "?board=own:Mine");
        assertThat(page.locator("#board [role=status]")).containsText("kept in the browser that made it");
        page.navigate(server + "?view=nonsense");

        assertThat(page.locator("#board .board-title")).hasText("No such board");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void oneChartIsEmbedded() {
        act(card("job-boards/board_b"), "Copy embed code");
        String code = clipboard();
        assertThat(code).startsWith("<iframe src=\"http").contains("embed=1");
        String url = code.replaceAll("(?s).*src=\"([^\"]*)\".*", "$1").replace("&amp;", "&");

        page.setViewportSize(640, 280);
        page.navigate(url);

        assertThat(page.locator("figure.card:visible")).hasCount(1);
        assertThat(page.locator(CARDS + " .card-value")).hasText("2", WITHIN);
        assertThat(page.locator(".bar")).isHidden();
        assertThat(page.evaluate("document.documentElement.scrollHeight")).isEqualTo(280);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aLinkLeadsToExactlyThisView() {
        page.locator("#search").fill("board_c");
        page.locator("input[name=range][value='1']").locator("..").click();
        page.locator("#pause").click();

        page.locator("[popovertarget=more]").click();
        page.locator("#copy-link").click();
        assertThat(page.locator("#more-said")).hasText("The link is copied.");
        String link = clipboard();
        use(new Browser.NewContextOptions().setViewportSize(1280, 1200));
        page.navigate(link);

        assertThat(page.locator("#search")).hasValue("board_c");
        assertThat(page.locator("input[name=range][value='1']")).isChecked();
        assertThat(page.locator("#pause-text")).hasText("Back to live");
        assertThat(page.locator("#found")).hasText(Pattern.compile("1 of \\d+ metrics"));
    }
}
