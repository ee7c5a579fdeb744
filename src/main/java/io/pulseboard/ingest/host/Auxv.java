package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Constants of the running kernel, which it hands to each process in its auxiliary vector (getauxval(3)): pairs of a type and a
 * value, each a machine word. Where that cannot be read, what nearly all machines have.
 *
 * @param pageBytes the size of a page of memory
 * @param ticksPerSecond USER_HZ, the unit of CPU times in proc
 */
record Auxv(double pageBytes, double ticksPerSecond) {
    private static final long PAGE_SIZE = 6;
    private static final long CLOCK_TICKS = 17;
    private static final int WORD = 8;

    /** Reads the vector of this process. */
    static Auxv read(Path proc) {
        double pageBytes = 4096;
        double ticksPerSecond = 100;
        try {
            ByteBuffer words = ByteBuffer.wrap(Files.readAllBytes(proc.resolve("self/auxv")))
                    .order(ByteOrder.nativeOrder());
            while (words.remaining() >= 2 * WORD) {
                long type = words.getLong();
                long value = words.getLong();
                if (type == PAGE_SIZE && value > 0) {
                    pageBytes = value;
                } else if (type == CLOCK_TICKS && value > 0) {
                    ticksPerSecond = value;
                }
            }
        } catch (IOException unreadable) {
            return new Auxv(pageBytes, ticksPerSecond);
        }
        return new Auxv(pageBytes, ticksPerSecond);
    }
}
