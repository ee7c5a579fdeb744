package io.pulseboard.delivery;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/**
 * One start of the application for all tests that watch streams from outside: quick ticks and heartbeats, nothing but what the
 * tests put in, and TLS.
 */
public class LiveStreams implements QuarkusTestProfile {
    /** What writers have to show. */
    public static final String TOKEN = "let-me-in";

    /** The time between two ticks. */
    public static final long TICK_MILLIS = 200;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>();
        settings.put("pulseboard.tick", TICK_MILLIS + "ms");
        settings.put("pulseboard.stream.heartbeat", "1s");
        settings.put("pulseboard.host.enabled", "false");
        settings.put("pulseboard.process.enabled", "false");
        settings.put("pulseboard.ingest.token", TOKEN);
        TestCertificate certificate = TestCertificate.get();
        settings.put(
                "quarkus.tls.key-store.pem.0.cert", certificate.certificate().toString());
        settings.put("quarkus.tls.key-store.pem.0.key", certificate.key().toString());
        return settings;
    }
}
