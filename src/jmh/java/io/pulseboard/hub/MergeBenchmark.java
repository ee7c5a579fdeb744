package io.pulseboard.hub;

import io.pulseboard.delivery.Formats;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.Sample;
import io.pulseboard.query.Query;
import io.pulseboard.store.SeriesLimits;
import io.pulseboard.store.SeriesTable;
import io.pulseboard.store.Source;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A hundred slow viewers of one feed of 1,000 series ask again within one tick: from one position, and from a hundred. The time is
 * that of one viewer. A tenth of the series changes with every tick, so who is ten ticks behind gets them all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MergeBenchmark {
    private static final int SERIES = 1_000;
    private static final int VIEWERS = 100;
    private static final int TICKS = 200;

    @Param({"1", "100"})
    int positions;

    private final SeriesTable table =
            new SeriesTable(new SeriesLimits(SERIES, 10, 64, 64, Duration.ofDays(1)), () -> Instant.EPOCH);
    private final Now now = new Now();
    private final Feeds feeds = new Feeds(now, 1 << 24);
    private final Feed feed = feeds.create(new FeedKey(Query.ALL, Formats.NAMED, 1));

    /** The time of the feed; moved on by hand, since a merged frame is kept for its tick. */
    private static final class Now implements Feed.FeedContext {
        private final ResumeWindow window = new ResumeWindow(1000, 1, tick -> {});
        private final KeptFrames keptFrames = new KeptFrames(1 << 20);
        private long seq;

        @Override
        public StreamPosition now() {
            return new StreamPosition("k3", seq);
        }

        @Override
        public long nowMillis() {
            return seq * 1000;
        }

        @Override
        public long replayBytes() {
            return 1 << 20;
        }

        @Override
        public ResumeWindow window() {
            return window;
        }

        @Override
        public KeptFrames keptFrames() {
            return keptFrames;
        }
    }

    @Setup
    public void tick() {
        while (now.seq < TICKS) {
            now.seq++;
            List<Sample> samples = new ArrayList<>();
            for (int i = 0; i < SERIES; i++) {
                if (now.seq == 1 || i % 10 == now.seq % 10) {
                    samples.add(Sample.of(BenchmarkHub.key(i), MetricMetadata.UNKNOWN, now.seq + 0.5 * i, now.seq));
                }
            }
            table.append(Source.orderly("test"), samples);
            feeds.changed(table.freeze(now.seq));
            feed.update();
        }
    }

    @Benchmark
    @OperationsPerInvocation(VIEWERS)
    public void merge(Blackhole sink) {
        now.seq++;
        for (int viewer = 0; viewer < VIEWERS; viewer++) {
            int behind = 10 + viewer % positions;
            sink.consume(feed.merged(TICKS - behind, behind));
        }
    }
}
