package io.pulseboard.operations;

import io.pulseboard.delivery.StreamAdmission;
import io.pulseboard.hub.Hub;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Ends all streams when the server is told to stop: each gets a {@code bye} and is closed, spread over {@code pulseboard.drain}, so
 * that the viewers do not fall on the next server all at once.
 *
 * <p>It holds the shutdown up until that is done, at the one point where the server still answers. Quarkus's own waiting for open
 * requests ({@code quarkus.shutdown.timeout}) is no use here: it comes after that, and counts every WebSocket that there ever was
 * as a request that is still open.
 */
@Singleton
final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** For the last ones to be told, and for clients to answer. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Hub hub;
    private final StreamAdmission admission;
    private final Duration spread;

    Drain(Hub hub, StreamAdmission admission, DrainConfig config) {
        if (config.drain().isNegative() || config.drain().compareTo(LONGEST) > 0) {
            throw new ConfigurationException("pulseboard.drain = " + config.drain() + " is not between 0 and "
                    + LONGEST.toMinutes() + " minutes");
        }
        this.hub = hub;
        this.admission = admission;
        this.spread = config.drain();
    }

    /** On the thread that shuts down. */
    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.infof("closing streams spread=%s", spread);
        try {
            hub.drain(spread).await().atMost(spread.plus(GRACE));
            // A WebSocket is closed when its client has answered.
            if (admission.awaitEmpty(GRACE)) {
                LOG.info("streams closed");
                return;
            }
        } catch (TimeoutException late) {
            LOG.debug("not everybody could be told", late);
        }
        LOG.warnf("some streams are still open after spread=%s", spread);
    }
}
