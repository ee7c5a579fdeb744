package io.pulseboard.ingest.remotewrite;

import java.util.Arrays;

/** Snappy's blocks under Jazzer: decompressed, the same each time and nothing behind the end, or refused. */
public final class SnappyFuzzTarget {
    private static final int MOST_BYTES = 1 << 16;

    private SnappyFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            int length = SnappyBlock.length(input, MOST_BYTES);
            byte[] once = decode(input, length, (byte) 0);
            byte[] again = decode(input, length, (byte) 0x55);
            if (!Arrays.equals(once, 0, length, again, 0, length)) {
                throw new AssertionError("what comes out depends on what was there before");
            }
        } catch (SnappyException refused) {
            if (String.valueOf(refused.getMessage()).isEmpty()) {
                throw new AssertionError("no reason", refused);
            }
        }
    }

    private static byte[] decode(byte[] block, int length, byte before) throws SnappyException {
        byte[] out = new byte[length + SnappyBlock.SLACK + 1];
        Arrays.fill(out, before);
        SnappyBlock.decode(block, length, out);
        if (out[out.length - 1] != before) {
            throw new AssertionError("written beyond the array that was promised");
        }
        return out;
    }
}
