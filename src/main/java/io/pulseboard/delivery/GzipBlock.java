package io.pulseboard.delivery;

import java.util.zip.CRC32;

/**
 * A piece of text in the form in which it is appended to any number of gzip streams: blocks of RFC 1951 of which none is the last, that
 * begin and end at a byte. Immutable, for any thread.
 */
public final class GzipBlock {
    private final byte[] bytes;
    private final int plainLength;
    private final int crc;
    private final int operator;

    /**
     * @param plain what is compressed
     * @param bytes the same as deflate blocks; kept
     */
    GzipBlock(byte[] plain, byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(plain);
        this.bytes = bytes;
        this.plainLength = plain.length;
        this.crc = (int) checksum.getValue();
        this.operator = Crc32Combination.operator(plain.length);
    }

    /** What is appended; shared, not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    int plainLength() {
        return plainLength;
    }

    int crc() {
        return crc;
    }

    int operator() {
        return operator;
    }
}
