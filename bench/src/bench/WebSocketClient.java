package bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;

/** A viewer over WebSocket (RFC 6455): reads frames, answers pings; offers permessage-deflate (RFC 7692) if asked to. */
final class WebSocketClient extends Client {
    private static final int FIN = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int CONTINUATION = 0;
    private static final int CONTROL = 8;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private int first = -1;
    private int lengthBytes = -1;
    private long remaining;
    private boolean compressed;
    private ByteBuffer control = ByteBuffer.allocate(0);
    private ByteBuffer reply;
    private Inflation inflation;

    WebSocketClient(Endpoint endpoint, int number, Compression compression, Receiver receiver) {
        super(endpoint, number, compression, receiver);
    }

    @Override
    ByteBuffer request() {
        String path = endpoint().path();
        if (coverage().started()) {
            path += (path.contains("?") ? "&" : "?") + "after=" + coverage().position();
        }
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: " + endpoint().authority(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: cHVsc2Vib2FyZCBiZW5jaA=="));
        if (compression() != Compression.NONE) {
            // As browsers do.
            lines.add("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
        }
        return head(lines.toArray(String[]::new));
    }

    @Override
    int expectedStatus() {
        return 101;
    }

    @Override
    void onResponse(String head) {
        boolean agreed = head.toLowerCase(Locale.ROOT).contains("permessage-deflate");
        if (agreed != (compression() != Compression.NONE)) {
            fail(agreed ? "compressed, which was not offered" : "not compressed, though offered");
        }
        if (compression() == Compression.CHECKED) {
            boolean takeover = !head.toLowerCase(Locale.ROOT).contains("server_no_context_takeover");
            inflation = Inflation.messages((bytes, from, to) -> message(bytes, from, to, false), takeover);
        }
    }

    @Override
    void reset() {
        super.reset();
        first = -1;
        lengthBytes = -1;
        remaining = 0;
    }

    @Override
    ByteBuffer reply() {
        ByteBuffer due = reply;
        reply = null;
        return due;
    }

    @Override
    void onBody(byte[] bytes, int from, int to) throws DataFormatException {
        int at = from;
        while (at < to) {
            if (first < 0) {
                first(bytes[at++] & 0xff);
            } else if (lengthBytes < 0) {
                shortLength(bytes[at++] & 0x7f);
            } else if (lengthBytes > 0) {
                remaining = remaining << 8 | bytes[at++] & 0xff;
                lengthBytes--;
            }
            if (lengthBytes == 0) {
                at = payload(bytes, at, to);
            }
        }
    }

    private void first(int next) {
        first = next;
        if (opcode() != CONTINUATION && opcode() < CONTROL) {
            compressed = (next & COMPRESSED) != 0;
        }
    }

    private void shortLength(int length) {
        lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
        remaining = lengthBytes == 0 ? length : 0;
        if (opcode() >= CONTROL) {
            control = ByteBuffer.allocate(length);
        }
    }

    private int payload(byte[] bytes, int from, int to) throws DataFormatException {
        int end = from + (int) Math.min(remaining, to - from);
        remaining -= end - from;
        boolean last = remaining == 0;
        if (opcode() >= CONTROL) {
            control.put(bytes, from, end - from);
        } else {
            data(bytes, from, end, last && (first & FIN) != 0);
        }
        if (last) {
            endFrame();
        }
        return end;
    }

    private void data(byte[] bytes, int from, int to, boolean last) throws DataFormatException {
        if (!compressed) {
            message(bytes, from, to, last);
        } else if (compression() == Compression.CHECKED) {
            inflation.accept(bytes, from, to);
            if (last) {
                inflation.endMessage();
                message(bytes, to, to, true);
            }
        } else if (last) {
            unread();
        }
    }

    private void endFrame() {
        if (opcode() == CLOSE) {
            fail("the server closed with " + closeReason());
        } else if (opcode() == PING) {
            reply = pong();
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
