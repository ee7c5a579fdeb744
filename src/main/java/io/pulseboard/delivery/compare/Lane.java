package io.pulseboard.delivery.compare;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.pulseboard.delivery.Connections;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a visitor, below everything that frames and above TLS: it counts what is written, has the visitor's other connection
 * go first when that one's turn is, and can hold back what is written, drop it or end it. Streams without a visitor have none of this in their way; with it, their bytes take the pipeline, as they do where there
 * is TLS. Confined to the connection's event loop, except for what says otherwise.
 */
final class Lane extends ChannelDuplexHandler {
    private static final String NAME = "pulseboard.compare";

    /** What is delayed counts as taken up to here, as the network would take it; beyond, who writes has to wait. */
    private static final int MAX_UNDERWAY_BYTES = 256 * 1024;

    /** Who asks and asks while nothing is answered gets it all at once. */
    private static final int MAX_HELD_BYTES = 4 * 1024 * 1024;

    /** How long the first of a tick is waited for: it may have nothing to say. */
    private static final long LONGEST_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int LONGEST_HEARTBEAT = 256;
    private static final ByteBuf JSON_HEARTBEAT = constant("\"type\":\"heartbeat\"");
    /** Text of 4 and of 9 bytes in CBOR (RFC 8949, section 3.1). */
    private static final ByteBuf CBOR_HEARTBEAT = constant("dtypeiheartbeat");

    private static final ByteBuf END_OF_HEAD = constant("\r\n\r\n");

    private final Transport transport;
    private final Channel channel;
    private final Visitor visitor;
    private final boolean takesEvents;
    private final boolean reused;
    private final long openedMillis;
    private long delayNanos;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext place;
    private long heldBytes;
    private long silentUntilNanos;
    private boolean silent;
    /** The other connection goes first, and what is written here waits for it: a silence that ends when it has. */
    private boolean awaitsTurn;
    /** The newest tick in which this connection took its turn. */
    private long tick = -1;

    private boolean muted;
    private boolean waiting;

    // One writer; read by whoever asks.
    private volatile long writtenTick = -1;
    private volatile long firsts;
    private volatile long headBytes;
    private volatile long bodyBytes;

    /** What a lane carries. */
    enum Transport {
        /** Server-Sent Events. */
        SSE("sse"),
        /** A WebSocket. */
        WEBSOCKET("websocket");

        private final String text;

        Transport(String text) {
            this.text = text;
        }

        /** As metrics and the protocol call it. */
        String text() {
            return text;
        }
    }

    private record Held(ByteBuf bytes, ChannelPromise promise, long dueNanos) {}

    /**
     * @param visitor whose connection it is
     * @param takesEvents whether an event may be written between those of the stream: it is SSE, in chunks and not compressed
     * @param reused whether the connection has served other requests before
     * @param delayMillis by how much everything is late
     */
    Lane(Transport transport, Channel channel, Visitor visitor, boolean takesEvents, boolean reused, int delayMillis) {
        this.transport = transport;
        this.channel = channel;
        this.visitor = visitor;
        this.takesEvents = takesEvents;
        this.reused = reused;
        this.openedMillis = System.currentTimeMillis();
        this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)).asReadOnly());
    }

    /** Takes its place in the pipeline, and that of the lane which the connection was before. */
    void install() {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
        }
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst(NAME, this);
        } else {
            pipeline.addAfter(tls.name(), NAME, this);
        }
    }

    Transport transport() {
        return transport;
    }

    /** When the request for it came, in Unix milliseconds. */
    long openedMillis() {
        return openedMillis;
    }

    /** Whether the connection has served other requests before; what is then measured is a warm connect. */
    boolean isReused() {
        return reused;
    }

    /** Bytes of status line and header fields. For any thread. */
    long headBytes() {
        return headBytes;
    }

    /** Bytes after the head, framing included, before TLS. For any thread. */
    long bodyBytes() {
        return bodyBytes;
    }

    /** In how many ticks it was written before the visitor's other stream. For any thread. */
    long firsts() {
        return firsts;
    }

    /** Closes the connection at once, without a word. For any thread. */
    void cut() {
        Connections.abort(channel);
    }

    /** Holds back all that is written from now on. For any thread. */
    void silence(int seconds) {
        channel.eventLoop().execute(() -> {
            silentUntilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            silent = true;
            awaitsTurn = false;
        });
    }

    /** Ends what holds back, now and from now on: the server is stopping, and the last words have to get out. For any thread. */
    void letGo() {
        channel.eventLoop().execute(() -> {
            silent = false;
            delayNanos = 0;
            if (place != null) {
                release(place, Long.MAX_VALUE);
            }
        });
    }

    /** Drops heartbeats, as far as they are not compressed; or no longer. For any thread. */
    void mute(boolean on) {
        channel.eventLoop().execute(() -> muted = on);
    }

    /**
     * Writes an event of its own. For any thread.
     *
     * @param json the data
     * @return whether this lane takes one
     */
    boolean event(String json) {
        if (!takesEvents || headBytes == 0) {
            return false;
        }
        byte[] event = ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
        channel.eventLoop().execute(() -> {
            if (place != null) {
                // RFC 9112, section 7.1.
                byte[] size = (Integer.toHexString(event.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                byte[] end = {'\r', '\n'};
                write(place, Unpooled.wrappedBuffer(size, event, end), place.newPromise());
                place.flush();
            }
        });
        return true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        place = context;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        place = null;
        drop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
        context.fireChannelInactive();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        drop();
        context.close(promise);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            context.write(message, promise);
            return;
        }
        if (muted && isHeartbeat(bytes)) {
            bytes.release();
            promise.trySuccess();
            return;
        }
        count(bytes);
        long now = System.nanoTime();
        silent = silent && now - silentUntilNanos < 0;
        takeTurn(now);
        if (!silent && delayNanos == 0 && held.isEmpty()) {
            context.write(bytes, promise);
        } else {
            hold(context, bytes, promise, now);
        }
    }

    /** With the first bytes of a tick: lets the other connection go first if that one's turn is and it has not yet. */
    private void takeTurn(long now) {
        long newest = visitor.turns().newestTick();
        if (newest == tick) {
            return;
        }
        tick = newest;
        Lane other = visitor.beside(this);
        boolean first = visitor.turns().first(newest) == transport;
        if (!first && !silent && delayNanos == 0 && other != null && other.writtenTick < newest) {
            silent = true;
            awaitsTurn = true;
            silentUntilNanos = now + LONGEST_TURN_NANOS;
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer: the loop.
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (writtenTick < tick && !silent) {
            writtenTick = tick;
            Lane other = visitor.beside(this);
            if (other != null && other.writtenTick < tick) {
                firsts++;
                other.channel.eventLoop().execute(other::endTurn);
            }
        }
    }

    /** The other connection has been written. */
    private void endTurn() {
        if (awaitsTurn) {
            awaitsTurn = false;
            silent = false;
            writtenTick = tick;
            if (place != null) {
                release(place, Long.MAX_VALUE);
            }
        }
    }

    private static boolean isHeartbeat(ByteBuf bytes) {
        return bytes.readableBytes() < LONGEST_HEARTBEAT
                && (ByteBufUtil.indexOf(JSON_HEARTBEAT, bytes) >= 0 || ByteBufUtil.indexOf(CBOR_HEARTBEAT, bytes) >= 0);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer: the loop.
    private void count(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (headBytes == 0) {
            int end = ByteBufUtil.indexOf(END_OF_HEAD, bytes);
            int head = end < 0 ? length : end - bytes.readerIndex() + END_OF_HEAD.readableBytes();
            headBytes = head;
            bodyBytes = length - head;
        } else {
            bodyBytes += length;
        }
    }

    private void hold(ChannelHandlerContext context, ByteBuf bytes, ChannelPromise promise, long now) {
        long due = now + delayNanos;
        ChannelPromise later = promise;
        if (silent && due - silentUntilNanos < 0) {
            due = silentUntilNanos;
        } else if (heldBytes < MAX_UNDERWAY_BYTES && promise.trySuccess()) {
            later = context.newPromise();
        }
        held.add(new Held(bytes, later, due));
        heldBytes += bytes.readableBytes();
        if (heldBytes > MAX_HELD_BYTES) {
            silent = false;
            release(context, Long.MAX_VALUE);
        } else if (!waiting) {
            await(context, due - now);
        }
    }

    private void await(ChannelHandlerContext context, long nanos) {
        waiting = true;
        context.executor().schedule(() -> released(context), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    private void released(ChannelHandlerContext context) {
        waiting = false;
        long now = System.nanoTime();
        release(context, now);
        Held next = held.peek();
        if (next != null) {
            await(context, next.dueNanos() - now);
        }
    }

    private void release(ChannelHandlerContext context, long nowNanos) {
        for (Held next = held.peek(); next != null && isDue(next, nowNanos); next = held.peek()) {
            held.remove();
            heldBytes -= next.bytes().readableBytes();
            context.write(next.bytes(), next.promise());
        }
        context.flush();
    }

    private static boolean isDue(Held next, long nowNanos) {
        return nowNanos == Long.MAX_VALUE || next.dueNanos() - nowNanos <= 0;
    }

    private void drop() {
        for (Held next = held.poll(); next != null; next = held.poll()) {
            ReferenceCountUtil.release(next.bytes());
            next.promise().tryFailure(new ClosedChannelException());
        }
        heldBytes = 0;
    }
}
