package io.pulseboard.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that many connections are sent, framed already. Immutable to its readers, and so for any thread.
 *
 * <p>They live on the heap. A copy in direct memory, which is what a socket takes without copying, is made only for those who have to
 * leave the bytes with Netty: a client that did not take all of them at once, a connection with TLS, HTTP/2. That copy is
 * unpooled and unreleasable, so that the write of one viewer does not free it under the others; the garbage collector does. Two
 * threads that ask first may both make it.
 */
public final class SharedBytes {
    private final byte[] bytes;
    private final int bodyLength;
    private volatile @Nullable ByteBuf direct;

    /**
     * @param bytes what is written; kept
     * @param bodyLength how many of them a client sees as the body, without the framing of the protocol
     */
    SharedBytes(byte[] bytes, int bodyLength) {
        this.bytes = bytes;
        this.bodyLength = bodyLength;
    }

    /** How many bytes are written. */
    public int length() {
        return bytes.length;
    }

    /** How many of them are the body that the client sees, without chunk heads or the heads of frames. */
    public int bodyLength() {
        return bodyLength;
    }

    /** What is written; not to be written to. */
    byte[] bytes() {
        return bytes;
    }

    /** Appends all of it. */
    void copyTo(ByteBuffer target) {
        target.put(bytes);
    }

    /** What follows this many bytes, as a view of shared direct memory that need not be released. */
    ByteBuf from(int offset) {
        return direct().slice(offset, bytes.length - offset);
    }

    /** All of it, as a view of shared direct memory. */
    public Buffer buffer() {
        return Buffer.buffer(from(0));
    }

    private ByteBuf direct() {
        ByteBuf known = direct;
        if (known == null) {
            ByteBuffer memory =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            known = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory.asReadOnlyBuffer()));
            direct = known;
        }
        return known;
    }
}
