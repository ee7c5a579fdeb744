package io.pulseboard.delivery.doctor;

import io.pulseboard.delivery.Connections;
import io.pulseboard.delivery.GzipStream;
import io.pulseboard.delivery.NothingMore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A probe as an event stream. What it writes in all is so little that nobody has to wait for a slow client. */
final class EventProbe implements ProbeOutput {
    /** How soon an EventSource comes back when the stream has ended: it is part of what is tested, so it is soon. */
    private static final int RETRY_MILLIS = 500;

    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final boolean multiplexed;
    private final @Nullable GzipStream gzip;
    private @Nullable NothingMore watch;

    /**
     * @param gzip whether the body is a gzip stream
     */
    EventProbe(HttpServerRequest request, boolean gzip) {
        this.response = request.response();
        this.connection = request.connection();
        this.multiplexed = request.version() == HttpVersion.HTTP_2;
        this.gzip = gzip ? new GzipStream() : null;
        if (request.version() == HttpVersion.HTTP_1_0) {
            // Without chunks the end of the connection is the end of the stream.
            response.putHeader("Connection", "close");
        } else {
            response.setChunked(true);
        }
    }

    /**
     * Writes the head, and says when the client has gone.
     *
     * @param patience how long it may acknowledge nothing
     */
    void open(Duration patience, Runnable onLeave) {
        response.exceptionHandler(broken -> leave(onLeave));
        response.closeHandler(closed -> leave(onLeave));
        if (!multiplexed && connection instanceof ConnectionBase base) {
            Connections.boundPatience(base.channel(), patience);
            watch = NothingMore.watch(base.channel(), () -> {
                leave(onLeave);
                Connections.abort(base.channel());
            });
        }
        byte[] first = bytes("retry: " + RETRY_MILLIS + "\n\n");
        response.write(Buffer.buffer(gzip == null ? first : gzip.begin(first)));
    }

    private void leave(Runnable onLeave) {
        unwatch();
        onLeave.run();
    }

    private void unwatch() {
        if (watch != null) {
            watch.stop();
        }
    }

    @Override
    public void send(String json) {
        write("data: " + json + "\n\n");
    }

    @Override
    public void send(long number, String json) {
        write("id: " + number + "\ndata: " + json + "\n\n");
    }

    private void write(String event) {
        if (!response.closed() && !response.ended()) {
            byte[] bytes = bytes(event);
            response.write(Buffer.buffer(gzip == null ? bytes : gzip.own(bytes)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void complete() {
        unwatch();
        if (!response.closed() && !response.ended()) {
            response.end(gzip == null ? Buffer.buffer() : Buffer.buffer(gzip.end()));
        }
    }

    @Override
    public void shutDown() {
        send("{\"type\":\"bye\",\"reason\":\"shutdown\"}");
        complete();
    }
}
