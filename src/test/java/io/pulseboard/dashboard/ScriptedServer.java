package io.pulseboard.dashboard;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that says what a test tells it to say, so that a client can be led into every corner. */
final class ScriptedServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    /** What everything else that the page asks for has to say. */
    private static final String NOTHING =
            "{\"timestamps\":[],\"series\":[],\"annotations\":[],\"dashboards\":[],\"error\":null}";

    static {
        letWebSocketsIn();
    }

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private volatile @Nullable Refusal refusal;

    /** The answer to a request for a stream, in place of one. */
    private record Refusal(String part, int status, String contentType, String body) {
        boolean concerns(@Nullable String query) {
            return (query == null ? "" : query).contains(part);
        }
    }

    /** Quarkus, if it ran in this process before, has switched off the WebSockets of every Vert.x that starts later. */
    private static void letWebSocketsIn() {
        String property = "vertx.disableWebsockets";
        String before = System.clearProperty(property);
        try {
            Class.forName("io.vertx.core.http.impl.HttpServerImpl");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        } finally {
            if (before != null) {
                System.setProperty(property, before);
            }
        }
    }

    /** @param subProtocols of the WebSocket, of which the client's first choice is agreed on */
    ScriptedServer(String... subProtocols) {
        HttpServerOptions options = new HttpServerOptions().setWebSocketSubProtocols(List.of(subProtocols));
        server = vertx.createHttpServer(options).requestHandler(this::answer).webSocketHandler(this::accept);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    /** From now on no stream is opened. */
    void refuse(int status, String contentType, String body) {
        refuseWhere("", status, contentType, body);
    }

    /** From now on no stream is opened whose query has this part. */
    void refuseWhere(String part, int status, String contentType, String body) {
        refusal = new Refusal(part, status, contentType, body);
    }

    /** From now on streams are opened. */
    void admit() {
        refusal = null;
    }

    /** Waits for the next stream that the client opens. */
    Connection next() {
        try {
            Connection connection = connections.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (connection == null) {
                throw new AssertionError("the client opened no stream within " + PATIENCE_SECONDS + " s");
            }
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    boolean hasNoOther() {
        return connections.isEmpty();
    }

    private void answer(HttpServerRequest request) {
        Refusal no = refusal;
        if (!"/metrics/stream".equals(request.path())) {
            serveFile(request);
        } else if (no != null && no.concerns(request.query())) {
            request.response()
                    .setStatusCode(no.status)
                    .putHeader("Content-Type", no.contentType)
                    .end(no.body);
        } else {
            HttpServerResponse response = request.response();
            response.setChunked(true).putHeader("Content-Type", "text/event-stream");
            response.write("retry: 1000\n\n");
            connections.add(new Connection(request, response, null));
        }
    }

    private void accept(ServerWebSocket socket) {
        Refusal no = refusal;
        if (no != null && no.concerns(socket.query())) {
            socket.reject(no.status);
        } else {
            connections.add(new Connection(null, null, socket));
        }
    }

    private static void serveFile(HttpServerRequest request) {
        String path = Objects.requireNonNull(request.path());
        if ("/".equals(path)) {
            request.response()
                    .putHeader("Content-Type", "text/html")
                    .end("<!doctype html><title>test</title><link rel=icon href=data:,>");
            return;
        }
        try (InputStream in = ScriptedServer.class.getResourceAsStream("/META-INF/resources" + path)) {
            if (in == null) {
                request.response().putHeader("Content-Type", "application/json").end(NOTHING);
            } else {
                request.response().putHeader("Content-Type", type(path)).end(Buffer.buffer(in.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css";
            case "svg" -> "image/svg+xml";
            default -> "text/javascript";
        };
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One stream, on either transport. */
    static final class Connection {
        private final @Nullable HttpServerRequest request;
        private final @Nullable HttpServerResponse response;
        private final @Nullable ServerWebSocket socket;
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> receivedBinary = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        private Connection(
                @Nullable HttpServerRequest request,
                @Nullable HttpServerResponse response,
                @Nullable ServerWebSocket socket) {
            this.request = request;
            this.response = response;
            this.socket = socket;
            if (socket != null) {
                socket.textMessageHandler(received::add);
                socket.binaryMessageHandler(bytes -> receivedBinary.add(bytes.getBytes()));
                socket.closeHandler(end -> closed = true);
            }
            if (request != null) {
                request.connection().closeHandler(end -> closed = true);
            }
        }

        String transport() {
            return socket == null ? "sse" : "websocket";
        }

        /** What follows the question mark, as it was sent. */
        String query() {
            String query = socket != null ? socket.query() : request == null ? null : request.query();
            return query == null ? "" : query;
        }

        Connection send(String message) {
            String json = message.replace('\'', '"');
            if (socket != null) {
                socket.writeTextMessage(json);
            } else if (response != null) {
                response.write("data: " + json + "\n\n");
            }
            return this;
        }

        Connection send(byte[] message) {
            if (socket == null) {
                throw new AssertionError("an event stream carries text only");
            }
            socket.writeBinaryMessage(Buffer.buffer(message));
            return this;
        }

        /** Waits for what the client says in bytes. */
        byte @Nullable [] receivedBinary() throws InterruptedException {
            return receivedBinary.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** Waits for what the client says. */
        @Nullable String received() throws InterruptedException {
            return received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        boolean isClosed() {
            return closed;
        }

        /** Closes the connection as a broken network does: without a word. */
        void cut() {
            if (socket != null) {
                socket.close((short) 1011);
            } else if (request != null) {
                request.connection().close();
            }
        }
    }
}
