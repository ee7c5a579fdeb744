package io.pulseboard.ingest.statsd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket with a thread of its own, which reads datagrams, has them parsed and added up, and flushes. Streams and their threads do not
 * feel what comes here.
 */
final class StatsdSocket implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StatsdSocket.class);
    /** No datagram is larger. */
    private static final int MOST_BYTES = 1 << 16;

    private final Reading reading;
    private final EventLoopGroup thread;
    private final Channel channel;
    private volatile @Nullable Future<?> nextFlush;

    private StatsdSocket(Reading reading, EventLoopGroup thread, Channel channel) {
        this.reading = reading;
        this.thread = thread;
        this.channel = channel;
    }

    /**
     * What is done with what is read. All of it is called on the socket's thread.
     */
    interface Reading {
        /** A datagram, in these bytes from 0 up to, not with, {@code length}; they are used again. */
        void onDatagram(byte[] bytes, int length);

        /** It is time to flush. */
        void flush();

        /** In how many nanoseconds it will be time to flush. */
        long nanosToFlush();
    }

    /**
     * Opens a socket and begins to read.
     *
     * @param receiveBuffer bytes that the kernel keeps of what has not been read yet; 0 for what the system has as its default
     * @throws BindFailedException if the address is taken or forbidden
     */
    static StatsdSocket open(InetSocketAddress address, int receiveBuffer, Reading reading) throws BindFailedException {
        ThreadFactory threads = new DefaultThreadFactory("pulseboard-statsd", true);
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup thread = epoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
        Class<? extends DatagramChannel> type = epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
        Bootstrap bootstrap = new Bootstrap()
                .group(thread)
                .channel(type)
                // Netty's default would cut a datagram off at 2 KiB.
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MOST_BYTES))
                .handler(new Reader(reading));
        if (receiveBuffer > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            end(thread);
            throw new BindFailedException(String.valueOf(bound.cause().getMessage()));
        }
        StatsdSocket socket = new StatsdSocket(reading, thread, bound.channel());
        socket.scheduleFlush();
        return socket;
    }

    private static void end(EventLoopGroup thread) {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** The address cannot be listened on. */
    static final class BindFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        BindFailedException(String reason) {
            super(reason);
        }
    }

    private void scheduleFlush() {
        if (!thread.isShuttingDown()) {
            nextFlush = thread.schedule(this::flush, reading.nanosToFlush(), TimeUnit.NANOSECONDS);
        }
    }

    private void flush() {
        try {
            reading.flush();
        } catch (RuntimeException fault) {
            LOG.errorf(fault, "statsd flush failed");
        } finally {
            scheduleFlush();
        }
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        Future<?> pending = nextFlush;
        if (pending != null) {
            pending.cancel(false);
        }
        channel.close().awaitUninterruptibly();
        end(thread);
    }

    /** Copies each datagram to where the parser reads. */
    private static final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Reading reading;
        private final byte[] bytes = new byte[MOST_BYTES];

        Reader(Reading reading) {
            this.reading = reading;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            ByteBuf content = datagram.content();
            int length = content.readableBytes();
            content.readBytes(bytes, 0, length);
            reading.onDatagram(bytes, length);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.errorf(cause, "statsd datagram failed");
        }
    }
}
