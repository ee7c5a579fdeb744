package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.pulseboard.dashboard.ScriptedServer.Connection;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The page with a server that says what a test tells it to: what seldom happens, and what should never. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class ScriptedPageTest extends ScriptedBrowser {
    @SuppressWarnings("NullAway.Init")
    private Page page;

    @BeforeEach
    void look() {
        page = tab.page();
    }

    private Connection visit() {
        page.navigate(server.url() + "index.html?transport=sse&shared=0");
        return server.next();
    }

    /** As it is served where there is no bundler for the platform that Pulseboard was built on. */
    @Test
    void thePageAlsoWorksWithItsModulesAsTheyAre() {
        for (String name : List.of("main.js", "page.css")) {
            page.route(
                    "**/app/" + name,
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setPath(Path.of("src/main/resources/META-INF/resources/app", name))
                            .setContentType(name.endsWith("js") ? "text/javascript" : "text/css")));
        }

        visit().send(message("snapshot", 1, define("'plain'") + ",'n':[0],'v':[7]"));

        assertThat(page.locator("figure[data-panel='pushed/plain'] .card-value"))
                .hasText("7");
        assertThat(page.locator(".bar")).hasCSS("display", "flex");
        assertThat(tab.errors()).isEmpty();
    }

    private static String define(String... keys) {
        StringBuilder json = new StringBuilder("'define':[");
        for (int i = 0; i < keys.length; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("[")
                    .append(i)
                    .append(",")
                    .append(keys[i])
                    .append(",'gauge','','']");
        }
        return json.append("]").toString();
    }

    private static String message(String type, int seq, String rest) {
        long ts = System.currentTimeMillis();
        String after = type.equals("update") ? "'after':'e-" + (seq - 1) + "'," : "";
        return "{'type':'" + type + "','id':'e-" + seq + "'," + after + "'ts':" + ts + "," + rest + "}";
    }

    private Locator card(String panel) {
        return page.locator("figure[data-panel='" + panel + "']");
    }

    @Test
    void aStaleSeriesDimsAndSaysHowOldItIs() {
        Connection stream = visit();
        stream.send(message("snapshot", 1, define("'queue'") + ",'n':[0],'v':[7]"));
        assertThat(card("pushed/queue").locator(".card-value")).hasText("7");

        stream.send(message("update", 2, "'n':[],'v':[],'states':{'0':'stale'}"));

        assertThat(card("pushed/queue")).hasClass(Pattern.compile("is-stale"));
        assertThat(card("pushed/queue").locator(".card-fresh")).hasText(Pattern.compile("last value \\d+ s ago"));
        assertThat(card("pushed/queue").locator(".card-value")).hasText("stale");
        stream.send(message("update", 3, "'n':[0],'v':[8]"));
        assertThat(card("pushed/queue")).not().hasClass(Pattern.compile("is-stale"));
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aChartSaysHowFreshItIsAndWhatWasMerged() {
        Connection stream = visit();
        stream.send(message("snapshot", 1, define("'queue'") + ",'n':[0],'v':[7]"));
        assertThat(card("pushed/queue").locator(".card-fresh")).hasText(Pattern.compile("from sample to screen"));

        stream.send("{'type':'update','id':'e-5','after':'e-1','ts':" + System.currentTimeMillis()
                + ",'merged':4,'n':[0],'v':[8]}");

        assertThat(card("pushed/queue").locator(".card-fresh")).hasText(Pattern.compile("4 merged"));
    }

    @Test
    void whatIsNoNumberSaysWhatItIs() {
        Connection stream = visit();
        stream.send(message(
                "snapshot",
                1,
                define("'a_nan'", "'b_up'", "'c_down'")
                        + ",'n':[0,1,2],'v':[null,null,null],'states':{'0':'nan','1':'+inf','2':'-inf'}"));

        assertThat(card("pushed/a_nan").locator(".card-value")).hasText("NaN");
        assertThat(card("pushed/b_up").locator(".card-value")).hasText("+Inf");
        assertThat(card("pushed/c_down").locator(".card-value")).hasText("−Inf");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void hostileNamesAreTextAndBreakNoLayout() {
        String huge = "x".repeat(4096);
        Connection stream = visit();
        stream.send(message(
                "snapshot",
                1,
                "'define':["
                        + "[0,'m{a=\\\"" + huge + "\\\"}','gauge','','<b>help</b> " + huge + "'],"
                        + "[1,'m{a=\\\"\\u202eevil\\u202c \\ud83d\\ude80 emoji\\\"}','gauge','<i>','']],"
                        + "'n':[0,1],'v':[1,2]"));

        assertThat(card("pushed/m").locator(".legend-item")).hasCount(2);
        assertThat(card("pushed/m").locator("b, i:not(.swatch)")).hasCount(0);
        assertThat(card("pushed/m").locator(".legend-label").nth(1)).hasText("evil 🚀 emoji");
        page.setViewportSize(390, 844);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(390);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void aReconnectIsAMarkOnTheTimeAxis() {
        Connection stream = visit();
        stream.send(message("snapshot", 1, define("'queue'") + ",'n':[0],'v':[7]"));
        assertThat(card("pushed/queue").locator(".card-value")).hasText("7");

        stream.cut();
        server.next().send(message("update", 2, "'n':[0],'v':[8]"));
        assertThat(card("pushed/queue").locator(".card-value")).hasText("8");
        page.locator("#to-notes").click();

        assertThat(page.locator("[data-notes-list]")).containsText("reconnected");
    }

    @Test
    void aNoteAppearsAsItIsSentAndIsText() {
        Connection stream = visit();
        stream.send(message("snapshot", 1, define("'queue'") + ",'n':[0],'v':[7]"));
        page.locator("#to-notes").click();

        stream.send("{'type':'annotation','id':7,'ts':" + System.currentTimeMillis()
                + ",'text':'deployed <b>1.2</b>','tags':['deploy']}");

        assertThat(page.locator(".note-text").first()).hasText("deployed <b>1.2</b>");
        assertThat(page.locator(".note .tag").first()).hasText("deploy");
        assertThat(tab.errors()).isEmpty();
    }
}
