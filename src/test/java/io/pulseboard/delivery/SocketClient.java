package io.pulseboard.delivery;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A well-behaved WebSocket client. One that offers {@link BinaryMessages#PROTOCOL} speaks CBOR, to the same effect for the test. The client's threads fill the inbox; everything else is for the test's thread.
 */
public final class SocketClient implements AutoCloseable {
    static {
        // Read with each connection. A kernel that grows its buffers keeps up to tens of megabytes for who does not
        // read, and nobody is slow.
        System.setProperty("jdk.httpclient.receiveBufferSize", "65536");
    }

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Inbox inbox;
    private final CompletableFuture<Integer> closed;
    private final WebSocket socket;
    private final boolean binary;

    private SocketClient(Inbox inbox, CompletableFuture<Integer> closed, WebSocket socket, boolean binary) {
        this.inbox = inbox;
        this.closed = closed;
        this.socket = socket;
        this.binary = binary;
    }

    /** Connects; the stream is expected to start with a snapshot. */
    public static SocketClient open(URI uri) {
        return open(uri, null, Map.of());
    }

    /**
     * Connects.
     *
     * @param after the position that the stream is to go on from, for the check; not sent
     * @param headers of the handshake; {@code Sec-WebSocket-Protocol} offers a sub-protocol
     */
    public static SocketClient open(URI uri, @Nullable String after, Map<String, String> headers) {
        try {
            return connect(uri, after, headers);
        } catch (CompletionException failure) {
            throw new AssertionError("could not open " + uri, failure.getCause());
        }
    }

    /**
     * Connects with TLS if the address says so.
     *
     * @param after the position that the stream is to go on from, for the check; not sent
     * @param read whether to read from the beginning, and not only from {@link #read} on
     * @param subprotocol to offer, empty for none
     */
    public static SocketClient open(
            URI uri, @Nullable String after, SSLContext trust, boolean read, String subprotocol) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .build();
        Map<String, String> offer = subprotocol.isEmpty() ? Map.of() : Map.of("Sec-WebSocket-Protocol", subprotocol);
        return connect(http, uri, after, offer, read);
    }

    /** The status with which a handshake is refused; fails the test if it is not. */
    public static int refusal(URI uri, Map<String, String> headers) {
        try (SocketClient unexpected = connect(uri, null, headers)) {
            throw new AssertionError("the handshake was accepted: " + unexpected.socket);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw new AssertionError(failure);
        }
    }

    private static SocketClient connect(URI uri, @Nullable String after, Map<String, String> headers) {
        return connect(HTTP, uri, after, headers, true);
    }

    private static SocketClient connect(
            HttpClient http, URI uri, @Nullable String after, Map<String, String> headers, boolean read) {
        Inbox inbox = new Inbox(after);
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        boolean binary = BinaryMessages.PROTOCOL.equals(headers.get("Sec-WebSocket-Protocol"));
        WebSocket.Builder builder = http.newWebSocketBuilder();
        headers.forEach((name, value) -> {
            if (name.equals("Sec-WebSocket-Protocol")) {
                builder.subprotocols(value);
            } else {
                builder.header(name, value);
            }
        });
        WebSocket socket = builder.buildAsync(uri, new Listener(inbox, closed, read, binary))
                .join();
        return new SocketClient(inbox, closed, socket, binary);
    }

    /** Starts to read; for a socket opened without. */
    public SocketClient read() {
        socket.request(1);
        return this;
    }

    private static final class Listener implements WebSocket.Listener {
        private final Inbox inbox;
        private final CompletableFuture<Integer> closed;
        private final boolean read;
        private final boolean binary;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Listener(Inbox inbox, CompletableFuture<Integer> closed, boolean read, boolean binary) {
            this.inbox = inbox;
            this.closed = closed;
            this.read = read;
            this.binary = binary;
        }

        @Override
        public void onOpen(WebSocket socket) {
            if (read) {
                socket.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (binary) {
                inbox.fail(new AssertionError("a text message: " + data));
            } else if (last) {
                inbox.put(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            bytes.writeBytes(piece);
            if (!binary) {
                inbox.fail(new AssertionError("a binary message of " + piece.length + " bytes"));
            } else if (last) {
                putBinary();
            }
            socket.request(1);
            return null;
        }

        private void putBinary() {
            try {
                inbox.put(BinaryMessages.read(bytes.toByteArray()));
            } catch (AssertionError fault) {
                inbox.fail(fault);
            }
            bytes.reset();
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            inbox.end();
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            inbox.end();
            closed.completeExceptionally(failure);
        }
    }

    /** Sends a message of JSON, as CBOR where that is spoken. */
    public SocketClient send(String message) {
        start(message).join();
        return this;
    }

    private CompletableFuture<WebSocket> start(String message) {
        return binary
                ? socket.sendBinary(ByteBuffer.wrap(BinaryMessages.write(message)), true)
                : socket.sendText(message, true);
    }

    /** Sends a text message, whatever was agreed on. */
    public SocketClient sendText(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** Sends a message without waiting for it to be taken; for floods, into which the server closes. */
    public void sendCarelessly(String message) {
        CompletableFuture<WebSocket> unused = start(message).exceptionally(closedAlready -> socket);
        unused.join();
    }

    /** Sends a text message in fragments. */
    public SocketClient sendFragments(String... fragments) {
        for (int i = 0; i < fragments.length; i++) {
            socket.sendText(fragments[i], i == fragments.length - 1).join();
        }
        return this;
    }

    /** Sends a binary message. */
    public SocketClient sendBinary(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    /** The code with which the server closes; waits for it. */
    public int closeCode() {
        try {
            return closed.get(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError("no close frame came", failure);
        }
    }

    /** The sub-protocol agreed on, empty if none. */
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    /** The messages. */
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            CompletableFuture<WebSocket> unused =
                    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(closedAlready -> socket);
            unused.join();
        }
        socket.abort();
    }
}
