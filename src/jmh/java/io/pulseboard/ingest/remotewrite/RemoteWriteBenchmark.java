package io.pulseboard.ingest.remotewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import io.pulseboard.store.SeriesLimits;
import io.pulseboard.store.SeriesTable;
import io.pulseboard.store.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Bodies of 10,000 known series with one sample each, as a Prometheus in Kubernetes sends them: seven labels of about 120 bytes in all. From the compressed body to the series table. The time is that of one sample.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RemoteWriteBenchmark {
    private static final Source SOURCE = Source.orderly("bench");
    private static final int SERIES = 10_000;
    private static final int CHUNK = 1 << 15;
    private static final int MOST_BYTES = 16 << 20;

    /** The protocol's version. */
    @Param({"1", "2"})
    private int version = 1;

    private final SeriesTable table = new SeriesTable(
            new SeriesLimits(2 * SERIES, 40, 256, 4096, Duration.ofDays(36_500)), InstantSource.system());
    private final RemoteWriteParser parser = new RemoteWriteParser(new FamilyMetadata(), MOST_BYTES, 10 * SERIES);
    private final List<byte[]> bodies = new ArrayList<>();
    private MessageType type = MessageType.WRITE_REQUEST;
    private int turn;
    private long seq;

    /** Several bodies by turns, each with newer samples. */
    @Setup
    public void fill() {
        type = version == 2 ? MessageType.REQUEST : MessageType.WRITE_REQUEST;
        for (int i = 0; i < 8; i++) {
            byte[] message = version == 2 ? version2(i) : version1(i);
            bodies.add(snappy(message));
        }
    }

    /** Each 32 KiB by themselves, as encoders do and Netty's has to. */
    private static byte[] snappy(byte[] message) {
        ByteBuf block = Unpooled.buffer();
        block.writeBytes(new Wire().varint(message.length).out.toByteArray());
        for (int from = 0; from < message.length; from += CHUNK) {
            int length = Math.min(CHUNK, message.length - from);
            ByteBuf chunk = Unpooled.buffer();
            new Snappy().encode(Unpooled.wrappedBuffer(message, from, length), chunk, length);
            while (chunk.readByte() < 0) {
                // The length of the chunk, which has no place in the block.
            }
            block.writeBytes(chunk);
        }
        return ByteBufUtil.getBytes(block);
    }

    /** A hundred pods with a hundred series each: twenty routes, five statuses. */
    private static String[] labels(int i) {
        int pod = i % 100;
        return new String[] {
            "__name__",
            "http_requests_total",
            "instance",
            "10.0.17." + pod + ":9100",
            "job",
            "shop/cart",
            "namespace",
            "shop",
            "pod",
            "cart-7d9f8b6c5d-" + Integer.toString(2_000_000 + pod * 7_919, 36),
            "route",
            "/api/v1/carts/{id}/items/" + i / 100 % 20,
            "status",
            String.valueOf(200 + i / 2_000)
        };
    }

    private static byte[] version1(int turn) {
        Wire request = new Wire();
        for (int i = 0; i < SERIES; i++) {
            Wire series = new Wire();
            String[] labels = labels(i);
            for (int k = 0; k < labels.length; k += 2) {
                series.message(1, new Wire().text(1, labels[k]).text(2, labels[k + 1]));
            }
            request.message(1, series.message(2, sample(i, turn)));
        }
        return request.out.toByteArray();
    }

    private static byte[] version2(int turn) {
        Map<String, Integer> symbols = new LinkedHashMap<>(Map.of("", 0));
        List<Wire> all = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            Wire references = new Wire();
            for (String label : labels(i)) {
                references.varint(symbols.computeIfAbsent(label, absent -> symbols.size()));
            }
            int help = symbols.computeIfAbsent("How long requests took.", absent -> symbols.size());
            Wire metadata = new Wire().varint(1 << 3).varint(1).varint(3 << 3).varint(help);
            all.add(new Wire()
                    .message(1, references)
                    .message(2, sample(i, turn))
                    .message(5, metadata));
        }
        Wire request = new Wire();
        symbols.keySet().forEach(symbol -> request.text(4, symbol));
        all.forEach(series -> request.message(5, series));
        return request.out.toByteArray();
    }

    private static Wire sample(int i, int turn) {
        return new Wire()
                .fixed64(1, Double.doubleToRawLongBits(i * 1.7 + turn))
                .varint(2 << 3)
                .varint(1_763_800_000_000L);
    }

    private static final class Wire {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Wire varint(long value) {
            long rest = value;
            for (; rest > 0x7f; rest >>>= 7) {
                out.write((int) ((rest & 0x7f) | 0x80));
            }
            out.write((int) rest);
            return this;
        }

        Wire fixed64(int field, long bits) {
            varint((long) field << 3 | 1);
            for (int shift = 0; shift < Long.SIZE; shift += 8) {
                out.write((int) (bits >>> shift));
            }
            return this;
        }

        Wire text(int field, String text) {
            return bytes(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Wire message(int field, Wire message) {
            return bytes(field, message.out.toByteArray());
        }

        private Wire bytes(int field, byte[] bytes) {
            varint((long) field << 3 | 2).varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }
    }

    /** Snappy and the message alone. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public int parse() throws MalformedWriteException {
        return parser.parse(
                type,
                bodies.get(turn++ % bodies.size()),
                batch -> batch.samples().size());
    }

    /** And the series table. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public int parseAndAppend() throws MalformedWriteException {
        return parser.parse(
                type, bodies.get(turn++ % bodies.size()), batch -> table.append(SOURCE, batch.samples()).length);
    }

    /** And the tick that takes it in. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public int parseAppendAndFreeze() throws MalformedWriteException {
        parseAndAppend();
        return table.freeze(++seq).size();
    }
}
