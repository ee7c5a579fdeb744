package io.pulseboard.hub;

import io.pulseboard.delivery.Formats;
import io.pulseboard.query.Query;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A tick of the hub in which all of 10,000 series have changed: freeze, window, history, and one update encoded per feed and given
 * to its one subscriber, which lets it go. Appending is not in the time, but it is in the allocation: 4 B per series for the
 * outcomes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class TickBenchmark {
    private static final int SERIES = 10_000;

    /** None; one that has all series; a thousand that have ten series each. */
    @Param({"0", "1", "1000"})
    int feeds;

    @Param({"named", "compact"})
    String format = "";

    private final BenchmarkHub hub = new BenchmarkHub(SERIES);

    @Setup
    public void subscribe(Blackhole sink) {
        FrameEncoder encoder = Objects.requireNonNull(Formats.get(format));
        for (int i = 0; i < feeds; i++) {
            Query query = feeds == 1 ? Query.ALL : BenchmarkHub.job(i);
            hub.frames(query, encoder, null).subscribe().with(sink::consume);
        }
    }

    @Setup(Level.Invocation)
    public void change() {
        hub.change();
    }

    @Benchmark
    public void tick() {
        hub.tick();
    }
}
