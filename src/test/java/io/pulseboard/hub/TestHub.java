package io.pulseboard.hub;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import io.pulseboard.store.SeriesLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A hub whose ticks a test turns by hand, one second each, and whose threads are the test's. */
final class TestHub {
    static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");
    static final long START = 1_763_800_000_000L;

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final FrameEncoder encoder = new TestMessage.Encoder();
    final Hub hub;
    final Executor loop;
    private final Executor hubThread;
    private long millis = START;

    TestHub() {
        this(Runnable::run, Runnable::run, settings(Duration.ofSeconds(20), 1 << 20));
    }

    TestHub(Executor hubThread, Executor loop, HubSettings settings) {
        this.hubThread = hubThread;
        this.loop = loop;
        this.hub = new Hub(settings, "k3", hubThread, () -> Instant.ofEpochMilli(millis), registry);
    }

    static HubSettings settings(Duration window, long windowBytes) {
        return settings(window, windowBytes, new SeriesLimits(1000, 10, 64, 256, Duration.ofMinutes(10)));
    }

    static HubSettings settings(Duration window, long windowBytes, SeriesLimits limits) {
        return new HubSettings(
                Duration.ofSeconds(1),
                window,
                windowBytes,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                100,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                100,
                limits);
    }

    long millis() {
        return millis;
    }

    StreamPosition at(long seq) {
        return new StreamPosition("k3", seq);
    }

    /** The next tick, a second later. */
    void tick() {
        millis += 1000;
        long at = millis;
        hubThread.execute(() -> hub.tick(at, 0));
    }

    void ticks(int count) {
        for (int i = 0; i < count; i++) {
            tick();
        }
    }

    AppendResult set(String name, double value) {
        return hub.append("test", List.of(Sample.of(SeriesKey.of(name), GAUGE, value, millis)));
    }

    AppendResult append(Sample... samples) {
        return hub.append("test", List.of(samples));
    }

    TestViewer view(@Nullable StreamPosition after, String... selectors) {
        return view(Duration.ZERO, after, selectors);
    }

    TestViewer view(Duration every, @Nullable StreamPosition after, String... selectors) {
        TestViewer viewer = new TestViewer();
        hub.subscribe(subscription(every, after, selectors)).subscribe().withSubscriber(viewer);
        return viewer;
    }

    Subscription subscription(Duration every, @Nullable StreamPosition after, String... selectors) {
        return new Subscription(query(selectors), encoder, every, after, "test", loop);
    }

    static Query query(String... selectors) {
        try {
            return Query.parse(List.of(selectors));
        } catch (QuerySyntaxException fault) {
            throw new AssertionError(fault);
        }
    }
}
