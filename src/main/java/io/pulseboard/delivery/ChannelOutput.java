package io.pulseboard.delivery;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.Prefetch;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes shared, framed bytes to one HTTP/1.1 connection, below the encoder of HTTP or WebSocket.
 *
 * <p>Why below it: the encoder would frame the same message again for every client, in objects and buffers of its own, and hand three
 * pieces to the socket where one will do. Here a message costs a client one {@code write(2)} and no allocation. Where nothing but
 * the transport lies below the encoder, the write goes straight to the socket; what it does not take, and everything where there is TLS or
 * another handler in between, goes through the pipeline from the encoder's place on, and so in order with whatever else is
 * written to the connection. HTTP/1.0 and HTTP/2 are not for this class: they frame differently, and use the framework's path.
 *
 * <p>What passes the framework by is made up for here: Vert.x is told the bytes for its metrics, and the idle timeout that there was a write.
 *
 * <p>Nothing is queued: the next message is for when the socket has taken this one. Confined to the connection's event loop.
 */
public final class ChannelOutput implements ChannelFutureListener, Prefetch {
    /**
     * After how many bytes Vert.x is told. It would tell its metrics for every 4 KiB: for each message of that size, by way of
     * objects of the connection that nothing else here has a need of, which was a third of all that a message cost outside of the
     * kernel.
     */
    private static final int REPORTED_AT_ONCE = 64 * 1024;

    /** By which part of itself the idle timeout may come early. */
    private static final int IDLE_SLACK = 16;

    private final ConnectionBase connection;
    private final Channel channel;
    private final ChannelHandlerContext encoder;
    private final @Nullable FileDescriptor socket;
    /** What the pipeline has not written yet. Kept, since the way to it leads through three objects; Netty makes one per channel. */
    private final @Nullable ChannelOutboundBuffer waiting;

    private final @Nullable IdleStateHandler idle;
    private final long idleSlackNanos;
    private final LongAdder sent;
    private final Runnable onTaken;
    /** Bytes that Vert.x has not been told of yet. */
    private int unreported;

    private long idleToldNanos = System.nanoTime();

    private boolean busy;
    private CloseReason lost = CloseReason.CLIENT_LEFT;

    private ChannelOutput(
            ConnectionBase connection,
            ChannelHandlerContext encoder,
            @Nullable FileDescriptor socket,
            @Nullable IdleStateHandler idle,
            LongAdder sent,
            Runnable onTaken) {
        this.connection = connection;
        this.channel = connection.channel();
        this.encoder = encoder;
        this.waiting = channel.unsafe().outboundBuffer();
        this.socket = socket;
        this.idle = idle;
        this.idleSlackNanos = idle == null ? 0 : idleNanos(idle) / IDLE_SLACK;
        this.sent = sent;
        this.onTaken = onTaken;
    }

    /**
     * The output of a connection that is open; on its event loop.
     *
     * @param encoder the kind of encoder that the messages have no need of
     * @param sent counts the bytes
     * @param onTaken run on the loop when the socket has taken a message that {@link #write} returned false for
     * @throws IllegalStateException if the connection has no such encoder
     */
    public static ChannelOutput of(
            ConnectionBase connection,
            Class<? extends ChannelOutboundHandler> encoder,
            LongAdder sent,
            Runnable onTaken) {
        ChannelPipeline pipeline = connection.channel().pipeline();
        ChannelHandlerContext context = pipeline.context(encoder);
        if (context == null) {
            throw new IllegalStateException("no " + encoder.getSimpleName() + " in " + pipeline.names());
        }
        return new ChannelOutput(
                connection, context, socket(context), pipeline.get(IdleStateHandler.class), sent, onTaken);
    }

    /** The socket, if all that lies between it and the encoder looks at incoming bytes only. */
    private static @Nullable FileDescriptor socket(ChannelHandlerContext encoder) {
        for (Map.Entry<String, ChannelHandler> entry : encoder.pipeline()) {
            if (entry.getValue() == encoder.handler()) {
                break;
            }
            if (entry.getValue() instanceof ChannelOutboundHandler) {
                return null;
            }
        }
        boolean lingers = encoder.channel().config() instanceof SocketChannelConfig config && config.getSoLinger() > 0;
        // Who lingers is closed by another thread, which could give the descriptor to somebody else under our hands.
        return encoder.channel() instanceof UnixChannel unix && !lingers ? unix.fd() : null;
    }

    /** Why the connection is gone, as far as writing to it tells; that the client left, where nothing speaks against it. */
    public CloseReason lost() {
        return lost;
    }

    /** Whether a message is under way that the socket has not taken yet. */
    public boolean busy() {
        return busy;
    }

    /**
     * Writes a message; not while another is {@linkplain #busy under way}.
     *
     * @return true if the socket has taken all of it; false if it has not, or the connection is closed
     */
    public boolean write(SharedBytes message) {
        if (waiting == null || !isOpen()) {
            return false;
        }
        unreported += message.bodyLength();
        if (unreported >= REPORTED_AT_ONCE) {
            report();
        }
        sent.add(message.length());
        if (idle != null) {
            notIdle(idle, message);
        }
        int taken = waiting.totalPendingWriteBytes() == 0 ? writeDirectly(message) : 0;
        return taken == message.length() || writeThroughPipeline(message, taken);
    }

    @Override
    public int prefetch() {
        return waiting == null || socket == null ? 0 : (int) waiting.totalPendingWriteBytes() + socket.intValue();
    }

    /** On the loop a socket is closed in the same turn in which its channel is; only without one the channel must be asked. */
    private boolean isOpen() {
        return socket == null ? channel.unsafe().outboundBuffer() != null : socket.isOpen();
    }

    /** Tells the idle timeout, but not for every write: it is one more object of the connection, and one more look at the clock. */
    private void notIdle(IdleStateHandler timeout, SharedBytes message) {
        long now = Staging.ofLoop().met(message);
        if (now - idleToldNanos >= idleSlackNanos) {
            idleToldNanos = now;
            timeout.resetWriteTimeout();
        }
    }

    /** The shortest time without a write after which it acts. */
    private static long idleNanos(IdleStateHandler timeout) {
        return TimeUnit.MILLISECONDS.toNanos(
                LongStream.of(timeout.getWriterIdleTimeInMillis(), timeout.getAllIdleTimeInMillis())
                        .filter(millis -> millis > 0)
                        .min()
                        .orElse(Long.MAX_VALUE));
    }

    private void report() {
        connection.reportBytesWritten(unreported);
        unreported = 0;
    }

    /** Says that nothing more will be written: the framework's counters are brought to what was. */
    public void end() {
        report();
        // Vert.x keeps back what is less than 4 KiB, and has perhaps settled its own account of the connection already.
        connection.flushBytesWritten();
    }

    private int writeDirectly(SharedBytes message) {
        if (socket == null) {
            return 0;
        }
        try {
            return Staging.ofLoop().write(socket, message);
        } catch (IOException failure) {
            // The pipeline will fail as well, and knows how to end the connection; but the reason is told only once.
            lost = Connections.reason(failure);
            return 0;
        }
    }

    private boolean writeThroughPipeline(SharedBytes message, int from) {
        ChannelFuture written = encoder.writeAndFlush(message.from(from));
        if (written.isSuccess()) {
            return true;
        }
        busy = true;
        written.addListener(this);
        return false;
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        busy = false;
        if (written.isSuccess()) {
            onTaken.run();
        } else if (lost == CloseReason.CLIENT_LEFT) {
            // The connection is being closed, which its close handler is told.
            lost = Connections.reason(written.cause());
        }
    }
}
