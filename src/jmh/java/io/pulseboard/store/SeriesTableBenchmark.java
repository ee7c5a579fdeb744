package io.pulseboard.store;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Samples of 10,000 held series, all of which change, in batches of 1,000. The time is that of one sample. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SeriesTableBenchmark {
    private static final Source SOURCE = Source.orderly("bench");
    private static final int SERIES = 10_000;
    private static final int BATCH = 1_000;

    private final SeriesTable table =
            new SeriesTable(new SeriesLimits(SERIES, 10, 64, 64, Duration.ofDays(1)), () -> Instant.EPOCH);

    /** Two values by turns. */
    private final List<List<List<Sample>>> turns = List.of(batches(1), batches(2));

    private int turn;
    private long seq;

    private static List<List<Sample>> batches(double value) {
        MetricMetadata gauge = new MetricMetadata(MetricType.GAUGE, "", "");
        List<List<Sample>> batches = new ArrayList<>();
        for (int from = 0; from < SERIES; from += BATCH) {
            List<Sample> batch = new ArrayList<>();
            for (int i = from; i < from + BATCH; i++) {
                SeriesKey key = new SeriesKey("temperature_celsius", Labels.EMPTY.with("room", "r" + i));
                batch.add(Sample.of(key, gauge, value, 0));
            }
            batches.add(batch);
        }
        return batches;
    }

    /** Pending values replaced, as by a source that is quicker than the tick. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public void append() {
        turns.get(turn++ % 2).forEach(batch -> table.append(SOURCE, batch));
    }

    /** What a tick takes in, and the freeze of it. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public SeriesValues appendAndFreeze() {
        append();
        return table.freeze(++seq);
    }
}
