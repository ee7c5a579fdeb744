package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Datagrams of StatsD come at a rate that rises step by step: how many arrive, and how many the kernel drops. */
final class DatagramsScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario datagrams [options]
              --rates LIST       datagrams per second, one after the other
                                 (5000,10000,20000,40000,60000,80000,100000,150000,200000)
              --lines N          in a datagram                                       (1)
              --series N         of the lines                                        (1000)
              --buffer SIZE      pulseboard.statsd.receive-buffer                    (the system's default)
              --warmup SECONDS   at the first rate                                   (15)
              --duration SECONDS for each rate                                       (10)
              --tick MILLIS      of the server, which is also that between flushes   (1000)
              --port PORT        of the server, on the loopback address              (18080)
              --statsd-port PORT of the server, on the loopback address              (18125)
            """;

    private static final String RATES = "5000,10000,20000,40000,60000,80000,100000,150000,200000";
    private static final long PAUSE_NANOS = 200_000;
    /** A socket of a JVM may be in either, whatever its address. */
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private final Options options;
    private final int port;

    DatagramsScenario(String[] arguments) {
        options = new Options(arguments, USAGE);
        port = options.number("--statsd-port", 18_125);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        List<String> properties = new ArrayList<>(List.of(
                "pulseboard.statsd.listen-port=" + port,
                "pulseboard.statsd.max-series=" + 2 * options.number("--series", 1000)));
        String buffer = options.text("--buffer", "");
        if (!buffer.isEmpty()) {
            properties.add("pulseboard.statsd.receive-buffer=" + buffer);
        }
        System.out.printf(
                "receive buffer: %s; net.core.rmem_default %s, net.core.rmem_max %s%n",
                buffer.isEmpty() ? "the system's default" : buffer, kernel("rmem_default"), kernel("rmem_max"));
        try (PulseboardServer server = PulseboardServer.start(
                        options.number("--port", 18080),
                        0,
                        options.number("--tick", 1000),
                        false,
                        properties.toArray(String[]::new));
                DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return measure(server, channel);
        }
    }

    private static String kernel(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/sys/net/core", key)).get(0);
    }

    private boolean measure(PulseboardServer server, DatagramChannel channel) throws IOException, InterruptedException {
        List<ByteBuffer> datagrams = datagrams();
        List<String> rates = options.list("--rates", RATES);
        send(channel, datagrams, Integer.parseInt(rates.get(0)), options.number("--warmup", 15));
        settle(server);
        boolean accounted = true;
        int without = 0;
        boolean lossless = true;
        for (String rate : rates) {
            Step step = step(server, channel, datagrams, Integer.parseInt(rate));
            System.out.println(step.text());
            accounted &= step.missing() == 0;
            lossless &= step.dropped() == 0 && step.missing() == 0;
            without = lossless ? Integer.parseInt(rate) : without;
        }
        System.out.printf("=> the highest rate up to which nothing was lost: %d datagrams per second%n", without);
        System.out.printf(
                "=> each datagram arrived or was dropped by the kernel: %s%n", accounted ? "as it must be" : "MISSED");
        return accounted;
    }

    /**
     * What became of the datagrams of one rate.
     *
     * @param seconds that it took to send them
     */
    private record Step(int rate, long sent, double seconds, long arrived, long dropped, double serverCores) {
        long missing() {
            return sent - arrived - dropped;
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%7d per second asked for, %7.0f sent: %8d sent, %8d arrived, %8d dropped by the kernel (%.2f %%),"
                            + " %d unknown; server %.2f cores",
                    rate,
                    sent / seconds,
                    sent,
                    arrived,
                    dropped,
                    100.0 * dropped / sent,
                    missing(),
                    serverCores);
        }
    }

    private Step step(PulseboardServer server, DatagramChannel channel, List<ByteBuffer> datagrams, int rate)
            throws IOException, InterruptedException {
        long arrived = arrived(server);
        long dropped = dropped();
        double cpu = server.usage().cpuSeconds();
        long start = System.nanoTime();
        long sent = send(channel, datagrams, rate, options.number("--duration", 10));
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = server.usage().cpuSeconds() - cpu;
        settle(server);
        return new Step(rate, sent, seconds, arrived(server) - arrived, dropped() - dropped, cpu / seconds);
    }

    /** Sends at that rate, some every fifth of a millisecond; what is late is sent at once. */
    private static long send(DatagramChannel channel, List<ByteBuffer> datagrams, int rate, int seconds)
            throws IOException {
        long start = System.nanoTime();
        long length = TimeUnit.SECONDS.toNanos(seconds);
        long sent = 0;
        for (long passed = 0; passed < length; passed = System.nanoTime() - start) {
            long due = (long) (passed / 1e9 * rate);
            for (; sent < due; sent++) {
                ByteBuffer datagram = datagrams.get((int) (sent % datagrams.size()));
                channel.write(datagram.rewind());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return sent;
    }

    /** Until the server has read what is in its buffer. */
    private void settle(PulseboardServer server) throws IOException, InterruptedException {
        long before;
        do {
            before = arrived(server);
            TimeUnit.MILLISECONDS.sleep(300);
        } while (arrived(server) != before);
    }

    private static long arrived(PulseboardServer server) throws IOException {
        return (long) server.own("pulseboard_statsd_datagrams_total");
    }

    /** The last column of the tables, of the server's socket. */
    private long dropped() throws IOException {
        String local = String.format(Locale.ROOT, ":%04X", port);
        long sum = 0;
        for (Path table : TABLES) {
            sum += Files.readAllLines(table).stream()
                    .map(row -> row.strip().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(local))
                    .mapToLong(columns -> Long.parseLong(columns[columns.length - 1]))
                    .sum();
        }
        return sum;
    }

    /** Half of the lines count, the others are gauges and times. */
    private List<ByteBuffer> datagrams() {
        int series = options.number("--series", 1000);
        int lines = options.number("--lines", 1);
        List<ByteBuffer> all = new ArrayList<>();
        for (int i = 0; i < series; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < lines; k++) {
                int number = (i * lines + k) % series;
                String value = number % 2 == 0 ? ":1|c" : number % 4 == 1 ? ":" + number + "|g" : ":12.5|ms";
                String kind = number % 2 == 0 ? "orders" : number % 4 == 1 ? "open" : "duration";
                text.append(k == 0 ? "" : "\n")
                        .append("bench.")
                        .append(kind)
                        .append(value)
                        .append("|#job:bench,instance:")
                        .append(number);
            }
            all.add(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }
}
