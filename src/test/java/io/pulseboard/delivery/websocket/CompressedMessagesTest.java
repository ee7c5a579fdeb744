package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedMessagesTest {
    private static final int MAX_BYTES = 1000;
    private static final int RSV1 = 4;
    private static final String TEXT = "{\"op\":\"ping\",\"t\":\"" + "again and again ".repeat(20) + "\"}";

    private final List<WebSocketCloseStatus> violations = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new CompressedMessages(MAX_BYTES), new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    violations.add(((CorruptedWebSocketFrameException) cause).closeStatus());
                }
            });

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static byte[] deflated(String text) {
        return Deflated.message(text.getBytes(StandardCharsets.UTF_8));
    }

    private static WebSocketFrame compressed(String text) {
        return new TextWebSocketFrame(true, RSV1, Unpooled.wrappedBuffer(deflated(text)));
    }

    /** The next frame that got through, its text if it is one of text, else its class; null if there is none. */
    private @Nullable String next() {
        WebSocketFrame frame = channel.readInbound();
        if (frame == null) {
            return null;
        }
        try {
            assertThat(frame.rsv()).isZero();
            String content = frame.content().toString(StandardCharsets.UTF_8);
            boolean wholeText = frame instanceof TextWebSocketFrame && frame.isFinalFragment();
            return wholeText ? content : frame.getClass().getSimpleName() + ":" + content;
        } finally {
            frame.release();
        }
    }

    @Test
    void aCompressedMessageIsInflated() {
        channel.writeInbound(compressed(TEXT), compressed("second"));

        assertThat(next()).isEqualTo(TEXT);
        assertThat(next()).isEqualTo("second");
    }

    @Test
    void aPlainMessageStaysAsItIs() {
        channel.writeInbound(compressed("first"), new TextWebSocketFrame(TEXT));

        assertThat(next()).isEqualTo("first");
        assertThat(next()).isEqualTo(TEXT);
    }

    @Test
    void aBinaryMessageStaysBinary() {
        channel.writeInbound(new BinaryWebSocketFrame(true, RSV1, Unpooled.wrappedBuffer(deflated("data"))));

        assertThat(next()).isEqualTo("BinaryWebSocketFrame:data");
    }

    @Test
    void fragmentsBecomeOneMessageWithAPingBetweenThem() {
        byte[] payload = deflated(TEXT);
        channel.writeInbound(
                new TextWebSocketFrame(false, RSV1, Unpooled.wrappedBuffer(payload, 0, 5)),
                new PingWebSocketFrame(Unpooled.copiedBuffer("hey", StandardCharsets.UTF_8)),
                new ContinuationWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER),
                new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(payload, 5, payload.length - 5)));

        assertThat(next()).isEqualTo("PingWebSocketFrame:hey");
        assertThat(next()).isEqualTo(TEXT);
        assertThat(violations).isEmpty();
    }

    @Test
    void fragmentsOfAPlainMessagePass() {
        channel.writeInbound(
                compressed("first"),
                new TextWebSocketFrame(false, 0, "a"),
                new ContinuationWebSocketFrame(true, 0, "b"));

        assertThat(next()).isEqualTo("first");
        assertThat(next()).isEqualTo("TextWebSocketFrame:a");
        assertThat(next()).isEqualTo("ContinuationWebSocketFrame:b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7})
    void otherReservedBitsAreAProtocolError(int rsv) {
        channel.writeInbound(new TextWebSocketFrame(true, rsv, Unpooled.wrappedBuffer(deflated(TEXT))));

        assertThat(next()).isNull();
        assertThat(violations).containsExactly(WebSocketCloseStatus.PROTOCOL_ERROR);
    }

    @Test
    void aControlFrameIsNeverCompressed() {
        channel.writeInbound(new PingWebSocketFrame(true, RSV1, Unpooled.wrappedBuffer(deflated("hey"))));

        assertThat(violations).containsExactly(WebSocketCloseStatus.PROTOCOL_ERROR);
    }

    @Test
    void theBitBelongsToTheFirstFrameOfAMessage() {
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, "a"),
                new ContinuationWebSocketFrame(true, RSV1, Unpooled.wrappedBuffer(deflated("b"))));

        assertThat(violations).containsExactly(WebSocketCloseStatus.PROTOCOL_ERROR);
    }

    @Test
    void brokenDataIsInvalid() {
        channel.writeInbound(new TextWebSocketFrame(true, RSV1, Unpooled.wrappedBuffer(new byte[] {-1, 1, 2})));

        assertThat(violations).containsExactly(WebSocketCloseStatus.INVALID_PAYLOAD_DATA);
    }

    @Test
    void aMessageAsLongAsAllowedPassesAlsoWhenItDoesNotCompress() {
        byte[] noise = new byte[MAX_BYTES];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] &= 0x7f;
        }
        channel.writeInbound(new TextWebSocketFrame(true, RSV1, Unpooled.wrappedBuffer(Deflated.message(noise))));

        assertThat(next()).isEqualTo(new String(noise, StandardCharsets.UTF_8));
    }

    @Test
    void aMessageThatInflatesToMoreIsTooLarge() {
        channel.writeInbound(compressed("x".repeat(MAX_BYTES + 1)));

        assertThat(next()).isNull();
        assertThat(violations).containsExactly(WebSocketCloseStatus.MESSAGE_TOO_BIG);
    }

    @Test
    void fragmentsAreNotCollectedWithoutEnd() {
        byte[] fragment = new byte[MAX_BYTES];
        Arrays.fill(fragment, (byte) 1);
        channel.writeInbound(
                new TextWebSocketFrame(false, RSV1, Unpooled.wrappedBuffer(fragment)),
                new ContinuationWebSocketFrame(false, 0, Unpooled.wrappedBuffer(fragment)));

        assertThat(violations).containsExactly(WebSocketCloseStatus.MESSAGE_TOO_BIG);
    }

    @Test
    void nothingPassesAfterAViolation() {
        channel.writeInbound(compressed("x".repeat(MAX_BYTES + 1)), compressed(TEXT), new TextWebSocketFrame(TEXT));

        assertThat(next()).isNull();
        assertThat(violations).hasSize(1);
    }
}
