package io.pulseboard.hub;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** The hub's own meters. Safe for use by any thread. */
final class HubMetrics {
    private static final AppendResult.Reason[] REASONS = AppendResult.Reason.values();

    private final MeterRegistry registry;
    private final Timer tickDuration;
    private final Timer tickLag;
    private final Counter idleSeries;
    private final ConcurrentHashMap<String, PerTransport> transports = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Refused, Counter> refused = new ConcurrentHashMap<>();

    private record Refused(String source, AppendResult.Reason reason) {}

    HubMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.tickDuration = Timer.builder("pulseboard.tick.duration")
                .description("Time from the start of a tick until its frames are with the event loops")
                .publishPercentileHistogram(false)
                .register(registry);
        this.tickLag = Timer.builder("pulseboard.tick.lag")
                .description("How late a tick starts after the moment it stands for")
                .register(registry);
        this.idleSeries = Counter.builder("pulseboard.series.idle")
                .description("Series that ended since nothing came for them any more")
                .register(registry);
    }

    /**
     * The counters of one transport.
     *
     * @param delivered a plain adder, read when somebody asks: a registry's counter walks through all registries each time, which per
     *     message and viewer is too much
     */
    record PerTransport(AtomicInteger viewers, LongAdder delivered, Counter merged, Counter dropped) {}

    PerTransport transport(String transport) {
        return transports.computeIfAbsent(transport, this::register);
    }

    private PerTransport register(String transport) {
        AtomicInteger viewers = new AtomicInteger();
        Gauge.builder("pulseboard.viewers", viewers, AtomicInteger::get)
                .description("Subscribers now")
                .tag("transport", transport)
                .register(registry);
        LongAdder delivered = new LongAdder();
        FunctionCounter.builder("pulseboard.frames.delivered", delivered, LongAdder::doubleValue)
                .description("Messages handed to transports")
                .tag("transport", transport)
                .register(registry);
        return new PerTransport(
                viewers,
                delivered,
                counter(
                        "pulseboard.frames.merged",
                        "Updates that merged frames stood for, since clients were slow",
                        transport),
                counter("pulseboard.frames.dropped", "Annotations that slow clients did not get", transport));
    }

    private Counter counter(String name, String help, String transport) {
        return Counter.builder(name)
                .description(help)
                .tag("transport", transport)
                .register(registry);
    }

    <T> void gauge(String name, String help, T subject, ToDoubleFunction<T> value) {
        Gauge.builder(name, subject, value).description(help).register(registry);
    }

    void closed(String transport, CloseReason reason) {
        Counter.builder("pulseboard.streams.closed")
                .description("Streams that ended, by reason")
                .tag("transport", transport)
                .tag("reason", reason.text())
                .register(registry)
                .increment();
    }

    void samples(String source, int accepted) {
        Counter.builder("pulseboard.samples")
                .description("Samples applied")
                .tag("source", source)
                .register(registry)
                .increment(accepted);
    }

    /** Counts samples that were not applied. */
    void refused(String source, List<AppendResult.Refusal> refusals) {
        if (refusals.isEmpty()) {
            return;
        }
        int[] counts = new int[REASONS.length];
        refusals.forEach(refusal -> counts[refusal.reason().ordinal()]++);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                refused.computeIfAbsent(new Refused(source, REASONS[i]), this::register)
                        .increment(counts[i]);
            }
        }
    }

    private Counter register(Refused kind) {
        return Counter.builder("pulseboard.samples.refused")
                .description("Samples not applied, by reason")
                .tag("source", kind.source())
                .tag("reason", kind.reason().text())
                .register(registry);
    }

    /** What has been counted of samples that were not applied, by source and reason. */
    List<BudgetView.RefusedSamples> refused() {
        return refused.entrySet().stream()
                .map(entry -> new BudgetView.RefusedSamples(
                        entry.getKey().source(), entry.getKey().reason(), (long)
                                entry.getValue().count()))
                .sorted(Comparator.comparing(BudgetView.RefusedSamples::source)
                        .thenComparing(BudgetView.RefusedSamples::reason))
                .toList();
    }

    /** Counts series whose source has fallen silent. */
    void ended(int series) {
        if (series > 0) {
            idleSeries.increment(series);
        }
    }

    Timer tickDuration() {
        return tickDuration;
    }

    Timer tickLag() {
        return tickLag;
    }
}
