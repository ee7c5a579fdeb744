package io.pulseboard.delivery.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Has a connection read compressed messages from the moment on at which the client is told that it may send them: its first one may come
 * before the framework gets to saying that the socket is open. Confined to the connection's event loop; gone after the answer.
 */
final class DeflateHandshake extends ChannelOutboundHandlerAdapter {
    private final int maxMessageBytes;

    private DeflateHandshake(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Waits for the answer to the handshake.
     *
     * @param maxMessageBytes how long a message from the client may be
     */
    static void await(Channel channel, int maxMessageBytes) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (encoder == null) {
            throw new IllegalStateException("no HttpResponseEncoder in " + pipeline.names());
        }
        pipeline.addAfter(encoder.name(), "pulseboard-deflate-handshake", new DeflateHandshake(maxMessageBytes));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                CompressedMessages.read(context.pipeline(), maxMessageBytes);
            }
            context.pipeline().remove(this);
        }
        context.write(message, promise);
    }
}
