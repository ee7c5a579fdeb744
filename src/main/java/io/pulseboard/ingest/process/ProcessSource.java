package io.pulseboard.ingest.process;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.pulseboard.hub.SampleSink;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Has the meters of this process sampled at their interval, shortly before a whole multiple of it, which is where ticks are: the
 * scheduler says which second, a timer says when in it.
 */
@Singleton
final class ProcessSource {
    private static final Logger LOG = Logger.getLogger(ProcessSource.class);
    private static final Duration LONGEST = Duration.ofHours(1);
    /** Time for a sample to be taken before its tick, and not at the moment at which the host is sampled. */
    private static final long LEAD_MILLIS = 150;

    private final ProcessConfig config;
    private final Scheduler scheduler;
    private final Vertx vertx;
    private final InstantSource clock = InstantSource.system();
    private final ProcessSampler sampler;
    private volatile boolean stopped;
    private long armed;

    ProcessSource(
            ProcessConfig config, Scheduler scheduler, Vertx vertx, PrometheusMeterRegistry registry, SampleSink sink) {
        this.config = config;
        this.scheduler = scheduler;
        this.vertx = vertx;
        this.sampler = new ProcessSampler(writer -> registry.scrape(writer, TextFormat.CONTENT_TYPE_004), sink, clock);
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        long period = period().toMillis();
        sample();
        scheduler
                .newJob("pulseboard-process")
                .setInterval(config.every().toString())
                .setAsyncTask(execution -> {
                    arm(period);
                    return Uni.createFrom().voidItem();
                })
                .schedule();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private Duration period() {
        Duration every = config.every();
        boolean whole = every.equals(Duration.ofSeconds(every.toSeconds()));
        if (!whole || every.isZero() || every.isNegative() || every.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(
                    "pulseboard.process.every = " + every + " is not a whole number of seconds from 1 to 3600");
        }
        return every;
    }

    private synchronized void arm(long period) {
        long now = clock.millis();
        long point = ((now + LEAD_MILLIS) / period + 1) * period - LEAD_MILLIS;
        // The scheduler's phase may waver around a whole second; each point is armed once.
        if (point != armed) {
            armed = point;
            vertx.setTimer(Math.max(1, point - now), fired -> sample());
        }
    }

    private void sample() {
        if (!stopped) {
            vertx.executeBlocking(sampler::sample, false)
                    .onFailure(cause -> LOG.errorf(cause, "process sample failed"));
        }
    }
}
