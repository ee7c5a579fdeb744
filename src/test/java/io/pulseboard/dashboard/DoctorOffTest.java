package io.pulseboard.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.SocketClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server without a stream doctor. */
@QuarkusTest
@TestProfile(DoctorOffTest.Off.class)
class DoctorOffTest {
    /** As the other streams, and nobody is tested. */
    public static final class Off extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("pulseboard.doctor.enabled", "false");
            return settings;
        }
    }

    @TestHTTPResource("/doctor")
    @SuppressWarnings("NullAway.Init")
    URI doctor;

    @ParameterizedTest
    @ValueSource(strings = {"/doctor/seen", "/doctor/stream", "/doctor/stream?every=5", "/doctor/ws"})
    void itSaysWhyThereIsNothing(String path) {
        RestAssured.get(path)
                .then()
                .statusCode(404)
                .body("code", Matchers.equalTo("doctor_off"))
                .body("message", Matchers.containsString("pulseboard.doctor.enabled is false"));
    }

    @Test
    void noWebSocketOpens() {
        URI socket = Board.address("ws", RestAssured.port, "/doctor/ws", "idle", "5");

        assertThat(SocketClient.refusal(socket, Map.of())).isEqualTo(404);
    }

    @Test
    @EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
    void thePageSaysSo() {
        try (Chromium chromium = Chromium.launch();
                Tab tab = chromium.open()) {
            Page page = tab.page();
            page.navigate(doctor.toString());

            assertThat(page.locator("#summary"))
                    .hasText("Nothing can be tested: the stream doctor is off: pulseboard.doctor.enabled is false.");
            assertThat(page.locator("#run")).isDisabled();
        }
    }
}
