package bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** A viewer over WebSocket (RFC 6455): reads frames, answers pings, offers no extension. */
final class WebSocketClient extends Client {
    private static final int FIN = 0x80;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int CONTROL = 8;

    private final String authority;
    private final String path;
    private int first = -1;
    private int lengthBytes = -1;
    private long remaining;
    private ByteBuffer control = ByteBuffer.allocate(0);
    private ByteBuffer reply;

    WebSocketClient(String authority, String path, MessageHead parsed, BiConsumer<Client, MessageHead> messages) {
        super(parsed, messages);
        this.authority = authority;
        this.path = path;
    }

    @Override
    ByteBuffer request() {
        return head(
                "GET " + path + " HTTP/1.1",
                "Host: " + authority,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: cHVsc2Vib2FyZCBiZW5jaA==");
    }

    @Override
    int expectedStatus() {
        return 101;
    }

    @Override
    void onResponse(String head) {
        // The framing is always the same.
    }

    @Override
    ByteBuffer reply() {
        ByteBuffer due = reply;
        reply = null;
        return due;
    }

    @Override
    void onBody(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (first < 0) {
                first = bytes.get() & 0xff;
            } else if (lengthBytes < 0) {
                shortLength(bytes.get() & 0x7f);
            } else if (lengthBytes > 0) {
                remaining = remaining << 8 | bytes.get() & 0xff;
                lengthBytes--;
            } else {
                payload(bytes);
            }
            endIfWhole();
        }
    }

    private void shortLength(int length) {
        lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
        remaining = lengthBytes == 0 ? length : 0;
        if (opcode() >= CONTROL) {
            control = ByteBuffer.allocate(length);
        }
    }

    private void payload(ByteBuffer bytes) {
        int count = (int) Math.min(remaining, bytes.remaining());
        if (opcode() >= CONTROL) {
            control.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
        } else {
            messageBytes(bytes, count);
        }
        remaining -= count;
    }

    private void endIfWhole() {
        if (first < 0 || lengthBytes != 0 || remaining != 0) {
            return;
        }
        if (opcode() == CLOSE) {
            fail("the server closed with " + closeReason());
        } else if (opcode() == PING) {
            reply = pong();
        } else if (opcode() < CONTROL && (first & FIN) != 0) {
            messageEnd();
        }
        first = -1;
        lengthBytes = -1;
    }

    private int opcode() {
        return first & 0x0f;
    }

    private String closeReason() {
        control.flip();
        return control.remaining() < 2 ? "no code" : control.getShort() + " " + StandardCharsets.UTF_8.decode(control);
    }

    // A mask of zeros is a mask: the payload goes back as it came.
    private ByteBuffer pong() {
        control.flip();
        ByteBuffer frame = ByteBuffer.allocate(6 + control.remaining());
        frame.put((byte) 0x8a)
                .put((byte) (0x80 | control.remaining()))
                .putInt(0)
                .put(control);
        return frame.flip();
    }
}
