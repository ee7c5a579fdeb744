package io.pulseboard.delivery;

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

/** A well-behaved WebSocket client. The client's threads fill the inbox; everything else is for the test's thread. */
public final class SocketClient implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Inbox inbox;
    private final CompletableFuture<Integer> closed;
    private final WebSocket socket;

    private SocketClient(Inbox inbox, CompletableFuture<Integer> closed, WebSocket socket) {
        this.inbox = inbox;
        this.closed = closed;
        this.socket = socket;
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
     */
    public static SocketClient open(URI uri, @Nullable String after, SSLContext trust, boolean read) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .build();
        return connect(http, uri, after, Map.of(), read);
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
        WebSocket.Builder builder = http.newWebSocketBuilder();
        headers.forEach((name, value) -> {
            if (name.equals("Sec-WebSocket-Protocol")) {
                builder.subprotocols(value);
            } else {
                builder.header(name, value);
            }
        });
        WebSocket socket =
                builder.buildAsync(uri, new Listener(inbox, closed, read)).join();
        return new SocketClient(inbox, closed, socket);
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
        private final StringBuilder text = new StringBuilder();

        Listener(Inbox inbox, CompletableFuture<Integer> closed, boolean read) {
            this.inbox = inbox;
            this.closed = closed;
            this.read = read;
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
            if (last) {
                inbox.put(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            inbox.fail(new AssertionError("a binary message of " + data.remaining() + " bytes"));
            socket.request(1);
            return null;
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

    /** Sends a text message. */
    public SocketClient send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** Sends a text message without waiting for it to be taken; for floods, into which the server closes. */
    public void sendCarelessly(String message) {
        CompletableFuture<WebSocket> unused = socket.sendText(message, true).exceptionally(closedAlready -> socket);
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
