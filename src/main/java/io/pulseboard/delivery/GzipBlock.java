package io.pulseboard.delivery;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A piece of text in the form in which it is appended to any number of gzip streams: blocks of RFC 1951 of which none is the last, that
 * begin and end at a byte. Immutable to its readers, and so for any thread.
 */
public final class GzipBlock {
    private final SharedBytes body;
    private final int plainLength;
    private final int crc;
    private final int operator;
    private volatile @Nullable SharedBytes chunk;

    /**
     * @param plain what is compressed
     * @param bytes the same as deflate blocks; kept
     */
    GzipBlock(byte[] plain, byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(plain);
        this.body = new SharedBytes(bytes, bytes.length);
        this.plainLength = plain.length;
        this.crc = (int) checksum.getValue();
        this.operator = Crc32Combination.operator(plain.length);
    }

    /** What is appended. */
    public SharedBytes body() {
        return body;
    }

    /** The same as one chunk of an HTTP/1.1 body. */
    public SharedBytes chunk() {
        SharedBytes known = chunk;
        if (known == null) {
            known = Framing.chunk(body.bytes());
            chunk = known;
        }
        return known;
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
