package io.pulseboard.delivery.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions behind a proxy that ends TLS, configured as docs/security.md says. */
@QuarkusTest
@TestProfile(ProxiedSessionTest.BehindProxy.class)
class ProxiedSessionTest {
    private static final String TOKEN = "a-token-behind-a-proxy";

    public static final class BehindProxy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "pulseboard.ingest.token", TOKEN,
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "quarkus.http.proxy.allow-x-forwarded", "true",
                    "quarkus.http.proxy.trusted-proxies", "127.0.0.1");
        }
    }

    private static ValidatableResponse begin(String scheme) {
        return given().header("X-Forwarded-Proto", scheme)
                .contentType("application/json")
                .body("{\"token\":\"" + TOKEN + "\"}")
                .post("/session")
                .then()
                .statusCode(204);
    }

    @Test
    void aBrowserThatSpeaksHttpsWithTheProxyGetsASecureCookie() {
        begin("https").header("Set-Cookie", containsString("; Secure"));
    }

    @Test
    void aBrowserThatDoesNotGetsOneThatItCanSend() {
        begin("http").header("Set-Cookie", not(containsString("Secure")));
    }
}
