package io.pulseboard.delivery;

import java.util.Arrays;

/** CBOR of clients under Jazzer: what is read and written is read again, and written alike. */
public final class CborFuzzTarget {
    private CborFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        byte[] written;
        try {
            written = rewritten(input);
        } catch (CborSyntaxException refused) {
            return;
        }
        try {
            if (!Arrays.equals(rewritten(written), written)) {
                throw new AssertionError("not written alike: " + Arrays.toString(written));
            }
        } catch (CborSyntaxException refused) {
            throw new AssertionError("does not read what it wrote: " + Arrays.toString(written), refused);
        }
    }

    private static byte[] rewritten(byte[] item) throws CborSyntaxException {
        return new CborBytes(item.length).item(CborReader.read(item)).toByteArray();
    }
}
