package io.pulseboard.dashboard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Has the configured folder read at the start and then every two seconds. Safe for use by any thread. */
@Singleton
final class BoardSource {
    private static final String EVERY = "2s";

    private final @Nullable BoardFolder folder;
    private final Scheduler scheduler;
    private final MeterRegistry registry;

    BoardSource(DashboardsConfig config, Scheduler scheduler, MeterRegistry registry) {
        this.folder = config.dashboards().map(BoardFolder::new).orElse(null);
        this.scheduler = scheduler;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        BoardFolder source = folder;
        if (source == null) {
            return;
        }
        gauge("loaded", Boards::loaded);
        gauge("error", Boards::failed);
        source.scan();
        scheduler
                .newJob("pulseboard-dashboards")
                .setInterval(EVERY)
                // A file system that does not answer holds one thread and not one more every two seconds.
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> source.scan())
                .schedule();
    }

    private void gauge(String state, ToDoubleFunction<Boards> count) {
        Gauge.builder("pulseboard.dashboards", this, source -> count.applyAsDouble(source.boards()))
                .description("Boards that can be shown, and files of boards that are in error")
                .tag("state", state)
                .register(registry);
    }

    /** The boards as they were last read. */
    Boards boards() {
        return folder == null ? Boards.NONE : folder.boards();
    }
}
