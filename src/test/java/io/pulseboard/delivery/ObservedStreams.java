package io.pulseboard.delivery;

import java.util.Map;

/**
 * As the other streams, but without heartbeats, so that what was sent is what was read; with what the framework can count, and with
 * a friend at another origin.
 */
public class ObservedStreams extends LiveStreams {
    static final String FRIEND = "https://friend.example";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = super.getConfigOverrides();
        settings.put("pulseboard.stream.heartbeat", "1h");
        settings.put("pulseboard.http.allowed-origins", FRIEND);
        settings.put("quarkus.websockets-next.server.metrics.enabled", "true");
        return settings;
    }
}
