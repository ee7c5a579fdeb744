package io.pulseboard.hub;

import io.pulseboard.delivery.Formats;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

/** An update encoded: JSON, or compact as CBOR, without the framing of a transport. By turns of two ticks, so that nothing known of one is of use. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EncodeBenchmark {
    @Param({"20", "1000"})
    int series;

    @Param({"named", "compact", "cbor"})
    String format = "";

    private final StateView[] ticks = new StateView[2];
    private FrameEncoder encoder = Formats.NAMED;
    private int turn;

    @Setup
    public void prepare() {
        encoder = format.equals("cbor") ? Formats.CBOR : Objects.requireNonNull(Formats.get(format));
        BenchmarkHub hub = new BenchmarkHub(series);
        for (int i = 0; i < ticks.length; i++) {
            hub.change();
            hub.tick();
            ticks[i] = hub.state();
        }
    }

    @Benchmark
    public Payload update() {
        StateView view = ticks[turn++ % 2];
        return encoder.update(view, view.position().at(view.position().seq() - 1), 0);
    }
}
