package io.pulseboard.hub;

import io.pulseboard.delivery.Formats;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A query held against 10,000 series, of which it selects ten: one by one, and as a viewer brings it. The last selector is one that
 * no index helps with.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MatchBenchmark {
    private static final int SERIES = 10_000;

    @Param({"requests_total{job=\"shop-77\"}", "{job=~\"shop-77\"}", "{job=~\".*-77\"}"})
    String selector = "";

    private final BenchmarkHub hub = new BenchmarkHub(SERIES);
    private final SeriesKey[] keys = new SeriesKey[SERIES];
    private Query query = Query.ALL;

    @Setup
    public void parse() {
        query = BenchmarkHub.query(selector);
        for (int i = 0; i < SERIES; i++) {
            keys[i] = BenchmarkHub.key(i);
        }
    }

    /** Time per series. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void select(Blackhole sink) {
        for (SeriesKey key : keys) {
            sink.consume(query.select(key, null));
        }
    }

    /** A viewer comes, has a feed made, gets its snapshot, and goes. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public void comeAndGo(Blackhole sink) {
        hub.frames(query, Formats.NAMED, null).subscribe().with(sink::consume).cancel();
    }
}
