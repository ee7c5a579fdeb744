package io.pulseboard.delivery.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the compression of what a client sends on a connection with {@code permessage-deflate} (RFC 7692, section 6.2); those behind it see
 * plain messages, each in one frame. Checks the reserved bits, which Netty's decoder lets pass once there is any extension:
 *
 * <ul>
 *   <li>1002 for the second and third, and for the first on anything but the first frame of a message (RFC 6455, section 5.2; RFC 7692,
 *       section 6.1)
 *   <li>1007 for data that cannot be inflated (RFC 6455, section 7.4.1; RFC 7692 names no code)
 *   <li>1009 for a message that is too large before or after
 * </ul>
 *
 * Belongs between the decoder and {@link FrameViolations}, which answers. Confined to the connection's event loop; holds nothing but the
 * fragments of a compressed message that is not complete.
 */
final class CompressedMessages extends ChannelInboundHandlerAdapter {
    private static final int RSV1 = 4;

    private final int maxMessageBytes;
    private @Nullable ByteArrayOutputStream fragments;
    private boolean text;
    private boolean failed;

    CompressedMessages(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Has a connection read compressed messages from the next frame on; to be called before the client may send any. */
    static void read(ChannelPipeline pipeline, int maxMessageBytes) {
        ChannelHandlerContext decoder =
                FrameViolations.replaceDecoder(pipeline, maxPayloadBytes(maxMessageBytes), true);
        if (decoder != null) {
            pipeline.addAfter(decoder.name(), "pulseboard-inflate", new CompressedMessages(maxMessageBytes));
        }
    }

    /** How long a payload may be: deflating may make a message longer, by a few bytes for each block that does not compress. */
    private static int maxPayloadBytes(int maxMessageBytes) {
        return (int) Math.min(Integer.MAX_VALUE, maxMessageBytes + maxMessageBytes / 1024L + 64);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (failed) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof WebSocketFrame frame) {
            read(context, frame);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void read(ChannelHandlerContext context, WebSocketFrame frame) {
        boolean first = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
        if (frame.rsv() != 0 && !(first && frame.rsv() == RSV1)) {
            frame.release();
            throw violation(WebSocketCloseStatus.PROTOCOL_ERROR, "reserved bits " + frame.rsv());
        }
        if (frame.rsv() == RSV1) {
            fragments = new ByteArrayOutputStream(frame.content().readableBytes());
            text = frame instanceof TextWebSocketFrame;
        } else if (fragments == null || !(frame instanceof ContinuationWebSocketFrame)) {
            context.fireChannelRead(frame);
            return;
        }
        WebSocketFrame whole = collect(frame);
        if (whole != null) {
            context.fireChannelRead(whole);
        }
    }

    /** Takes in a frame of a compressed message. */
    private @Nullable WebSocketFrame collect(WebSocketFrame frame) {
        ByteArrayOutputStream collected = Objects.requireNonNull(fragments);
        boolean last = frame.isFinalFragment();
        try {
            byte[] payload = new byte[frame.content().readableBytes()];
            frame.content().readBytes(payload);
            collected.writeBytes(payload);
        } finally {
            frame.release();
        }
        if (collected.size() > maxPayloadBytes(maxMessageBytes)) {
            throw violation(WebSocketCloseStatus.MESSAGE_TOO_BIG, collected.size() + " compressed bytes");
        }
        if (!last) {
            return null;
        }
        fragments = null;
        ByteBuf plain = Unpooled.wrappedBuffer(inflate(collected.toByteArray()));
        return text ? new TextWebSocketFrame(true, 0, plain) : new BinaryWebSocketFrame(true, 0, plain);
    }

    private byte[] inflate(byte[] payload) {
        try {
            return MessageInflater.ofThisThread().inflate(payload, maxMessageBytes);
        } catch (DataFormatException broken) {
            throw violation(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "not deflated: " + broken.getMessage());
        } catch (MessageInflater.TooLongException tooLong) {
            throw violation(WebSocketCloseStatus.MESSAGE_TOO_BIG, String.valueOf(tooLong.getMessage()));
        }
    }

    private CorruptedWebSocketFrameException violation(WebSocketCloseStatus status, String what) {
        failed = true;
        fragments = null;
        return new CorruptedWebSocketFrameException(status, what);
    }
}
