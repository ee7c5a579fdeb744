package io.pulseboard.ingest.remotewrite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Undoes Snappy's block format (google/snappy, {@code format_description.txt}): a preamble with the length of what comes out, then
 * literals and copies of what has come out already. Strict: whatever does not come out at exactly that length is refused, and
 * nothing is read or written outside of the arrays given, whatever the block says.
 */
final class SnappyBlock {
    /** How much longer than what comes out the array for it has to be: copies are made in steps of eight bytes, beyond their end. */
    static final int SLACK = 16;

    /** No copy is shorter than 3 bytes for up to 64 that come out: more than this per byte cannot be. */
    private static final int MOST_EXPANSION = 22;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MOST_LENGTH = 0xffff_ffffL;
    private static final int LITERAL = 0;
    private static final int KIND = 3;
    /** How many bytes of offset a copy has behind its tag, by its kind. */
    private static final int[] OFFSET_BYTES = {0, 1, 2, 4};
    /** Lengths of literals from here on say how many bytes of length follow. */
    private static final int LONG_LITERAL = 60;

    private SnappyBlock() {}

    /**
     * How long a block will be, as its preamble says. Nothing else of the block has been looked at yet.
     *
     * @param most how long it may be, in bytes
     * @throws SnappyException if that is no length or more than a block of this size can hold, or, as {@linkplain
     *     SnappyException#isLimit a limit}, more than it may be
     */
    static int length(byte[] block, int most) throws SnappyException {
        long length = preamble(block);
        if (length > most) {
            throw SnappyException.limit(length);
        }
        if (length > (long) MOST_EXPANSION * block.length) {
            throw new SnappyException(
                    "a block of " + block.length + " bytes cannot hold the " + length + " it says", 0);
        }
        return (int) length;
    }

    private static long preamble(byte[] block) throws SnappyException {
        long length = 0;
        for (int i = 0; i < block.length && i < 5; i++) {
            length |= (long) (block[i] & 0x7f) << (7 * i);
            if (block[i] >= 0 && length <= MOST_LENGTH) {
                return length;
            }
        }
        throw new SnappyException("the block does not begin with a length of up to 32 bits", 0);
    }

    /**
     * Decompresses a block.
     *
     * @param length what {@link #length} has said
     * @param out where to, from its beginning on; at least {@link #SLACK} bytes longer than that. What is behind the length is
     *     undefined afterwards
     * @throws SnappyException if the block is damaged
     */
    static void decode(byte[] block, int length, byte[] out) throws SnappyException {
        Objects.checkFromIndexSize(0, length + SLACK, out.length);
        int at = 0;
        while (block[at] < 0) {
            at++;
        }
        at++;
        int to = 0;
        while (at < block.length) {
            int start = at;
            int tag = block[at++] & 0xff;
            if ((tag & KIND) == LITERAL) {
                int count = (tag >>> 2) + 1;
                if (count > LONG_LITERAL) {
                    int bytes = count - LONG_LITERAL;
                    count = littleEndian(block, at, bytes, start) + 1;
                    at += bytes;
                }
                // A count of more than 31 bits is negative here.
                if (count <= 0 || count > block.length - at || count > length - to) {
                    throw new SnappyException("a literal reaches beyond the end", start);
                }
                literal(block, at, out, to, count);
                at += count;
                to += count;
            } else {
                int bytes = OFFSET_BYTES[tag & KIND];
                int offset = littleEndian(block, at, bytes, start);
                int count = 1 + (tag >>> 2);
                if (bytes == 1) {
                    offset |= (tag & 0xe0) << 3;
                    count = 4 + ((tag >>> 2) & 7);
                }
                at += bytes;
                if (offset <= 0 || offset > to) {
                    throw new SnappyException("a copy begins before the beginning", start);
                }
                if (count > length - to) {
                    throw new SnappyException("a copy reaches beyond the end", start);
                }
                copy(out, to, offset, count);
                to += count;
            }
        }
        if (to != length) {
            throw new SnappyException("the block holds " + to + " bytes and says " + length, block.length);
        }
    }

    private static int littleEndian(byte[] block, int at, int bytes, int start) throws SnappyException {
        if (bytes > block.length - at) {
            throw new SnappyException("the block ends within a tag", start);
        }
        if (block.length - at >= Integer.BYTES) {
            return (int) INTS.get(block, at) & (int) (-1L >>> (64 - 8 * bytes));
        }
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (block[at + i] & 0xff) << (8 * i);
        }
        return value;
    }

    private static void literal(byte[] block, int at, byte[] out, int to, int count) {
        if (count <= 16 && block.length - at >= 16) {
            LONGS.set(out, to, (long) LONGS.get(block, at));
            LONGS.set(out, to + 8, (long) LONGS.get(block, at + 8));
        } else {
            System.arraycopy(block, at, out, to, count);
        }
    }

    /** Copies what came out before; what is copied may reach into its own copy, and is repeated then. */
    private static void copy(byte[] out, int to, int offset, int count) {
        int from = to - offset;
        if (offset >= Long.BYTES) {
            for (int i = 0; i < count; i += Long.BYTES) {
                LONGS.set(out, to + i, (long) LONGS.get(out, from + i));
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[to + i] = out[from + i];
            }
        }
    }
}
