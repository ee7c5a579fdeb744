package io.pulseboard.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A WebSocket client that offers {@code permessage-deflate} (RFC 7692) and compresses what it sends. For one thread. */
public final class DeflatedSocketClient implements AutoCloseable {
    /** The first frame of a compressed text message, if it is the only one. */
    public static final int COMPRESSED_TEXT = 0xc1;

    /** The first frame of a compressed binary message, if it is the only one. */
    public static final int COMPRESSED_BINARY = 0xc2;

    private static final byte[] FLUSH_MARK = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int CLOSE = 0x8;

    private final Socket socket;
    private final DataInputStream in;
    private final int status;
    private final Map<String, String> headers;
    private final Inflater inflater = new Inflater(true);
    private boolean compressed;
    private int payloadBytes;

    private DeflatedSocketClient(Socket socket, URI uri, String offer, String more) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Inbox.PATIENCE.toMillis());
        String handshake = "GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: "
                + uri.getAuthority() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: " + offer + "\r\n" + more
                + "\r\n";
        write(handshake.getBytes(StandardCharsets.US_ASCII));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        status = Integer.parseInt(HttpLines.read(in).substring(9, 12));
        headers = HttpLines.readHeaders(in);
    }

    /** Offers what Chromium does. */
    public static DeflatedSocketClient open(URI uri) throws IOException {
        return open(uri, "permessage-deflate; client_max_window_bits");
    }

    /** Offers this. */
    public static DeflatedSocketClient open(URI uri, String offer) throws IOException {
        return new DeflatedSocketClient(new Socket(uri.getHost(), uri.getPort()), uri, offer, "");
    }

    /** Offers what Chromium does, and to speak CBOR. */
    public static DeflatedSocketClient openBinary(URI uri) throws IOException {
        return new DeflatedSocketClient(
                new Socket(uri.getHost(), uri.getPort()),
                uri,
                "permessage-deflate; client_max_window_bits",
                "Sec-WebSocket-Protocol: " + BinaryMessages.PROTOCOL + "\r\n");
    }

    /** Offers what Chromium does, over TLS. */
    public static DeflatedSocketClient openSecure(URI uri) throws IOException {
        Socket tls = TestCertificate.get().trusting().getSocketFactory().createSocket(uri.getHost(), uri.getPort());
        return new DeflatedSocketClient(tls, uri, "permessage-deflate; client_max_window_bits", "");
    }

    /** The status of the answer to the handshake. */
    public int status() {
        return status;
    }

    /** The extension agreed on, empty if there is none. */
    public String extension() {
        return headers.getOrDefault("Sec-WebSocket-Extensions", "");
    }

    /** The body of an answer that refuses the handshake. */
    public String body() throws IOException {
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Sends a message compressed. */
    public DeflatedSocketClient send(String message) throws IOException {
        return send(COMPRESSED_TEXT, deflate(message.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends one masked frame. */
    public DeflatedSocketClient send(int firstByte, byte[] payload) throws IOException {
        return write(RawSocketClient.frame(firstByte, payload));
    }

    private DeflatedSocketClient write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The payload of a compressed message. */
    public static byte[] deflate(byte[] message) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(message);
        byte[] room = new byte[message.length + 1024];
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH) - FLUSH_MARK.length;
        deflater.end();
        return Arrays.copyOf(room, length);
    }

    /** The next message, of text or CBOR as agreed. */
    public StreamMessage next() throws IOException {
        boolean binary = BinaryMessages.PROTOCOL.equals(headers.get("Sec-WebSocket-Protocol"));
        int opcode = in.readUnsignedByte();
        byte[] payload = payload();
        payloadBytes = payload.length;
        compressed = opcode == (binary ? COMPRESSED_BINARY : COMPRESSED_TEXT);
        if (!compressed && opcode != (binary ? RawSocketClient.BINARY : RawSocketClient.TEXT)) {
            throw new AssertionError("expected a whole message, got a frame that begins with " + opcode);
        }
        byte[] message = compressed ? inflate(payload) : payload;
        return binary ? BinaryMessages.read(message) : StreamMessage.parse(new String(message, StandardCharsets.UTF_8));
    }

    /** Whether the last message was compressed. */
    public boolean wasCompressed() {
        return compressed;
    }

    /** How long the payload of the last message was, as sent. */
    public int payloadBytes() {
        return payloadBytes;
    }

    /** The first message from here on for which this is true. */
    public StreamMessage until(Predicate<StreamMessage> condition) throws IOException {
        long deadline = System.nanoTime() + Inbox.PATIENCE.toNanos();
        StreamMessage message = next();
        while (!condition.test(message)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not there, but " + message);
            }
            message = next();
        }
        return message;
    }

    /** The first message of this type from here on. */
    public StreamMessage until(String type) throws IOException {
        return until(message -> message.is(type));
    }

    /** The code of the close frame; what comes before it is passed over. */
    public int closeCode() throws IOException {
        long deadline = System.nanoTime() + Inbox.PATIENCE.toNanos();
        while ((in.readUnsignedByte() & 0xf) != CLOSE) {
            payload();
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still no close frame");
            }
        }
        byte[] reason = payload();
        return (reason[0] & 0xff) << 8 | (reason[1] & 0xff);
    }

    private byte[] payload() throws IOException {
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return in.readNBytes((int) length);
    }

    /** With what was inflated before, unless it was agreed that every message is by itself. */
    private byte[] inflate(byte[] payload) {
        if (extension().contains("server_no_context_takeover")) {
            inflater.reset();
        }
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(payload);
        input.writeBytes(FLUSH_MARK);
        inflater.setInput(input.toByteArray());
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] room = new byte[64 * 1024];
        try {
            for (int n = inflater.inflate(room); n > 0; n = inflater.inflate(room)) {
                plain.write(room, 0, n);
            }
        } catch (DataFormatException broken) {
            throw new AssertionError(broken);
        }
        return plain.toByteArray();
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        socket.close();
    }
}
