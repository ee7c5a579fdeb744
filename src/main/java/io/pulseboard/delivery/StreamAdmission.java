package io.pulseboard.delivery;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.http.Problem;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets streams in as long as there is room, before anything is allocated for them. Safe for use by any thread.
 */
@Singleton
public final class StreamAdmission {
    /** After how many seconds who was turned away may try again; the value of {@code Retry-After}. */
    public static final int RETRY_AFTER_SECONDS = 30;

    private static final Logger LOG = Logger.getLogger(StreamAdmission.class);

    /** Descriptors left for everything that is not a stream: targets, files, the listening sockets, other requests. */
    private static final long RESERVED_DESCRIPTORS = 256;

    private final int maxConnections;
    private final int maxPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    StreamAdmission(DeliveryConfig config, MeterRegistry registry) {
        if (config.maxConnections() < 1) {
            throw new ConfigurationException(
                    "pulseboard.stream.max-connections = " + config.maxConnections() + " is not a positive number");
        }
        if (config.maxConnectionsPerAddress() < 0) {
            throw new ConfigurationException("pulseboard.stream.max-connections-per-address = "
                    + config.maxConnectionsPerAddress() + " is negative");
        }
        this.maxConnections = lowered(config.maxConnections());
        this.maxPerAddress = config.maxConnectionsPerAddress();
        this.registry = registry;
    }

    private static int lowered(int wanted) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            long possible = unix.getMaxFileDescriptorCount() - RESERVED_DESCRIPTORS;
            if (possible < wanted) {
                LOG.infof(
                        "fewer streams than configured fit the file descriptor limit"
                                + " pulseboard.stream.max-connections=%d descriptors=%d streams=%d",
                        wanted, unix.getMaxFileDescriptorCount(), Math.max(1, possible));
                return (int) Math.max(1, possible);
            }
        }
        return wanted;
    }

    /**
     * Lets one stream in. Whoever was let in calls {@link #leave} once.
     *
     * @param address of the client, without port
     * @return null if it is in; else why not, to be answered with 503 and {@code Retry-After}
     */
    public @Nullable Problem enter(String address) {
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            return tooMany();
        }
        if (maxPerAddress > 0 && perAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
            leave(address);
            return tooManyFrom(address);
        }
        return null;
    }

    /**
     * What {@link #enter} would say at this moment; counts as a refusal if it is no.
     *
     * @return null if there is room
     */
    public @Nullable Problem full(String address) {
        if (open.get() >= maxConnections) {
            return tooMany();
        }
        boolean addressFull = maxPerAddress > 0 && perAddress.getOrDefault(address, 0) >= maxPerAddress;
        return addressFull ? tooManyFrom(address) : null;
    }

    private Problem tooMany() {
        return refuse(
                "max-connections",
                "as many streams are open as pulseboard.stream.max-connections allows: " + maxConnections);
    }

    private Problem tooManyFrom(String address) {
        return refuse(
                "max-connections-per-address",
                "as many streams are open from " + address
                        + " as pulseboard.stream.max-connections-per-address allows: " + maxPerAddress);
    }

    private Problem refuse(String limit, String message) {
        registry.counter("pulseboard.streams.refused", "limit", limit).increment();
        return Problem.of("too_many_streams", message);
    }

    /**
     * Waits until no stream is open.
     *
     * @return whether that is so; false if the time was over first
     */
    public synchronized boolean awaitEmpty(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); open.get() > 0 && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return open.get() == 0;
    }

    private synchronized void wakeWaiters() {
        notifyAll();
    }

    /** A stream that was let in has ended. */
    public void leave(String address) {
        if (open.decrementAndGet() == 0) {
            wakeWaiters();
        }
        if (maxPerAddress > 0) {
            perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
        }
    }
}
