package io.pulseboard.operations;

import io.pulseboard.hub.Hub;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends all streams when the server is told to stop: each gets a {@code bye} and is closed, spread over {@code pulseboard.drain}, so
 * that the viewers do not fall on the next server all at once. It begins before Quarkus waits for open requests
 * ({@code quarkus.shutdown.timeout}, which must be longer), as streams are open requests that never end by themselves.
 */
@Singleton
final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);

    private final Hub hub;
    private final Duration spread;

    Drain(
            Hub hub,
            DrainConfig config,
            @ConfigProperty(name = "quarkus.shutdown.timeout", defaultValue = "15s") Duration timeout) {
        if (config.drain().isNegative() || config.drain().compareTo(timeout) >= 0) {
            throw new ConfigurationException("pulseboard.drain = " + config.drain()
                    + " must be shorter than quarkus.shutdown.timeout = " + timeout);
        }
        this.hub = hub;
        this.spread = config.drain();
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.infof("closing streams spread=%s", spread);
        hub.drain(spread).subscribe().with(done -> LOG.info("streams closed"));
    }
}
