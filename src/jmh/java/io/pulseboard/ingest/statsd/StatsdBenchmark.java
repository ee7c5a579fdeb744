package io.pulseboard.ingest.statsd;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
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

/**
 * 1,000 datagrams of ten lines each, of 1,000 series that are known, parsed and added up; then one flush, as there would be each second.
 * The score is lines per second; what the kernel and the socket cost comes on top.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StatsdBenchmark {
    private static final int DATAGRAMS = 1_000;
    private static final int LINES = 10;
    private static final SampleSink NOWHERE = new SampleSink() {
        @Override
        public AppendResult append(Source source, List<Sample> samples) {
            return new AppendResult(samples.size(), List.of());
        }

        @Override
        public int remove(Collection<SeriesKey> keys) {
            return 0;
        }
    };

    @Param({"c", "g", "ms", "s"})
    String type = "c";

    private final StatsdParser parser = new StatsdParser();
    private final Aggregator aggregator = new Aggregator(
            NOWHERE, new FaultLog(new SimpleMeterRegistry(), InstantSource.system()), 10_000, Duration.ofMinutes(5));
    private final byte[][] datagrams = new byte[DATAGRAMS][];

    @Setup
    public void write() {
        for (int i = 0; i < DATAGRAMS; i++) {
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < LINES; line++) {
                int series = (i * LINES + line) % 1_000;
                text.append("shop.requests.")
                        .append(series % 50)
                        .append(':')
                        .append(1 + i % 97)
                        .append('|');
                text.append(type)
                        .append("|#env:prod,host:server-")
                        .append(series / 50)
                        .append('\n');
            }
            datagrams[i] = text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @Benchmark
    @OperationsPerInvocation(DATAGRAMS * LINES)
    public int receive() {
        for (byte[] datagram : datagrams) {
            parser.parse(datagram, 0, datagram.length, aggregator);
        }
        aggregator.flush(1_763_800_000_000L);
        return aggregator.seriesCount();
    }
}
