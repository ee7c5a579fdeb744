package io.pulseboard.delivery;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One client's gzip stream (RFC 1952), made of blocks that it shares with others. What is its own are the checksum and length that
 * the trailer wants, eight bytes. A stream that is cut off lacks its trailer, like any other download that is. Confined to one
 * thread.
 */
public final class GzipStream {
    /** No flags, no time, no file system: section 2.3.1. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** An empty block that is the last one: RFC 1951, section 3.2.6. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private static final int STORED_OVERHEAD = 5;
    private static final int MOST_STORED = 0xffff;
    private static final int TRAILER_BYTES = 8;

    private int crc;
    private int length;

    /**
     * The beginning of the stream: its header, and text that is this client's alone, stored as it is, as to compress a line costs more
     * than it saves.
     *
     * @param text less than 64 KiB
     */
    public byte[] begin(byte[] text) {
        GzipBlock block = stored(text);
        append(block);
        return ByteBuffer.allocate(HEADER.length + block.bytes().length)
                .put(HEADER)
                .put(block.bytes())
                .array();
    }

    /** RFC 1951, section 3.2.4. The three bits of the block's kind are 0, and fill up to a byte. */
    private static GzipBlock stored(byte[] text) {
        if (text.length > MOST_STORED) {
            throw new IllegalArgumentException("more than a stored block holds: " + text.length + " bytes");
        }
        byte[] bytes = ByteBuffer.allocate(STORED_OVERHEAD + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0)
                .putShort((short) text.length)
                .putShort((short) ~text.length)
                .put(text)
                .array();
        return new GzipBlock(text, bytes);
    }

    /** Takes note of a block that is sent; allocates nothing. */
    public void append(GzipBlock block) {
        crc = Crc32Combination.combine(crc, block.crc(), block.operator());
        length += block.plainLength();
    }

    /** The end of the stream, after which nothing may be appended. */
    public byte[] end() {
        return ByteBuffer.allocate(LAST_BLOCK.length + TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(LAST_BLOCK)
                .putInt(crc)
                .putInt(length)
                .array();
    }
}
