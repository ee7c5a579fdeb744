package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The floor in plain Java: one thread that makes a message per tick and writes it to each client with one call, from one direct
 * buffer, over SSE ({@code /sse}, chunked) and WebSocket ({@code /ws}). A client that cannot take a whole message is closed.
 */
public final class Floor {
    private static final int BACKLOG = 4096;
    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String EPOCH = "floor0";
    private static final long FIRST_SEQUENCE = 100;

    private final Payload payload;
    private final long tick;
    private final List<SocketChannel> sse = new ArrayList<>();
    private final List<SocketChannel> ws = new ArrayList<>();
    private final ByteBuffer buffer;
    private long sequence = FIRST_SEQUENCE;

    private Floor(int size, long tick) {
        this.payload = Payload.of(Payload.GROUP, size, EPOCH.length() + 4);
        this.tick = tick;
        this.buffer = ByteBuffer.allocateDirect(size + 4096);
    }

    /** Serves until the process is ended: port, size of a message, tick in milliseconds. */
    public static void main(String[] arguments) throws IOException {
        new Floor(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2])).serve(Integer.parseInt(arguments[0]));
    }

    private void serve(int port) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG);
        listener.configureBlocking(false);
        Selector selector = Selector.open();
        listener.register(selector, SelectionKey.OP_ACCEPT);
        long due = nextTick();
        while (true) {
            selector.select(this::onReady, Math.max(1, due - System.currentTimeMillis()));
            if (System.currentTimeMillis() >= due) {
                send(due);
                due = nextTick();
            }
        }
    }

    private long nextTick() {
        return (System.currentTimeMillis() / tick + 1) * tick;
    }

    private void send(long timestamp) {
        byte[] message = payload.update(EPOCH, sequence, timestamp);
        writeAll(sse, chunk(message));
        writeAll(ws, frame(message));
        sequence++;
    }

    private byte[] chunk(byte[] message) {
        String event = "id: " + EPOCH + "-" + sequence + "\ndata: " + ascii(message) + "\n\n";
        return (Integer.toHexString(event.length()) + "\r\n" + event + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] frame(byte[] message) {
        ByteBuffer frame = ByteBuffer.allocate(message.length + 4).put((byte) 0x81);
        if (message.length < 126) {
            frame.put((byte) message.length);
        } else {
            frame.put((byte) 126).putShort((short) message.length);
        }
        byte[] bytes = new byte[frame.put(message).flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    private void writeAll(List<SocketChannel> clients, byte[] bytes) {
        buffer.clear().put(bytes).flip();
        clients.removeIf(client -> !write(client));
    }

    private boolean write(SocketChannel client) {
        try {
            if (client.write(buffer.rewind()) == buffer.limit()) {
                return true;
            }
            System.err.println("a client did not take a whole message");
            client.close();
        } catch (IOException e) {
            // It has gone.
        }
        return false;
    }

    private void onReady(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept((ServerSocketChannel) key.channel(), key.selector());
            } else {
                read(key, (SocketChannel) key.channel());
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private static void accept(ServerSocketChannel listener, Selector selector) throws IOException {
        SocketChannel client;
        while ((client = listener.accept()) != null) {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ);
        }
    }

    // A request comes in one piece; what comes after it is of no interest.
    private void read(SelectionKey key, SocketChannel client) throws IOException {
        int count = client.read(buffer.clear());
        if (count < 0) {
            client.close();
        } else if (key.attachment() == null) {
            byte[] bytes = new byte[count];
            buffer.flip().get(bytes);
            String request = ascii(bytes);
            boolean webSocket = request.startsWith("GET /ws");
            client.write(
                    ByteBuffer.wrap((webSocket ? upgrade(request) : SSE_HEAD).getBytes(StandardCharsets.US_ASCII)));
            (webSocket ? ws : sse).add(client);
            key.attach(this);
        }
    }

    private static final String SSE_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static String upgrade(String request) {
        String key = request.lines()
                .filter(line -> line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18))
                .map(line -> line.substring(18).trim())
                .findFirst()
                .orElse("");
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(sha1(key + WEBSOCKET_GUID)) + "\r\n\r\n";
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
