package bench;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Compresses into Snappy's block format, as remote write wants it: repeated bytes of the last 64 KiB are found by a hash of four. See <a
 * href="https://github.com/google/snappy/blob/main/format_description.txt">its description</a>.
 */
final class Snappy {
    private static final int BLOCK = 1 << 16;
    private static final int HASH_BITS = 14;
    private static final int LONGEST_COPY = 64;
    private static final int SHORTEST_COPY = 4;

    private final int[] table = new int[1 << HASH_BITS];
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 18);

    byte[] compress(byte[] in) {
        out.reset();
        int rest = in.length;
        for (; rest > 0x7f; rest >>>= 7) {
            out.write(rest & 0x7f | 0x80);
        }
        out.write(rest);
        for (int from = 0; from < in.length; from += BLOCK) {
            block(in, from, Math.min(in.length, from + BLOCK));
        }
        return out.toByteArray();
    }

    private void block(byte[] in, int from, int to) {
        Arrays.fill(table, -1);
        int unwritten = from;
        int at = from;
        while (at + SHORTEST_COPY <= to) {
            int four = four(in, at);
            int slot = four * 0x1e35a7bd >>> Integer.SIZE - HASH_BITS;
            int before = table[slot];
            table[slot] = at;
            if (before < 0 || four(in, before) != four) {
                at++;
                continue;
            }
            int length = SHORTEST_COPY;
            while (at + length < to && in[before + length] == in[at + length]) {
                length++;
            }
            literal(in, unwritten, at);
            copy(at - before, length);
            at += length;
            unwritten = at;
        }
        literal(in, unwritten, to);
    }

    private static int four(byte[] in, int at) {
        return in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | in[at + 3] << 24;
    }

    private void literal(byte[] in, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        if (length <= 60) {
            out.write(length - 1 << 2);
        } else {
            out.write(61 << 2);
            out.write(length - 1);
            out.write(length - 1 >> 8);
        }
        out.write(in, from, length);
    }

    private void copy(int distance, int length) {
        for (int rest = length; rest > 0; rest -= LONGEST_COPY) {
            out.write(Math.min(rest, LONGEST_COPY) - 1 << 2 | 2);
            out.write(distance);
            out.write(distance >> 8);
        }
    }
}
