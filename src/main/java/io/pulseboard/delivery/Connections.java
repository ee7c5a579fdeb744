package io.pulseboard.delivery;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/** Ends connections whose client takes nothing any more. */
public final class Connections {
    private Connections() {}

    /**
     * Closes a connection at once and drops what still waits to be sent. Vert.x sends that first, also when it is asked through
     * {@link Channel#close}, and for a client that takes nothing this means never. For any thread; a closed one stays closed.
     */
    public static void abort(Channel channel) {
        channel.eventLoop().execute(() -> {
            // From the first context on there is only the transport.
            ChannelHandlerContext first = channel.pipeline().firstContext();
            if (first != null) {
                first.close();
            }
        });
    }
}
