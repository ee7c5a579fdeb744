package io.pulseboard.ingest.statsd;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts different hashes: exactly up to 1,024, and beyond that by HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 4,096
 * registers, whose standard error is 1.6 %. Takes 16 KiB at the most. Confined to one thread.
 */
final class DistinctCount {
    static final int MOST_EXACT = 1_024;

    private static final int INDEX_BITS = 12;
    private static final int REGISTERS = 1 << INDEX_BITS;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
    private static final int SMALLEST = 16;

    /** Open addressing, with 0 for an empty place; null once there are registers. */
    private long @Nullable [] hashes = new long[SMALLEST];

    private int size;
    private byte @Nullable [] registers;

    /** Adds a hash, of which all bits depend on all that is hashed. */
    void add(long hash) {
        long mixed = mix(hash);
        byte[] estimating = registers;
        long[] exact = hashes;
        if (estimating != null) {
            register(estimating, mixed);
        } else if (exact != null) {
            addExact(exact, mixed);
        }
    }

    /** How many there were. */
    double estimate() {
        byte[] estimating = registers;
        return estimating == null ? size : estimate(estimating);
    }

    /** Begins anew. */
    void clear() {
        registers = null;
        size = 0;
        long[] exact = hashes;
        if (exact != null && exact.length == SMALLEST) {
            Arrays.fill(exact, 0);
        } else {
            hashes = new long[SMALLEST];
        }
    }

    private void addExact(long[] exact, long hash) {
        if (!insert(exact, hash)) {
            return;
        }
        size++;
        if (size > MOST_EXACT) {
            byte[] estimating = new byte[REGISTERS];
            for (long held : exact) {
                if (held != 0) {
                    register(estimating, held);
                }
            }
            registers = estimating;
            hashes = null;
        } else if (2 * size > exact.length) {
            long[] larger = new long[2 * exact.length];
            for (long held : exact) {
                if (held != 0) {
                    insert(larger, held);
                }
            }
            hashes = larger;
        }
    }

    private static boolean insert(long[] table, long hash) {
        int slot = (int) hash & (table.length - 1);
        while (table[slot] != 0) {
            if (table[slot] == hash) {
                return false;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = hash;
        return true;
    }

    private static void register(byte[] estimating, long hash) {
        int index = (int) (hash >>> (Long.SIZE - INDEX_BITS));
        // The bit set at the end bounds the count of zeros.
        byte rank = (byte) (1 + Long.numberOfLeadingZeros(hash << INDEX_BITS | 1L << (INDEX_BITS - 1)));
        if (rank > estimating[index]) {
            estimating[index] = rank;
        }
    }

    private static double estimate(byte[] estimating) {
        double sum = 0;
        int zeros = 0;
        for (byte rank : estimating) {
            sum += 1.0 / (1L << rank);
            zeros += rank == 0 ? 1 : 0;
        }
        double raw = ALPHA * REGISTERS * REGISTERS / sum;
        boolean small = raw <= 2.5 * REGISTERS && zeros > 0;
        return Math.rint(small ? REGISTERS * Math.log((double) REGISTERS / zeros) : raw);
    }

    /** The finalizer of MurmurHash3, which is a permutation; only 0, which marks an empty place, is moved. */
    private static long mix(long hash) {
        long x = hash;
        x = (x ^ x >>> 33) * 0xff51_afd7_ed55_8ccdL;
        x = (x ^ x >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        x ^= x >>> 33;
        return x == 0 ? 1 : x;
    }
}
