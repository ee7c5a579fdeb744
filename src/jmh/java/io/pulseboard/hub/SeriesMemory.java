package io.pulseboard.hub;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.SeriesLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a series costs that changes with every tick, once the resume window and history of the default settings are full: the heap that is
 * in use after a collection, less that before, by the number of series. Their labels have some 100 bytes of text. Nobody watches.
 */
public final class SeriesMemory {
    private static final int SERIES = 10_000;
    private static final int TICKS = 3_700;
    private static final MetricMetadata COUNTER = new MetricMetadata(MetricType.COUNTER, "", "");
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");
    private static final MetricMetadata UNKNOWN = MetricMetadata.UNKNOWN;

    private SeriesMemory() {}

    /** Measures counters, gauges, and series of which nobody has said what they are and that go up and down. */
    public static void main(String[] arguments) {
        System.out.printf("%-34s %s%n", SERIES + " series, each changes per tick", "bytes of heap per series");
        measure("counters", COUNTER);
        measure("gauges", GAUGE);
        measure("unknown, up and down", UNKNOWN);
    }

    private static void measure(String kind, MetricMetadata metadata) {
        long before = used();
        Hub hub = fill(metadata);
        long after = used();
        System.out.printf("%-34s %d%n", kind, (after - before) / SERIES);
        if (hub.position().seq() != TICKS) {
            throw new AssertionError("the hub went before it was measured");
        }
    }

    private static Hub fill(MetricMetadata metadata) {
        HubSettings settings = new HubSettings(
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                1 << 30,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofSeconds(15),
                Duration.ofMinutes(1),
                5000,
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                1000,
                new SeriesLimits(SERIES, 40, 256, 4096, Duration.ofDays(1)));
        long[] now = new long[1];
        Hub hub = new Hub(settings, "k3", Runnable::run, () -> Instant.ofEpochMilli(now[0]), new SimpleMeterRegistry());
        Random random = new Random(1);
        double[] values = new double[SERIES];
        List<SeriesKey> keys = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            keys.add(key(i));
        }
        for (int tick = 1; tick <= TICKS; tick++) {
            now[0] = tick * 1000L;
            List<Sample> samples = new ArrayList<>(SERIES);
            for (int i = 0; i < SERIES; i++) {
                values[i] = metadata == COUNTER ? values[i] + 1 + random.nextInt(100) : random.nextGaussian();
                // A hundred instances, each scraped at a moment of its own.
                samples.add(Sample.of(keys.get(i), metadata, values[i], now[0] - i % 100));
            }
            hub.append("bench", samples);
            hub.tick(now[0], 0);
        }
        return hub;
    }

    private static SeriesKey key(int number) {
        return SeriesKey.of(
                "http_server_requests_in_flight_now",
                "instance",
                "10.0.17." + number % 100 + ":9100",
                "job",
                "shop-frontend",
                "method",
                "GET",
                "status",
                "200",
                "uri",
                "/api/v1/orders/by-customer/" + number);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
