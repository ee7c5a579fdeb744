package io.pulseboard.delivery;

import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One HTTP/2 connection without TLS, with a small window for each stream that only those open again who read. */
final class StalledHttp2Client implements AutoCloseable {
    private static final int WINDOW = 16 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW))
            .setHttp2MaxPoolSize(1));

    /** A stream of the connection. */
    record Stream(AtomicLong bytesRead, CompletableFuture<Throwable> broken) {}

    /** Opens a stream that is never read: its window closes for good. */
    Stream openWithoutReading(String target) {
        return open(target, false);
    }

    /** Opens a stream and reads it as it comes. */
    Stream openAndRead(String target) {
        return open(target, true);
    }

    private Stream open(String target, boolean read) {
        Stream stream = new Stream(new AtomicLong(), new CompletableFuture<>());
        Future<HttpClientResponse> answer = client.request(HttpMethod.GET, RestAssured.port, "localhost", target)
                .compose(HttpClientRequest::send)
                .onSuccess(response -> {
                    response.exceptionHandler(stream.broken()::complete);
                    response.handler(bytes -> stream.bytesRead().addAndGet(bytes.length()));
                    if (!read) {
                        response.pause();
                    }
                });
        HttpClientResponse response = answer.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (response.statusCode() != 200 || response.version() != HttpVersion.HTTP_2) {
            throw new AssertionError(response.version() + " " + response.statusCode());
        }
        return stream;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
