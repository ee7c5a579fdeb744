package io.pulseboard.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.WriteAccess;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.pulseboard.store.Source;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The way into the series table for what was sent over HTTP: no token may send more than its share. Series that come this way end when
 * nothing comes for them any more. Safe for use by any thread.
 */
@Singleton
public final class Intake {
    private static final String KEY = "pulseboard.ingest.max-samples-per-second";

    private final SampleSink sink;
    private final WriteAccess access;
    private final MeterRegistry registry;
    private final int perSecond;
    private final LongSupplier nanoTime;
    /** By the names of tokens, which are as many as are configured. */
    private final ConcurrentHashMap<String, SampleRate> rates = new ConcurrentHashMap<>();

    @Inject
    Intake(SampleSink sink, WriteAccess access, IntakeConfig config, MeterRegistry registry) {
        this(sink, access, config.maxSamplesPerSecond(), registry, System::nanoTime);
    }

    /**
     * @throws ConfigurationException if the rate is negative
     */
    Intake(SampleSink sink, WriteAccess access, int perSecond, MeterRegistry registry, LongSupplier nanoTime) {
        if (perSecond < 0) {
            throw new ConfigurationException(KEY + " = " + perSecond + " is negative");
        }
        this.sink = sink;
        this.access = access;
        this.registry = registry;
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /**
     * Applies what one request brought.
     *
     * @param sender the request
     * @param protocol how the samples came, a short name for counters and messages ({@code remote_write}, {@code otlp}, ...)
     * @return what became of each
     * @throws ProblemException 429 with {@code Retry-After} if the sender's token has sent more than its share; nothing was applied then
     */
    public AppendResult append(RoutingContext sender, String protocol, List<Sample> samples) {
        admit(sender, protocol, samples.size());
        return sink.append(Source.silent(protocol), samples);
    }

    /**
     * Counts what one request brought against its sender's share, without applying it.
     *
     * @throws ProblemException as {@link #append}
     */
    public void admit(RoutingContext sender, String protocol, int samples) {
        if (perSecond == 0) {
            return;
        }
        String holder = access.holder(sender.request().getHeader(HttpHeaders.AUTHORIZATION));
        String token = holder == null ? "" : holder;
        int seconds = rates.computeIfAbsent(token, t -> new SampleRate(perSecond, nanoTime))
                .take(samples);
        if (seconds > 0) {
            Counter.builder("pulseboard.samples.refused")
                    .description("Samples not applied, by reason")
                    .tag("source", protocol)
                    .tag("reason", "rate_limit")
                    .register(registry)
                    .increment(samples);
            throw ProblemException.retryAfter(
                    seconds,
                    Problem.of(
                            "rate_limit",
                            "token '" + token + "' has sent more than " + perSecond + " samples per second (" + KEY
                                    + "): nothing of these " + samples + " was applied, try again in " + seconds
                                    + " s"));
        }
    }
}
