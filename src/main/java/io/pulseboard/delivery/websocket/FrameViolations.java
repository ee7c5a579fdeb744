package io.pulseboard.delivery.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.pulseboard.hub.CloseReason;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fails a connection as RFC 6455 wants it, with its close codes: 1007 for a text message that is not UTF-8 (section 8.1), 1002 for
 * reserved bits and other broken framing (section 5.2), 1009 for a frame that is too large (section 7.4.1). Vert.x has Netty's decoder throw
 * but not answer, and does not check UTF-8 at all;
 * and of a message in fragments that is too large in sum Quarkus only tells an error handler. Belongs right behind the decoder. Confined to the connection's event loop.
 */
final class FrameViolations extends ChannelInboundHandlerAdapter {
    /**
     * How long the client has to take the close frame and close. Closed at once while it still sends, the connection would be reset,
     * and the frame lost.
     */
    private static final long LINGER_MILLIS = 500;

    private final int maxMessageBytes;
    private final Consumer<CloseReason> onViolation;
    private int messageBytes;
    private boolean failed;

    private FrameViolations(int maxMessageBytes, Consumer<CloseReason> onViolation) {
        this.maxMessageBytes = maxMessageBytes;
        this.onViolation = onViolation;
    }

    /**
     * Watches a connection whose upgrade is done.
     *
     * @param maxMessageBytes how long a message may be, all its fragments together
     * @param onViolation told why the connection is being failed, once
     */
    static void watch(Channel channel, int maxMessageBytes, Consumer<CloseReason> onViolation) {
        ChannelPipeline pipeline = channel.pipeline();
        // A connection with compression has a decoder of ours already.
        ChannelHandlerContext before = pipeline.context(CompressedMessages.class);
        if (before == null) {
            before = replaceDecoder(pipeline, maxMessageBytes, false);
        }
        if (before != null) {
            pipeline.addAfter(
                    before.name(), "pulseboard-violations", new FrameViolations(maxMessageBytes, onViolation));
            pipeline.addAfter(before.name(), "pulseboard-utf8", new Utf8FrameValidator(false));
        }
    }

    /**
     * Puts a decoder with a limit of its own in the place of the one there is. Vert.x has one limit for the frames of both directions, and what
     * we send in one frame is larger than what we take.
     *
     * @param maxFrameBytes how long a frame may be
     * @param extensions whether a handler of ours looks at the reserved bits; if not, the decoder lets none pass
     * @return where it is now; null if there is none, as the connection is closed
     */
    static @Nullable ChannelHandlerContext replaceDecoder(
            ChannelPipeline pipeline, int maxFrameBytes, boolean extensions) {
        ChannelHandlerContext replaced = findDecoder(pipeline);
        if (replaced == null) {
            return null;
        }
        WebSocket13FrameDecoder decoder = new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .allowExtensions(extensions)
                .closeOnProtocolViolation(false)
                .maxFramePayloadLength(maxFrameBytes)
                .build());
        pipeline.replace(replaced.handler(), replaced.name(), decoder);
        return pipeline.context(decoder);
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
        if (!failed && message instanceof WebSocketFrame frame && tooLarge(frame)) {
            fail(context, WebSocketCloseStatus.MESSAGE_TOO_BIG);
        }
        // Vert.x answers pings by itself. Who does not read the answers gets none: RFC 6455 section 5.5.2 lets us
        // answer the last one.
        boolean unanswered =
                message instanceof PingWebSocketFrame && !context.channel().isWritable();
        if (failed || unanswered) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private boolean tooLarge(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            messageBytes = 0;
        } else if (!(frame instanceof ContinuationWebSocketFrame)) {
            return false;
        }
        messageBytes += frame.content().readableBytes();
        return messageBytes > maxMessageBytes;
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
        fail(context, violation.closeStatus());
    }

    /** Closed through this context and not the channel: Vert.x, further up, would send a close frame of its own after ours. */
    private void fail(ChannelHandlerContext context, WebSocketCloseStatus status) {
        failed = true;
        boolean large = status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        onViolation.accept(large ? CloseReason.MESSAGE_TOO_LARGE : CloseReason.PROTOCOL_ERROR);
        context.channel().writeAndFlush(new CloseWebSocketFrame(status));
        context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
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
