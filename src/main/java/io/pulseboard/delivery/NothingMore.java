package io.pulseboard.delivery;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Notices what an HTTP/1 client sends after its request while the answer to that is a stream, be it garbage, which the decoder makes a
 * bad request of, or another request ahead of its time (RFC 9112, section 9.3.2). Vert.x would keep them all until the stream is
 * over, without a limit. Confined to the connection's event loop.
 */
public final class NothingMore extends ChannelInboundHandlerAdapter {
    /** The name that Vert.x gives the handler behind which its connection is. */
    private static final String CONNECTION = "handler";

    private final Runnable onMore;
    private @Nullable ChannelHandlerContext place;
    private boolean violated;

    private NothingMore(Runnable onMore) {
        this.onMore = onMore;
    }

    /**
     * Begins to watch a connection.
     *
     * @param onMore called once, to end the stream and the connection
     */
    public static NothingMore watch(Channel channel, Runnable onMore) {
        NothingMore watch = new NothingMore(onMore);
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.context(CONNECTION) != null) {
            pipeline.addBefore(CONNECTION, null, watch);
        }
        return watch;
    }

    /** Lets the next request pass: the stream is over, and the connection need not be. */
    public void stop() {
        if (place != null && !violated && !place.isRemoved()) {
            place.pipeline().remove(this);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        place = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // What is no request is the rest of the one that is being answered.
        if (!violated && message instanceof HttpRequest) {
            violated = true;
            onMore.run();
        }
        if (violated) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
