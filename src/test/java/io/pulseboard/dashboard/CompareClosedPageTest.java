package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.pulseboard.dashboard.Chromium.Tab;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** {@code /compare} where experiments are closed. */
@QuarkusTest
@TestProfile(CompareClosedPageTest.Closed.class)
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class CompareClosedPageTest {
    @TestHTTPResource("/compare")
    @SuppressWarnings("NullAway.Init")
    URI address;

    /** Experiments are closed. */
    public static class Closed extends ComparePageTest.Watched {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("pulseboard.compare.enabled", "false");
            return settings;
        }
    }

    @Test
    void thePageSaysSoAndItsLanesWork() {
        try (Chromium chromium = Chromium.launch();
                Tab tab = chromium.open()) {
            Page page = tab.page();
            page.navigate(address.toString());

            assertThat(page.locator("#notice")).hasText(Pattern.compile(".*pulseboard.compare.enabled is false.*"));
            assertThat(page.locator("button[data-experiment=cut]")).isDisabled();
            page.waitForSelector("#sse .state[data-state='live']");
            page.waitForSelector("#websocket .state[data-state='live']");
        }
    }
}
