package io.pulseboard.ingest.otlp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.ingest.ParserPool;
import io.pulseboard.ingest.ProtobufException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Turns requests into samples: reads them, adds deltas up, and counts what could not be taken. Safe for use by any thread. */
@Singleton
final class OtlpReceiver {
    private static final Duration SHORTEST_EXPIRY = Duration.ofMinutes(1);
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(7);
    private static final int MOST_DELTA_SERIES = 10_000_000;

    private final MeterRegistry registry;
    private final DeltaAccumulator deltas;
    private final ParserPool<OtlpParser> parsers;

    /** What to do with what a request came to, as long as that is valid. */
    interface Use<R> {
        R with(OtlpBatch batch);
    }

    @Inject
    OtlpReceiver(OtlpConfig config, MeterRegistry registry) {
        check(config);
        this.registry = registry;
        deltas = new DeltaAccumulator(config.deltaMaxSeries(), config.deltaExpiry());
        parsers = new ParserPool<>(() -> new OtlpParser(config.translation(), config.scopeLabels()));
        Gauge.builder("pulseboard.otlp.delta.series", deltas, DeltaAccumulator::size)
                .description("Series that are added up from deltas")
                .register(registry);
    }

    private static void check(OtlpConfig config) {
        Duration expiry = config.deltaExpiry();
        if (expiry.compareTo(SHORTEST_EXPIRY) < 0 || expiry.compareTo(LONGEST_EXPIRY) > 0) {
            throw new IllegalArgumentException("pulseboard.otlp.delta-expiry must be from 1m to 168h: " + expiry);
        }
        if (config.deltaMaxSeries() < 0 || config.deltaMaxSeries() > MOST_DELTA_SERIES) {
            throw new IllegalArgumentException(
                    OtlpConfig.DELTA_MAX_SERIES + " must be from 0 to 10000000: " + config.deltaMaxSeries());
        }
    }

    /**
     * Reads one request. Deltas are added up only once all of it has been read.
     *
     * @param nowMillis the clock, milliseconds since the Unix epoch
     * @throws ProtobufException if it is not one
     * @throws MalformedJsonException if it is not one
     */
    <R> R receive(byte[] body, OtlpEncoding encoding, long nowMillis, Use<R> use)
            throws ProtobufException, MalformedJsonException {
        if (encoding == OtlpEncoding.PROTOBUF) {
            return receive(body, body.length, nowMillis, use);
        }
        ProtobufWriter rewritten = new OtlpJsonParser().parse(body);
        return receive(rewritten.bytes(), rewritten.length(), nowMillis, use);
    }

    private <R> R receive(byte[] request, int length, long nowMillis, Use<R> use) throws ProtobufException {
        return parsers.<R, ProtobufException>use(parser -> {
            OtlpBatch batch = parser.parse(request, length, nowMillis);
            deltas.accumulate(batch, nowMillis);
            count(batch);
            return use.with(batch);
        });
    }

    private void count(OtlpBatch batch) {
        for (PointRefusal why : PointRefusal.values()) {
            if (batch.refused(why) > 0) {
                Counter.builder("pulseboard.otlp.points.refused")
                        .description("Data points that did not come to a sample, by reason")
                        .tag("reason", why.text())
                        .register(registry)
                        .increment(batch.refused(why));
            }
        }
    }
}
