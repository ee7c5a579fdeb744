package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.operations.Artefact;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of what the build left, jar, executable or image ({@link Artefact}), with the machine that it runs on, in a real browser. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class ProgramInBrowserIT extends InBrowser {
    private static final String TOKEN = "in-the-browser";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final LocatorAssertions.HasTextOptions WITHIN =
            new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE.toMillis());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Artefact program;

    private static String address = "";

    @SuppressWarnings("NullAway.Init")
    private Tab tab;

    @SuppressWarnings("NullAway.Init")
    private Page page;

    @BeforeAll
    static void start() {
        program = Artefact.start(
                directory,
                Map.of(),
                List.of(
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=0",
                        "-Dpulseboard.drain=0s",
                        "-Dpulseboard.ingest.token=" + TOKEN));
        address = "http://127.0.0.1:" + program.awaitPort("http");
    }

    @AfterAll
    static void end() {
        program.close();
    }

    @BeforeEach
    void open() {
        tab = chromium.open();
        page = tab.page();
        page.setDefaultTimeout(PATIENCE.toMillis());
    }

    @AfterEach
    void close() {
        tab.close();
    }

    private static void push(String line) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/metrics/job/browser"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(line + "\n"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theDashboardDrawsTheMachine() {
        page.navigate(address);

        page.waitForSelector("#connection[data-state='live']");
        page.waitForFunction("() => document.querySelector(\"" + Dashboard.CPU_CHART + "\")?.dataset.points >= 5");
        assertThat(page.locator("[data-panel='tile/memory'] .tile-number")).hasText(Pattern.compile("\\d"), WITHIN);
        page.waitForFunction(
                "() => { const canvas = document.querySelector(\"[data-panel='overview/cpu'] canvas\");"
                        + " return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0); }");
        assertThat(tab.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"sse, SSE", "websocket, WebSocket"})
    void aPushedValueComesToTheScreen(String transport, String name) throws IOException, InterruptedException {
        String metric = "it_orders_" + transport;
        String value = "figure[data-panel='job-browser/" + metric + "'] .card-value";
        push(metric + " 42");
        page.navigate(address + "/?transport=" + transport);
        assertThat(page.locator("[data-state-text]")).hasText(Pattern.compile("Live · " + name), WITHIN);
        page.locator(value).scrollIntoViewIfNeeded();
        assertThat(page.locator(value)).hasText("42", WITHIN);

        push(metric + " 43");

        assertThat(page.locator(value)).hasText("43", WITHIN);
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void bothLanesOfTheComparisonGetEverything() {
        page.navigate(address + "/compare?exp=cut");

        page.waitForSelector("#result[data-done='cut']");

        assertThat(page.locator("#result")).containsText("Score: 0 missed, 0 doubled.");
    }

    @Test
    void theDoctorTestsTheWay() {
        page.navigate(address + "/doctor?silence=2");
        page.waitForSelector("body[data-ready]");

        page.getByText("Test the way").click();

        page.waitForSelector(
                "body[data-done='six-connections']", new Page.WaitForSelectorOptions().setTimeout(120_000));
    }
}
