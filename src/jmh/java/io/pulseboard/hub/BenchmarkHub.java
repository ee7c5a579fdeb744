package io.pulseboard.hub;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import io.pulseboard.store.SeriesLimits;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A hub with series {@code requests_total{instance="...",job="..."}}, ten per job, all of which change with every tick. All its
 * threads are the caller's.
 */
public final class BenchmarkHub {
    private static final MetricMetadata COUNTER =
            new MetricMetadata(MetricType.COUNTER, "", "Requests since the start");
    private static final int SERIES_PER_JOB = 10;

    private final Hub hub = new Hub(settings(), "k3", Runnable::run, () -> Instant.EPOCH, new SimpleMeterRegistry());
    private final List<List<Sample>> turns = new ArrayList<>();
    private int ticks;

    /** A hub after a few ticks. */
    public BenchmarkHub(int series) {
        // Two values by turns, made beforehand: what a sample costs to make is not the hub's.
        for (int turn = 0; turn < 2; turn++) {
            List<Sample> samples = new ArrayList<>(series);
            for (int i = 0; i < series; i++) {
                samples.add(Sample.of(key(i), COUNTER, 1000.25 * i + turn, 0));
            }
            turns.add(samples);
        }
        for (int i = 0; i < 4; i++) {
            change();
            tick();
        }
    }

    /** The identity of the series with this number. */
    public static SeriesKey key(int number) {
        Labels labels = Labels.EMPTY
                .with("instance", "10.0.0." + number % SERIES_PER_JOB + ":9100")
                .with("job", "shop-" + number / SERIES_PER_JOB);
        return new SeriesKey("requests_total", labels);
    }

    /** The query for the series of one job. */
    public static Query job(int job) {
        return query("requests_total{job=\"shop-" + job + "\"}");
    }

    /** This query. */
    public static Query query(String... selectors) {
        try {
            return Query.parse(List.of(selectors));
        } catch (QuerySyntaxException fault) {
            throw new IllegalArgumentException(fault);
        }
    }

    private static HubSettings settings() {
        return new HubSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                1 << 30,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                100_000,
                Duration.ZERO,
                Duration.ofMinutes(1),
                100,
                new SeriesLimits(1_000_000, 10, 64, 64, Duration.ofDays(1)));
    }

    /** Gives every series a new value, pending. */
    public void change() {
        hub.append("benchmark", turns.get(ticks % 2));
    }

    /** Makes the pending values visible. */
    public void tick() {
        ticks++;
        hub.tick(ticks * 1000L, 0);
    }

    /** The state as of the newest tick. */
    public StateView state() {
        CompletableFuture<StateView> answer = hub.capture(Query.ALL).subscribeAsCompletionStage();
        return answer.join();
    }

    /** What a viewer of this query is to be given, once it subscribes. */
    public Multi<Frame> frames(Query query, FrameEncoder encoder, @Nullable StreamPosition after) {
        return hub.subscribe(new Subscription(query, encoder, Duration.ZERO, after, "benchmark", Runnable::run));
    }
}
