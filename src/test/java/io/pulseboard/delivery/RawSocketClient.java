package io.pulseboard.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A WebSocket client that sends frames no well-behaved one would (RFC 6455, section 5.2). For one thread. */
public final class RawSocketClient implements AutoCloseable {
    /** The last frame of a text message. */
    public static final int TEXT = 0x81;

    /** The last frame of a binary message. */
    public static final int BINARY = 0x82;

    /** A frame that goes on with the message before it, and is its last. */
    public static final int CONTINUATION = 0x80;

    private static final int CLOSE = 0x8;
    private static final int BINARY_OPCODE = 0x2;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final Socket socket;
    private final DataInputStream in;
    private final int status;
    private final Map<String, String> headers;
    private long payloadBytes;
    private String closeWords = "";

    /**
     * Shakes hands.
     *
     * @param more header lines, each with its line end
     */
    public RawSocketClient(URI uri, String more) throws IOException {
        this(uri, uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()), more);
    }

    /**
     * Shakes hands.
     *
     * @param target of the request line, which need not be a URI
     * @param more header lines, each with its line end
     */
    public RawSocketClient(URI uri, String target, String more) throws IOException {
        this(uri, target, more, 0);
    }

    /**
     * Shakes hands.
     *
     * @param target of the request line, which need not be a URI
     * @param more header lines, each with its line end
     * @param receiveBuffer bytes, 0 for the system's default
     */
    RawSocketClient(URI uri, String target, String more, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoTimeout((int) Inbox.PATIENCE.toMillis());
        String handshake = "GET " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n";
        write(handshake.getBytes(StandardCharsets.US_ASCII));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        status = Integer.parseInt(HttpLines.read(in).substring(9, 12));
        headers = HttpLines.readHeaders(in);
    }

    /** The status of the answer to the handshake. */
    public int status() {
        return status;
    }

    /** A header of the answer to the handshake, empty if it is not there. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The port at this end. */
    int localPort() {
        return socket.getLocalPort();
    }

    /** How much was in all the frames that were read, without what frames them. */
    long payloadBytes() {
        return payloadBytes;
    }

    /** The body of an answer that refuses the handshake. */
    String body() throws IOException {
        return new String(in.readNBytes(Integer.parseInt(header("Content-Length"))), StandardCharsets.UTF_8);
    }

    /** Says that nothing more will be sent. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether the server closes, with or without a close frame, and not just falls silent; what comes before is passed over. */
    boolean isClosedByServer() throws IOException {
        try {
            while (in.read() >= 0) {
                // Not of interest.
            }
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Sends bytes as they are. */
    public RawSocketClient write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a masked frame. */
    public RawSocketClient send(int firstByte, byte[] payload) throws IOException {
        return write(frame(firstByte, payload));
    }

    /** A masked frame. */
    public static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = head(firstByte, 0x80, payload.length);
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % 4]);
        }
        return frame.toByteArray();
    }

    /** A frame without a mask, which a client must not send. */
    public static byte[] unmasked(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = head(firstByte, 0, payload.length);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static ByteArrayOutputStream head(int firstByte, int mask, int length) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (length < 126) {
            frame.write(mask | length);
        } else if (length < 65536) {
            frame.write(mask | 126);
            frame.write(length >> 8);
            frame.write(length);
        } else {
            frame.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) length >> shift));
            }
        }
        return frame;
    }

    /** The next text message. */
    public StreamMessage next() throws IOException {
        Frame frame = read();
        if (frame.opcode() != 1) {
            throw new AssertionError("expected text, got " + frame);
        }
        return StreamMessage.parse(new String(frame.payload(), StandardCharsets.UTF_8));
    }

    /** The next message, which has to be binary. */
    public byte[] nextBinary() throws IOException {
        Frame frame = read();
        if (frame.opcode() != BINARY_OPCODE) {
            throw new AssertionError("expected a binary message, got " + frame);
        }
        return frame.payload();
    }

    /** The words of the close frame, once {@link #closeCode} has read it. */
    public String closeWords() {
        return closeWords;
    }

    /** The code of the close frame; what comes before it is passed over. After it the server has to close the connection. */
    public int closeCode() throws IOException {
        long deadline = System.nanoTime() + Inbox.PATIENCE.toNanos();
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still no close frame but " + frame);
            }
            frame = read();
        }
        int code = frame.payload().length < 2 ? 1005 : (frame.payload()[0] & 0xff) << 8 | (frame.payload()[1] & 0xff);
        if (frame.payload().length > 2) {
            closeWords = new String(frame.payload(), 2, frame.payload().length - 2, StandardCharsets.UTF_8);
        }
        if (in.read() >= 0) {
            throw new AssertionError("more after a close frame with code " + code);
        }
        return code;
    }

    private Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if ((first & 0xf0) != 0x80 || (second & 0x80) != 0) {
            throw new AssertionError("not a single unmasked frame: " + first + " " + second);
        }
        payloadBytes += length;
        return new Frame(first & 0xf, in.readNBytes((int) length));
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(int opcode, byte[] payload) {}

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
