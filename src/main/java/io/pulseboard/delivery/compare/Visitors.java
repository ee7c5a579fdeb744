package io.pulseboard.delivery.compare;

import io.pulseboard.http.PerMinute;
import io.pulseboard.hub.Hub;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The visitors that are here, and those that have been until a minute ago: who was cut off comes back, and is the same. No more than
 * {@code pulseboard.compare.max-visitors}; streams of others are streams like any. Safe for use by any thread.
 */
@Singleton
final class Visitors {
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** Before the streams are ended, which holds the shutdown up for a while. */
    private static final int BEFORE_THE_STREAMS = 1000;

    private static final int MOST_VISITORS = 100_000;
    private static final int MOST_PER_MINUTE = 6000;

    /** Several visitors may share an address. */
    private static final int PER_ADDRESS = 4;

    private final int maxVisitors;
    private final int maxPerMinute;
    private final LongSupplier newestTick;
    private final LongSupplier nanoTime;
    private final Map<String, Seen> visitors = new LinkedHashMap<>();
    private final Map<String, PerMinute> addresses = new LinkedHashMap<>(16, 0.75f, true);
    private volatile boolean stopping;

    private static final class Seen {
        private final Visitor visitor;
        private long atNanos;

        private Seen(Visitor visitor) {
            this.visitor = visitor;
        }
    }

    @Inject
    Visitors(CompareConfig config, Hub hub) {
        this(config.maxVisitors(), config.maxPerMinute(), () -> hub.position().seq(), System::nanoTime);
    }

    /**
     * @param newestTick the number of the newest tick
     * @throws ConfigurationException if a limit makes no sense, naming the setting
     */
    Visitors(int maxVisitors, int maxPerMinute, LongSupplier newestTick, LongSupplier nanoTime) {
        requireRange("pulseboard.compare.max-visitors", maxVisitors, MOST_VISITORS);
        requireRange("pulseboard.compare.max-per-minute", maxPerMinute, MOST_PER_MINUTE);
        this.maxVisitors = maxVisitors;
        this.maxPerMinute = maxPerMinute;
        this.newestTick = newestTick;
        this.nanoTime = nanoTime;
    }

    private static void requireRange(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new ConfigurationException(key + " = " + value + " is not between 1 and " + most);
        }
    }

    /** Nothing is held back any more, so that {@code bye} arrives; no experiment begins. On the thread that shuts down. */
    void stop(@Observes @Priority(BEFORE_THE_STREAMS) ShutdownDelayInitiatedEvent event) {
        stop();
    }

    void stop() {
        List<Visitor> all;
        synchronized (this) {
            stopping = true;
            all = visitors.values().stream().map(seen -> seen.visitor).toList();
        }
        all.forEach(visitor -> visitor.lanes().forEach(Lane::letGo));
    }

    /** Whether the server is stopping. */
    boolean isStopping() {
        return stopping;
    }

    /** Who has this id, old or new; null if there are as many as may be. */
    synchronized @Nullable Visitor enter(String id) {
        Seen known = visitors.get(id);
        if (known == null) {
            if (visitors.size() >= maxVisitors) {
                forgetTheGone();
            }
            if (visitors.size() >= maxVisitors) {
                return null;
            }
            known = new Seen(new Visitor(new PerMinute(maxPerMinute, nanoTime), new Turns(newestTick)));
            visitors.put(id, known);
        }
        known.atNanos = nanoTime.getAsLong();
        return known.visitor;
    }

    /** Who has this id, null if nobody. */
    synchronized @Nullable Visitor find(String id) {
        Seen known = visitors.get(id);
        return known == null ? null : known.visitor;
    }

    /** A stream of theirs has ended: from now on they are kept for a minute. */
    synchronized void left(String id) {
        Seen known = visitors.get(id);
        if (known != null) {
            known.atNanos = nanoTime.getAsLong();
        }
    }

    private void forgetTheGone() {
        long now = nanoTime.getAsLong();
        visitors.values()
                .removeIf(seen ->
                        now - seen.atNanos > KEPT_NANOS && seen.visitor.lanes().isEmpty());
    }

    /** How often experiments may come from this address; of those that come longest ago, one is forgotten for each that is new. */
    synchronized PerMinute rate(String address) {
        PerMinute rate = addresses.computeIfAbsent(address, a -> new PerMinute(maxPerMinute * PER_ADDRESS, nanoTime));
        if (addresses.size() > maxVisitors) {
            addresses.remove(addresses.keySet().iterator().next());
        }
        return rate;
    }
}
