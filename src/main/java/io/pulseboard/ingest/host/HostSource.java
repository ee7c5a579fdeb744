package io.pulseboard.ingest.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pulseboard.hub.SampleSink;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of the host source: samples the host {@value #LEAD_MILLIS} ms before each whole multiple of
 * {@code pulseboard.host.every}, which is where ticks are, and once at the start.
 *
 * <p>The clockwork is a job of quarkus-scheduler per period, which does not sample itself but arms a one-shot timer for the next
 * point, computed from the wall clock; {@link SamplePoints} says how that keeps the samples aligned. How late they are in fact is
 * the timer {@code pulseboard.host.sample.delay}, how long one takes {@code pulseboard.host.sample}.
 */
@Singleton
public final class HostSource {
    /** Time for a sample to be read and appended before its tick: some 20 times what it takes. */
    static final long LEAD_MILLIS = 50;

    /**
     * How late the scheduler may call without a point being lost. It compares whole seconds, so when its own phase wavers around
     * one it leaves a call out now and then.
     */
    private static final long SLACK_MILLIS = 1300;

    private static final Logger LOG = Logger.getLogger(HostSource.class);

    private final HostConfig config;
    private final SampleSink sink;
    private final Scheduler scheduler;
    private final ScheduledExecutorService executor;
    private final MeterRegistry registry;
    private final InstantSource clock = InstantSource.system();
    private volatile @Nullable HostSampler sampler;
    private volatile boolean stopped;

    HostSource(
            HostConfig config,
            SampleSink sink,
            Scheduler scheduler,
            ScheduledExecutorService executor,
            MeterRegistry registry) {
        this.config = config;
        this.sink = sink;
        this.scheduler = scheduler;
        this.executor = executor;
        this.registry = registry;
    }

    /** Whether the host is sampled at all, as configured. */
    public boolean isEnabled() {
        return config.enabled();
    }

    /** Whether a sample of the host was handed to the sink, so that the next tick has it. */
    public boolean hasSampled() {
        HostSampler started = sampler;
        return started != null && started.hasSampled();
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) {
            LOG.info("host source is off key=pulseboard.host.enabled");
            return;
        }
        HostSettings settings = settings();
        HostReaders readers = HostReaders.at(settings.paths(), HostPaths.OWN, clock);
        FailureLog failures = new FailureLog(registry);
        HostSampler started = new HostSampler(
                sink, clock, new ReaderGroup(readers.fast(), failures), new ReaderGroup(readers.slow(), failures));
        sampler = started;
        // At once, so that the first tick has something to show.
        executor.execute(started::sampleSlow);
        executor.execute(started::sample);
        schedule(settings, started);
        LOG.infof(
                "host source started every=%s slowEvery=%s proc=%s sys=%s root=%s",
                settings.every(),
                settings.slowEvery(),
                settings.paths().proc(),
                settings.paths().sys(),
                settings.paths().root());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private HostSettings settings() {
        try {
            return HostSettings.of(config);
        } catch (IllegalArgumentException wrong) {
            // Without the cause: only where this is the root cause is it told in one line.
            throw new ConfigurationException(wrong.getMessage(), Set.of("pulseboard.host"));
        }
    }

    private void schedule(HostSettings settings, HostSampler started) {
        Timer duration = Timer.builder("pulseboard.host.sample")
                .description("How long it takes to sample the host.")
                .register(registry);
        Timer delay = Timer.builder("pulseboard.host.sample.delay")
                .description("How late a sample of the host starts.")
                .register(registry);
        SamplePoints points = new SamplePoints(settings.every().toMillis(), LEAD_MILLIS, SLACK_MILLIS);
        scheduler
                .newJob("pulseboard-host")
                .setInterval(settings.every().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setAsyncTask(execution -> {
                    long now = clock.millis();
                    for (long point : points.due(now)) {
                        ScheduledFuture<?> unused = executor.schedule(
                                () -> sampleAt(point, started, delay, duration), point - now, TimeUnit.MILLISECONDS);
                    }
                    return Uni.createFrom().voidItem();
                })
                .schedule();
        scheduler
                .newJob("pulseboard-host-slow")
                .setInterval(settings.slowEvery().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> started.sampleSlow())
                .schedule();
    }

    private void sampleAt(long point, HostSampler started, Timer delay, Timer duration) {
        if (!stopped) {
            delay.record(Duration.ofMillis(Math.max(0, clock.millis() - point)));
            try {
                duration.record(started::sample);
            } catch (RuntimeException failure) {
                // Nobody looks at the future of a timer.
                LOG.errorf(failure, "host sample failed point=%d", point);
            }
        }
    }
}
