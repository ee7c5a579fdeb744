package io.pulseboard.ingest.influx;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A body of 10,000 lines whose series are known, read into samples: with one field on each line, and with ten, as Telegraf's inputs have
 * them. A point is one field of one line; the counter {@code points} is points per second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LineProtocolBenchmark {
    private static final int LINES = 10_000;
    private static final Origin ORIGIN = new Origin("db", "telegraf");

    @Param({"1", "10"})
    int fields = 1;

    private final LineProtocolParser parser = new LineProtocolParser();
    private byte[] body = {};

    /** Counts points, of which an operation reads as many as its body has. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counted {
        /** Points read. */
        public long points;
    }

    @Setup
    public void write() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            text.append("cpu,core=cpu").append(i % 64).append(",host=server-").append(i / 64);
            text.append(".example.com,region=eu-central-1 ");
            for (int field = 0; field < fields; field++) {
                text.append(field == 0 ? "" : ",")
                        .append("usage_")
                        .append(field)
                        .append('=');
                text.append(field % 2 == 0 ? (i + 0.125 * field) + "" : i + "i");
            }
            text.append(" 1763800000").append(String.format("%09d", i)).append('\n');
        }
        body = text.toString().getBytes(StandardCharsets.UTF_8);
        parser.parse(body, ORIGIN, Precision.NANOSECOND, 0);
    }

    @Benchmark
    public Points parse(Counted counted) {
        Points points = parser.parse(body, ORIGIN, Precision.NANOSECOND, 0);
        counted.points += points.samples().size();
        return points;
    }
}
