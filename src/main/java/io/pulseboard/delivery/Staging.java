package io.pulseboard.delivery;

import io.netty.channel.unix.Buffer;
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

    /** Where that is: given the buffer, the native side would ask the JVM for it at every write. */
    private final long address = Buffer.memoryAddress(memory);

    private @Nullable SharedBytes staged;
    private long stagedNanos;

    private Staging() {}

    /** That of the current thread. */
    static Staging ofLoop() {
        return OF_LOOP.get();
    }

    /**
     * When this loop met the message, by {@link System#nanoTime}: near enough to now, without a look at the clock for every client.
     */
    long met(SharedBytes message) {
        stage(message);
        return stagedNanos;
    }

    /**
     * Writes to a socket that does not block.
     *
     * @return how many bytes it took, 0 if it is full
     * @throws IOException if the other side has gone
     */
    int write(FileDescriptor socket, SharedBytes message) throws IOException {
        stage(message);
        if (message.length() > CAPACITY) {
            return socket.write(message.from(0).nioBuffer(), 0, message.length());
        }
        return socket.writeAddress(address, 0, message.length());
    }

    private void stage(SharedBytes message) {
        if (staged != message) {
            if (message.length() <= CAPACITY) {
                message.copyTo(memory.clear());
            }
            staged = message;
            stagedNanos = System.nanoTime();
        }
    }
}
