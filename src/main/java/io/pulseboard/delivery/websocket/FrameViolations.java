package io.pulseboard.delivery.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.pulseboard.hub.CloseReason;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fails a connection as RFC 6455 wants it, with its close codes: 1007 for a text message that is not UTF-8 (section 8.1), 1002 for
 * reserved bits and other broken framing (section 5.2), 1009 for a frame that is too large (section 7.4.1). Vert.x has Netty's decoder throw
 * but not answer, and does not check UTF-8 at all. Belongs right behind the decoder. Confined to the connection's event loop.
 */
final class FrameViolations extends ChannelInboundHandlerAdapter {
    private final Consumer<CloseReason> onViolation;
    private boolean failed;

    private FrameViolations(Consumer<CloseReason> onViolation) {
        this.onViolation = onViolation;
    }

    /**
     * Watches a connection whose upgrade is done.
     *
     * @param onViolation told why the connection is being failed, once
     */
    static void watch(Channel channel, Consumer<CloseReason> onViolation) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext decoder = findDecoder(pipeline);
        if (decoder != null) {
            pipeline.addAfter(decoder.name(), "pulseboard-violations", new FrameViolations(onViolation));
            pipeline.addAfter(decoder.name(), "pulseboard-utf8", new Utf8FrameValidator(false));
        }
    }

    private static @Nullable ChannelHandlerContext findDecoder(ChannelPipeline pipeline) {
        for (String name : pipeline.names()) {
            ChannelHandlerContext context = pipeline.context(name);
            if (context != null && context.handler() instanceof WebSocketFrameDecoder) {
                return context;
            }
        }
        return null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (failed) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (failed) {
            return;
        }
        CorruptedWebSocketFrameException violation = violation(cause);
        if (violation == null) {
            context.fireExceptionCaught(cause);
            return;
        }
        failed = true;
        int code = violation.closeStatus().code();
        onViolation.accept(code == 1009 ? CloseReason.MESSAGE_TOO_LARGE : CloseReason.PROTOCOL_ERROR);
        String reason = violation.closeStatus().reasonText();
        context.channel().writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(ChannelFutureListener.CLOSE);
    }

    private static @Nullable CorruptedWebSocketFrameException violation(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CorruptedWebSocketFrameException violation) {
                return violation;
            }
        }
        return null;
    }
}
