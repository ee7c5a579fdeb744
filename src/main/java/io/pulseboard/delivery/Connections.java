package io.pulseboard.delivery;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.Errors.NativeIoException;
import io.pulseboard.hub.CloseReason;
import java.time.Duration;

/** What all connections of viewers have in common: how long a silent client is borne with, and how its connection is ended. */
public final class Connections {
    /** How much the kernel holds for a client beyond what the network has room for; it would be megabytes, minutes of old news. */
    private static final int MAX_UNSENT_BYTES = 128 * 1024;

    /** The errno of a connection that the kernel gave up: in Linux, on all architectures that Netty's transport is there for. */
    private static final int ETIMEDOUT = 110;

    private Connections() {}

    /**
     * Has the kernel end the connection when its client acknowledges nothing, or has no room, for so long: it notices that also of
     * clients that vanished without a word, and while its own buffers still take what we write. On the connection's event loop, or
     * before it is used; has no effect without Linux's epoll.
     *
     * @param stallTimeout as {@code TCP_USER_TIMEOUT} (RFC 5482)
     */
    public static void boundPatience(Channel channel, Duration stallTimeout) {
        ChannelConfig config = channel.config();
        config.setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) stallTimeout.toMillis());
        config.setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) MAX_UNSENT_BYTES);
    }

    /** Why a connection ended that failed like this, and not by our doing. */
    public static CloseReason reason(Throwable failure) {
        boolean timedOut = failure instanceof NativeIoException error && error.expectedErr() == -ETIMEDOUT;
        return timedOut ? CloseReason.STALLED : CloseReason.CLIENT_LEFT;
    }

    /**
     * Closes a connection at once and drops what still waits to be sent. Vert.x sends that first, also when it is asked through
     * {@link Channel#close}, and for a client that takes nothing this means never. For any thread; a closed one stays closed.
     */
    public static void abort(Channel channel) {
        if (!channel.isOpen()) {
            // Its loop may be gone by now.
            return;
        }
        channel.eventLoop().execute(() -> {
            // From the first context on there is only the transport.
            ChannelHandlerContext first = channel.pipeline().firstContext();
            if (first != null) {
                first.close();
            }
        });
    }
}
