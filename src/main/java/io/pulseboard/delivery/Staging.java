package io.pulseboard.delivery;

import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The direct memory through which one event loop's shared bytes go to its sockets: copied here once per message, written from here
 * once per client. So messages can live on the heap, and nobody has to count who still needs them. Confined to its loop.
 */
final class Staging {
    /** Longer messages are snapshots, of which nobody gets two in a row. */
    private static final int CAPACITY = 128 * 1024;

    private static final FastThreadLocal<Staging> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected Staging initialValue() {
            return new Staging();
        }
    };

    private final ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY);
    private @Nullable SharedBytes staged;

    private Staging() {}

    /** That of the current thread. */
    static Staging ofLoop() {
        return OF_LOOP.get();
    }

    /**
     * Writes to a socket that does not block.
     *
     * @return how many bytes it took, 0 if it is full
     * @throws IOException if the other side has gone
     */
    int write(FileDescriptor socket, SharedBytes message) throws IOException {
        if (message.length() > CAPACITY) {
            return socket.write(message.from(0).nioBuffer(), 0, message.length());
        }
        if (staged != message) {
            message.copyTo(memory.clear());
            staged = message;
        }
        return socket.write(memory, 0, message.length());
    }
}
