package io.pulseboard.ingest.host;

/**
 * What is told about the own container: the names of cAdvisor, without its labels, since here there is only one. A limit that is not
 * set has no series.
 */
final class ContainerFamilies {
    static final Family CPU_USAGE =
            Family.counter("container_cpu_usage_seconds_total", "seconds", "CPU time that the container used.");
    static final Family CPU_USER = Family.counter(
            "container_cpu_user_seconds_total", "seconds", "CPU time that the container used in its programs.");
    static final Family CPU_SYSTEM = Family.counter(
            "container_cpu_system_seconds_total", "seconds", "CPU time that the container used in the kernel.");
    static final Family CPU_PERIODS = Family.counter(
            "container_cpu_cfs_periods_total", "", "Enforcement periods in which the container wanted the CPU.");
    static final Family CPU_THROTTLED_PERIODS = Family.counter(
            "container_cpu_cfs_throttled_periods_total",
            "",
            "Enforcement periods in which the container was throttled.");
    static final Family CPU_THROTTLED = Family.counter(
            "container_cpu_cfs_throttled_seconds_total", "seconds", "Time for which the container was throttled.");
    static final Family CPU_QUOTA = Family.gauge(
            "container_spec_cpu_quota", "", "CPU time in microseconds that the container may use per period.");
    static final Family CPU_PERIOD =
            Family.gauge("container_spec_cpu_period", "", "Length of an enforcement period in microseconds.");
    static final Family MEMORY_USAGE =
            Family.gauge("container_memory_usage_bytes", "bytes", "Memory that the container uses, caches too.");
    static final Family MEMORY_WORKING_SET = Family.gauge(
            "container_memory_working_set_bytes",
            "bytes",
            "Memory that the container uses, without file caches that the kernel could drop.");
    static final Family MEMORY_RSS =
            Family.gauge("container_memory_rss", "", "Bytes of memory that hold no file's content.");
    static final Family MEMORY_CACHE = Family.gauge("container_memory_cache", "", "Bytes of memory that cache files.");
    static final Family MEMORY_SWAP =
            Family.gauge("container_memory_swap", "", "Bytes of swap that the container uses.");
    static final Family MEMORY_LIMIT =
            Family.gauge("container_spec_memory_limit_bytes", "bytes", "Memory that the container may use.");
    static final Family OOM_EVENTS = Family.counter(
            "container_oom_events_total", "", "Processes of the container killed because memory ran out.");
    static final Family THREADS = Family.gauge("container_threads", "", "Processes and threads in the container.");
    static final Family THREADS_MAX =
            Family.gauge("container_threads_max", "", "Processes and threads that the container may have.");

    private ContainerFamilies() {}
}
