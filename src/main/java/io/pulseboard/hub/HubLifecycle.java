package io.pulseboard.hub;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.store.SeriesLimits;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes the hub from the configuration, and gives it its thread and its ticks. */
@Singleton
final class HubLifecycle {
    private static final Duration SHORTEST_TICK = Duration.ofMillis(100);
    private static final Duration LONGEST_TICK = Duration.ofMinutes(1);
    private static final int MOST_ANNOTATIONS = 100_000;

    private final HubSettings settings;
    private final Hub hub;
    private final Ticker ticker;
    private final ScheduledThreadPoolExecutor thread;

    HubLifecycle(HubConfig config, MeterRegistry registry) {
        this.settings = settings(config);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread hubThread = new Thread(task, "pulseboard-hub");
            hubThread.setDaemon(true);
            return hubThread;
        });
        InstantSource clock = InstantSource.system();
        // Seconds since the epoch in base 36: short, and never the same for two lives of one server.
        String epoch = Long.toString(clock.millis() / 1000, 36);
        this.hub = new Hub(settings, epoch, thread, clock, registry);
        this.ticker = new Ticker(hub, settings.tick(), thread, clock);
    }

    @Produces
    @Singleton
    Hub hub() {
        return hub;
    }

    void start(@Observes StartupEvent event) {
        ticker.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    static HubSettings settings(HubConfig config) {
        within("pulseboard.tick", config.tick(), SHORTEST_TICK, LONGEST_TICK);
        within("pulseboard.ring.window", config.ring().window(), config.tick(), Duration.ofHours(24));
        within("pulseboard.history.fine", config.history().fine(), config.tick(), Duration.ofHours(1));
        within("pulseboard.history.coarse-step", config.history().coarseStep(), config.tick(), Duration.ofHours(1));
        within(
                "pulseboard.history.coarse",
                config.history().coarse(),
                config.history().coarseStep(),
                Duration.ofHours(24));
        within("pulseboard.stream.heartbeat", config.stream().heartbeat(), Duration.ofSeconds(1), Duration.ofHours(1));
        within(
                "pulseboard.stream.stall-timeout",
                config.stream().stallTimeout(),
                Duration.ofSeconds(1),
                Duration.ofHours(1));
        positive("pulseboard.stream.max-feeds", config.stream().maxFeeds());
        return new HubSettings(
                config.tick(),
                config.ring().window(),
                config.ring()
                        .maxBytes()
                        .map(size -> size.asLongValue())
                        .orElse(Runtime.getRuntime().maxMemory() / 8),
                config.history().fine(),
                config.history().coarseStep(),
                config.history().coarse(),
                config.stream().heartbeat(),
                config.stream().stallTimeout(),
                config.stream().maxFeeds(),
                config.series().idle(),
                config.series().staleRetention(),
                within("pulseboard.annotation.max-held", config.annotation().maxHeld(), MOST_ANNOTATIONS),
                limits(config.series()));
    }

    private static SeriesLimits limits(HubConfig.SeriesConfig series) {
        within("pulseboard.series.idle", series.idle(), Duration.ZERO, Duration.ofDays(30));
        within("pulseboard.series.stale-retention", series.staleRetention(), Duration.ZERO, Duration.ofDays(1));
        within("pulseboard.series.max-future", series.maxFuture(), Duration.ZERO, Duration.ofDays(1));
        return new SeriesLimits(
                positive("pulseboard.series.max", series.max()),
                positive("pulseboard.series.max-per-metric", series.maxPerMetric()),
                positive("pulseboard.series.max-per-source", series.maxPerSource()),
                positive("pulseboard.series.max-labels", series.maxLabels()),
                positive("pulseboard.series.max-name-bytes", series.maxNameBytes()),
                positive("pulseboard.series.max-value-bytes", series.maxValueBytes()),
                series.maxFuture());
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigurationException(key + " = " + value + " is not between " + least + " and " + most);
        }
    }

    private static int within(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new ConfigurationException(key + " = " + value + " is not between 1 and " + most);
        }
        return value;
    }

    private static int positive(String key, int value) {
        if (value <= 0) {
            throw new ConfigurationException(key + " = " + value + " is not a positive number");
        }
        return value;
    }
}
