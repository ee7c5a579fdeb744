package io.pulseboard.ingest.scrape;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real HTTP server on a free port of the loopback interface, which answers as a test wants. */
final class FakeTarget implements AutoCloseable {
    private final HttpServer server;
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private volatile Handler<HttpServerRequest> answer =
            request -> request.response().end();

    FakeTarget(Vertx vertx, HttpServerOptions options) {
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0)).requestHandler(request -> {
            requests.add(request);
            answer.handle(request);
        });
        await(server.listen());
    }

    static <T extends @Nullable Object> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException
                | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers each request so from now on. */
    void answers(Handler<HttpServerRequest> handler) {
        answer = handler;
    }

    /** Answers each request with this text from now on. */
    void answers(String contentType, String text) {
        answers(request ->
                request.response().putHeader("Content-Type", contentType).end(text));
    }

    /** Answers each request with this text in format 0.0.4 from now on. */
    void answers(String text) {
        answers("text/plain; version=0.0.4", text);
    }

    int port() {
        return server.actualPort();
    }

    List<HttpServerRequest> requests() {
        return requests;
    }

    @Override
    public void close() {
        await(server.close());
    }
}
