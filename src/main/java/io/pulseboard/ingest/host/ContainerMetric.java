package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.util.Arrays;
import java.util.List;

/**
 * What is told about the own container: the names of cAdvisor, without its labels, since here there is only one. A limit that is not
 * set has no series.
 */
enum ContainerMetric {
    CPU_USAGE(Family.counter("container_cpu_usage_seconds_total", "seconds", "CPU time that the container used.")),
    CPU_USER(Family.counter(
            "container_cpu_user_seconds_total", "seconds", "CPU time that the container used in its programs.")),
    CPU_SYSTEM(Family.counter(
            "container_cpu_system_seconds_total", "seconds", "CPU time that the container used in the kernel.")),
    CPU_PERIODS(Family.counter(
            "container_cpu_cfs_periods_total", "", "Enforcement periods in which the container wanted the CPU.")),
    CPU_THROTTLED_PERIODS(Family.counter(
            "container_cpu_cfs_throttled_periods_total",
            "",
            "Enforcement periods in which the container was throttled.")),
    CPU_THROTTLED(Family.counter(
            "container_cpu_cfs_throttled_seconds_total", "seconds", "Time for which the container was throttled.")),
    CPU_QUOTA(Family.gauge(
            "container_spec_cpu_quota", "", "CPU time in microseconds that the container may use per period.")),
    CPU_PERIOD(Family.gauge("container_spec_cpu_period", "", "Length of an enforcement period in microseconds.")),
    MEMORY_USAGE(Family.gauge("container_memory_usage_bytes", "bytes", "Memory that the container uses, caches too.")),
    MEMORY_WORKING_SET(Family.gauge(
            "container_memory_working_set_bytes",
            "bytes",
            "Memory that the container uses, without file caches that the kernel could drop.")),
    MEMORY_RSS(Family.gauge("container_memory_rss", "", "Bytes of memory that hold no file's content.")),
    MEMORY_CACHE(Family.gauge("container_memory_cache", "", "Bytes of memory that cache files.")),
    MEMORY_SWAP(Family.gauge("container_memory_swap", "", "Bytes of swap that the container uses.")),
    MEMORY_LIMIT(Family.gauge("container_spec_memory_limit_bytes", "bytes", "Memory that the container may use.")),
    OOM_EVENTS(Family.counter(
            "container_oom_events_total", "", "Processes of the container killed because memory ran out.")),
    THREADS(Family.gauge("container_threads", "", "Processes and threads in the container.")),
    THREADS_MAX(Family.gauge("container_threads_max", "", "Processes and threads that the container may have."));

    private final Family family;

    ContainerMetric(Family family) {
        this.family = family;
    }

    /** A table of one row, whatever its identity, with the metrics in order of their ordinals. */
    static Table<String> table() {
        List<Series> series =
                Arrays.stream(values()).map(metric -> metric.family.series()).toList();
        return new Table<>(only -> series);
    }
}
