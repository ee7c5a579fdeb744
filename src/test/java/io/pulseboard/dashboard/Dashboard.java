package io.pulseboard.dashboard;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.lessThan;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.pulseboard.dashboard.Chromium.Tab;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The page in a real browser on the running server with the real host, and what a person does with it. */
@SuppressWarnings("NullAway.Init")
abstract class Dashboard extends InBrowser {
    static final String TOKEN = "a-token-for-the-page-test";
    static final String CPU_CHART = "[data-panel='overview/cpu'] .plot[data-points]";
    /** Jobs that a test has pushed: with too many of them, the page would close their sections for the next one. */
    private static final Set<String> PUSHED = new HashSet<>();

    static final LocatorAssertions.HasTextOptions WITHIN = new LocatorAssertions.HasTextOptions().setTimeout(20_000);

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    URI server;

    @SuppressWarnings("NullAway.Init")
    Tab tab;

    @SuppressWarnings("NullAway.Init")
    Page page;

    /** Pushing is allowed to whoever knows the token. */
    public static final class Writable implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("pulseboard.ingest.token", TOKEN, "pulseboard.host.enabled", "true");
        }
    }

    @BeforeEach
    void open() {
        use(new Browser.NewContextOptions().setViewportSize(1280, 1200));
    }

    @AfterEach
    void close() {
        tab.close();
        PUSHED.forEach(job -> given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + TOKEN)
                .delete("/metrics/job/" + job)
                .then()
                .statusCode(lessThan(300)));
        PUSHED.clear();
    }

    void use(Browser.NewContextOptions options) {
        if (tab != null) {
            tab.close();
        }
        tab = chromium.open(options);
        page = tab.page();
    }

    /** Opens the page and waits until it draws. */
    void visit(String url) {
        page.navigate(url);
        page.waitForSelector(CPU_CHART);
        waitForState("live");
    }

    void visit() {
        visit(server.toString());
    }

    void waitForState(String state) {
        page.waitForSelector("#connection[data-state='" + state + "']");
    }

    static void push(String job, String text) {
        PUSHED.add(job);
        given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + TOKEN)
                .body(text)
                .post("/metrics/job/" + job)
                .then()
                .statusCode(200);
    }

    Locator card(String panel) {
        return page.locator("figure[data-panel='" + panel + "']");
    }

    int points(String selector) {
        String points = page.locator(selector).getAttribute("data-points");
        return Integer.parseInt(points);
    }

    void openConnection() {
        page.locator("#connection .button").click();
        page.waitForSelector("#connection-details dd");
    }

    /** A number in the connection's details. */
    String statistic(String name) {
        return (String) page.evaluate(
                "name => [...document.querySelectorAll('[data-stats] dt')].find(each => each.textContent === name)"
                        + "?.nextElementSibling.textContent ?? ''",
                name);
    }
}
