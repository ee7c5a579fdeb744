package io.pulseboard.operations;

import io.pulseboard.hub.Hub;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive as long as it ticks. A tick that is late is no reason to be killed; one that has not come for long is. */
@Liveness
@Singleton
final class LiveCheck implements HealthCheck {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final Hub hub;

    LiveCheck(Hub hub) {
        this.hub = hub;
    }

    @Override
    public HealthCheckResponse call() {
        Duration since = hub.sinceTick();
        Duration longest = hub.tickInterval().multipliedBy(10).plus(LONGEST_SILENCE);
        return HealthCheckResponse.named("ticks")
                .status(since.compareTo(longest) < 0)
                .withData("last_tick_ms_ago", since.toMillis())
                .build();
    }
}
