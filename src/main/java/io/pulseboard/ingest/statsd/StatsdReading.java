package io.pulseboard.ingest.statsd;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Parses datagrams, adds their values up, and flushes at whole multiples of the interval, shortly before the tick. Confined to the socket's
 * thread.
 */
final class StatsdReading implements StatsdSocket.Reading {
    /** How long before its tick a flush is, for what it brings to be in it. */
    private static final long MOST_LEAD_MILLIS = 50;

    private final StatsdParser parser = new StatsdParser();
    private final Aggregator aggregator;
    private final long periodMillis;
    private final long leadMillis;
    private final InstantSource clock;
    private final Counter datagrams;
    private final Counter values;

    StatsdReading(Aggregator aggregator, Duration flush, InstantSource clock, MeterRegistry registry) {
        this.aggregator = aggregator;
        this.periodMillis = flush.toMillis();
        this.leadMillis = Math.min(MOST_LEAD_MILLIS, periodMillis / 4);
        this.clock = clock;
        datagrams = Counter.builder("pulseboard.statsd.datagrams")
                .description("Datagrams read.")
                .register(registry);
        values = Counter.builder("pulseboard.statsd.values")
                .description("Values taken, as of the last flush.")
                .register(registry);
    }

    @Override
    public void onDatagram(byte[] bytes, int length) {
        datagrams.increment();
        parser.parse(bytes, 0, length, aggregator);
    }

    @Override
    public void flush() {
        aggregator.flush(clock.millis());
        values.increment((double) aggregator.takeValueCount());
    }

    @Override
    public long nanosToFlush() {
        long now = clock.millis();
        long next = ((now + leadMillis) / periodMillis + 1) * periodMillis - leadMillis;
        return Duration.ofMillis(next - now).toNanos();
    }
}
