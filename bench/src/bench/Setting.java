package bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What all runs of a command have in common.
 *
 * @param warmup seconds from the last connection to the beginning of the measurement, for a server on a JVM; others need no more than
 *     five
 * @param duration seconds that are measured
 * @param tick in milliseconds
 * @param ramp connections opened per second
 * @param threads of the client
 * @param sources whether Pulseboard samples its host and its process meanwhile
 * @param compress whether the clients ask for compression
 * @param floor which variant of the floor
 */
record Setting(
        int connections,
        int warmup,
        int duration,
        long tick,
        int port,
        int ramp,
        int threads,
        boolean sources,
        boolean compress,
        FloorServer.Language floor) {

    /** The options that are read here, for a usage text. */
    static final String USAGE = """
              --connections N    viewers                                             (%d)
              --warmup SECONDS   between connecting and measuring                    (%d)
              --duration SECONDS that are measured                                   (%d)
              --tick MILLIS      one message per tick                                (%d)
              --port PORT        of the server, on the loopback address              (18080)
              --ramp N           connections opened per second                       (2000)
              --threads N        of this client                                      (1)
              --keep-sources     Pulseboard goes on sampling its host and its process
              --compress         ask Pulseboard for gzip and permessage-deflate; one viewer of 100 inflates and checks
              --floor LANGUAGE   c or java                                           (c if it can be compiled)
            """;

    private static final int NATIVE_SECONDS = 5;

    /** Reads them. */
    static Setting of(Options options, int connections, int warmup, int duration, int tick)
            throws IOException, InterruptedException {
        String floor = options.text("--floor", "");
        return new Setting(
                options.number("--connections", connections),
                options.number("--warmup", warmup),
                options.number("--duration", duration),
                options.number("--tick", tick),
                options.number("--port", 18080),
                options.number("--ramp", 2000),
                options.number("--threads", 1),
                options.on("--keep-sources"),
                options.on("--compress"),
                floor.isEmpty() ? FloorServer.best() : FloorServer.Language.valueOf(floor.toUpperCase()));
    }

    /** The usage text with these defaults. */
    static String usage(int connections, int warmup, int duration, int tick) {
        return USAGE.formatted(connections, warmup, duration, tick);
    }

    /** A fleet without viewers. */
    Fleet fleet() {
        return new Fleet(threads, ramp, 0);
    }

    /** Starts Pulseboard with messages of that size. */
    PulseboardServer pulseboard(int size, String... properties) throws IOException, InterruptedException {
        return PulseboardServer.start(port, size, tick, sources, properties);
    }

    /** Starts a server by its name, with messages of that size. */
    Server start(String name, int size, String... properties) throws IOException, InterruptedException {
        return switch (name) {
            case "floor" -> FloorServer.start(port, size, tick, floor);
            case "nchan" -> NchanServer.start(port, size, tick);
            case "pulseboard" -> pulseboard(size, properties);
            default -> throw new IOException("no such server: " + name);
        };
    }

    /** Waits until the server is warm, and then for the middle between two ticks, so that a run has whole ticks. */
    void warmUp(Server server) throws InterruptedException {
        if (server instanceof PulseboardServer pulseboard) {
            pulseboard.warmUp(TimeUnit.SECONDS.toMillis(warmup));
        } else {
            TimeUnit.SECONDS.sleep(Math.min(warmup, NATIVE_SECONDS));
        }
        betweenTicks();
    }

    /** Waits for the moment shortly before the next tick. */
    void betweenTicks() {
        Ticker.await(tick, tick * 9 / 10);
    }
}
