package io.pulseboard.delivery.doctor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The probes that run, as many as there may be. Safe for use by any thread. */
@Singleton
final class Probes {
    private static final int MOST_PROBES = 10_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Before the streams are ended, which holds the shutdown up for a while. */
    private static final int BEFORE_THE_STREAMS = 1000;

    private final boolean enabled;
    private final int max;
    private final int maxPerAddress;
    private final Duration maxDuration;
    private final MeterRegistry registry;

    /** Guarded by this. */
    private final Set<Probe> running = new HashSet<>();

    /** Guarded by this. */
    private final Map<String, Integer> perAddress = new HashMap<>();

    /** Guarded by this. */
    private boolean stopping;

    Probes(DoctorConfig config, MeterRegistry registry) {
        within("pulseboard.doctor.max-probes", config.maxProbes(), 1);
        within("pulseboard.doctor.max-probes-per-address", config.maxProbesPerAddress(), 0);
        maxDuration = config.maxDuration();
        if (maxDuration.compareTo(SHORTEST) < 0 || maxDuration.compareTo(LONGEST) > 0) {
            throw new ConfigurationException("pulseboard.doctor.max-duration = " + maxDuration + " is not between "
                    + SHORTEST.toSeconds() + " second and " + LONGEST.toMinutes() + " minutes");
        }
        this.enabled = config.enabled();
        this.max = config.maxProbes();
        this.maxPerAddress = config.maxProbesPerAddress();
        this.registry = registry;
        Gauge.builder("pulseboard.doctor.probes", this, Probes::count)
                .description("Probes of the stream doctor running now")
                .register(registry);
    }

    private static void within(String key, int value, int least) {
        if (value < least || value > MOST_PROBES) {
            throw new ConfigurationException(key + " = " + value + " is not between " + least + " and " + MOST_PROBES);
        }
    }

    /** How long a probe may take. */
    Duration maxDuration() {
        return maxDuration;
    }

    /**
     * Asks for nothing but that there is a doctor.
     *
     * @throws ProblemException with status 404 if it is off
     */
    void requireEnabled() {
        if (!enabled) {
            throw new ProblemException(
                    404, Problem.of("doctor_off", "the stream doctor is off: pulseboard.doctor.enabled is false"));
        }
    }

    /**
     * Asks for room for one more, before anything is made for it.
     *
     * @param address of the client, without port
     * @throws ProblemException with status 503 if there is none
     */
    void requireRoom(String address) {
        Problem full = full(address);
        if (full != null) {
            throw new ProblemException(503, full);
        }
    }

    private synchronized @Nullable Problem full(String address) {
        if (stopping) {
            return Problem.of("shutting_down", "the server is stopping");
        }
        if (running.size() >= max) {
            return refuse("max-probes", "as many probes are running as pulseboard.doctor.max-probes allows: " + max);
        }
        if (maxPerAddress > 0 && perAddress.getOrDefault(address, 0) >= maxPerAddress) {
            return refuse(
                    "max-probes-per-address",
                    "as many probes are running for " + address
                            + " as pulseboard.doctor.max-probes-per-address allows: " + maxPerAddress);
        }
        return null;
    }

    private Problem refuse(String limit, String message) {
        Counter.builder("pulseboard.doctor.refused")
                .description("Probes of the stream doctor refused, by the limit")
                .tag("limit", limit)
                .register(registry)
                .increment();
        return Problem.of("too_many_probes", message);
    }

    /**
     * Lets one in, which calls {@link #leave} when it is over.
     *
     * @return null if it is in; else why not
     */
    synchronized @Nullable Problem enter(Probe probe) {
        Problem full = full(probe.address());
        if (full == null) {
            running.add(probe);
            perAddress.merge(probe.address(), 1, Integer::sum);
        }
        return full;
    }

    /** One that was let in, or was not, is over. */
    synchronized void leave(Probe probe) {
        if (running.remove(probe)) {
            perAddress.computeIfPresent(probe.address(), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    private synchronized int count() {
        return running.size();
    }

    /** Ends them all, on the thread that shuts down. */
    void stop(@Observes @Priority(BEFORE_THE_STREAMS) ShutdownDelayInitiatedEvent event) {
        List<Probe> last;
        synchronized (this) {
            stopping = true;
            last = new ArrayList<>(running);
        }
        last.forEach(Probe::shutDown);
    }
}
