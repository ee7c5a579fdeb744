package io.pulseboard.delivery;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One client's gzip stream (RFC 1952), made of blocks that it shares with others. What is its own are the checksum and length that
 * the trailer wants, and which message it got last. A stream that is cut off lacks its trailer, like any other download that is. Confined to one
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

    /** The message that was sent last, if the next one can refer to it: one that others have too, no snapshot that nobody else holds. */
    private @Nullable EncodedMessage last;

    /**
     * The beginning of the stream: its header, and text that is this client's alone, stored as it is, as to compress a line costs more
     * than it saves.
     *
     * @param text less than 64 KiB
     */
    public byte[] begin(byte[] text) {
        byte[] stored = own(text);
        return ByteBuffer.allocate(HEADER.length + stored.length)
                .put(HEADER)
                .put(stored)
                .array();
    }

    /**
     * What to send for more text that is this client's alone, stored as it is.
     *
     * @param text less than 64 KiB
     */
    public byte[] own(byte[] text) {
        GzipBlock block = stored(text);
        append(block);
        // What comes next could only refer to it, and nobody else has it.
        last = null;
        return block.body().bytes();
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

    /** What to send for the next message, which counts as sent. Allocates nothing, unless it is the first to ask for that message. */
    public GzipBlock next(EncodedMessage message) {
        EncodedMessage before = last;
        GzipBlock block = before == null ? message.gzip() : message.gzipAfter(before);
        last = message.isUpdate() ? message : null;
        append(block);
        return block;
    }

    private void append(GzipBlock block) {
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
