package io.pulseboard.ingest.statsd;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.metric.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Counts what is not taken, by reason, and logs one such line a minute: senders cannot be told, and a log that grew with every bad datagram
 * would be a way to fill the disk. Confined to one thread.
 */
final class FaultLog {
    private static final Logger LOG = Logger.getLogger(FaultLog.class);
    private static final long QUIET_MILLIS = 60_000;
    private static final int LONGEST_EXCERPT = 128;

    private final Map<Fault, Counter> counters = new EnumMap<>(Fault.class);
    private final InstantSource clock;
    private final Consumer<String> log;
    private long nextMillis = Long.MIN_VALUE;

    FaultLog(MeterRegistry registry, InstantSource clock) {
        this(registry, clock, LOG::warn);
    }

    /**
     * @param log takes the lines
     */
    FaultLog(MeterRegistry registry, InstantSource clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
        for (Fault fault : Fault.values()) {
            counters.put(
                    fault,
                    Counter.builder("pulseboard.statsd.refused")
                            .description("Lines and values that were not taken, by reason.")
                            .tag("reason", fault.text())
                            .register(registry));
        }
    }

    /** Counts a line. */
    void count(Fault fault, byte[] bytes, int from, int to) {
        if (count(fault)) {
            int length = Math.min(to - from, LONGEST_EXCERPT);
            tell(fault, new String(bytes, from, length, StandardCharsets.UTF_8), to - from > length);
        }
    }

    /** Counts a value of this series. */
    void count(Fault fault, SeriesKey key) {
        if (count(fault)) {
            String text = key.toString();
            tell(fault, text.substring(0, Math.min(text.length(), LONGEST_EXCERPT)), text.length() > LONGEST_EXCERPT);
        }
    }

    /** Whether it is to be told as well. */
    private boolean count(Fault fault) {
        Objects.requireNonNull(counters.get(fault)).increment();
        return !fault.isExpected() && clock.millis() >= nextMillis;
    }

    private void tell(Fault fault, String text, boolean cut) {
        nextMillis = clock.millis() + QUIET_MILLIS;
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(c -> shown.append(Character.isISOControl(c) ? '?' : (char) c));
        log.accept("statsd line not taken reason=" + fault.text() + " line='" + shown + (cut ? "..." : "")
                + "'; further ones are counted only, for a minute");
    }
}
