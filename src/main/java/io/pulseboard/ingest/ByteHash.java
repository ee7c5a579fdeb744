package io.pulseboard.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/** A hash of bytes that nobody outside can foresee, so that no sender can choose names that collide. */
public final class ByteHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private ByteHash() {}

    /** Apart from the class, whose handle is to be a constant of a native executable; this is not, or all copies of it would have one seed. */
    private static final class Seed {
        static final long VALUE = new SecureRandom().nextLong();

        private Seed() {}
    }

    /** The hash of the bytes from {@code from} up to, not with, {@code to}. Equal for equal bytes in this life of the process. */
    public static long of(byte[] bytes, int from, int to) {
        long seed = Seed.VALUE;
        long hash = seed ^ (to - from);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            hash = mix(seed, hash, (long) LONGS.get(bytes, i));
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = rest << 8 | (bytes[i] & 0xff);
        }
        return mix(seed, hash, rest);
    }

    private static long mix(long seed, long hash, long word) {
        long x = (hash ^ word) * MULTIPLIER;
        long y = (hash + seed) ^ word;
        return x ^ Math.multiplyHigh(x, y) ^ (x >>> 29);
    }
}
