package io.pulseboard.operations;

import io.pulseboard.hub.Hub;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Ready once the first host sample is in a tick, so that whoever is let in sees something; without the host source, once there was
 * a tick.
 */
@Readiness
@Startup
@Singleton
final class ReadyCheck implements HealthCheck {
    private final Hub hub;
    private final boolean hostEnabled;

    ReadyCheck(Hub hub, @ConfigProperty(name = "pulseboard.host.enabled", defaultValue = "true") boolean hostEnabled) {
        this.hub = hub;
        this.hostEnabled = hostEnabled;
    }

    @Override
    public HealthCheckResponse call() {
        boolean ready = hostEnabled ? hub.hasTicked("host") : hub.hasTicked();
        return HealthCheckResponse.named("first-tick")
                .status(ready)
                .withData("position", hub.position().toString())
                .build();
    }
}
