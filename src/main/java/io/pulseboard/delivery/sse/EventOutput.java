package io.pulseboard.delivery.sse;

import io.netty.handler.codec.http.HttpResponseEncoder;
import io.pulseboard.delivery.ChannelOutput;
import io.pulseboard.delivery.Connections;
import io.pulseboard.delivery.EncodedMessage;
import io.pulseboard.delivery.GzipStream;
import io.pulseboard.delivery.SharedBytes;
import io.pulseboard.delivery.StreamedBytes;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.Prefetch;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Where the events of one stream go. Confined to the connection's event loop. */
interface EventOutput extends Prefetch {
    /**
     * Writes one message as an event.
     *
     * @return true if the connection can take the next; else what was given to {@link #of} is run when it can
     */
    boolean write(EncodedMessage message);

    /** Why the connection is gone, as far as writing to it tells; that the client left, where nothing speaks against it. */
    CloseReason lost();

    /** Says that nothing more will be written. */
    void end();

    /**
     * The output for a response whose head is written. HTTP/1.1 gets ready-made chunks below the framework's encoder; HTTP/1.0 has no
     * chunks and HTTP/2 has frames and flow control of its own, so they are the framework's.
     *
     * @param gzip the stream that the body is, begun already; null if it is plain
     * @param past counts those bytes of the body that the framework does not see
     * @param sent counts the bytes
     * @param onReady run on the event loop when the connection can take the next message
     */
    static EventOutput of(
            HttpServerRequest request,
            HttpServerResponse response,
            @Nullable GzipStream gzip,
            StreamedBytes past,
            LongAdder sent,
            Runnable onReady) {
        if (request.version() == HttpVersion.HTTP_1_1 && request.connection() instanceof ConnectionBase connection) {
            return new Chunks(ChannelOutput.of(connection, HttpResponseEncoder.class, sent, onReady), gzip, past);
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // No more than the message that is under way waits in memory for a slow client.
            response.setWriteQueueMaxSize(2);
        }
        response.drainHandler(drained -> onReady.run());
        return new Body(response, gzip, sent);
    }

    /** Below the framework. */
    record Chunks(ChannelOutput output, @Nullable GzipStream gzip, StreamedBytes past) implements EventOutput {
        @Override
        public boolean write(EncodedMessage message) {
            SharedBytes chunk =
                    gzip == null ? message.chunk() : gzip.next(message).chunk();
            past.add(chunk.bodyLength());
            return output.write(chunk);
        }

        @Override
        public void end() {
            output.end();
        }

        @Override
        public int prefetch() {
            return output.prefetch() + (int) past.bytes();
        }

        @Override
        public CloseReason lost() {
            return output.lost();
        }
    }

    /** Through the framework. */
    final class Body implements EventOutput {
        private final HttpServerResponse response;
        private final @Nullable GzipStream gzip;
        private final LongAdder sent;
        private CloseReason lost = CloseReason.CLIENT_LEFT;

        private Body(HttpServerResponse response, @Nullable GzipStream gzip, LongAdder sent) {
            this.response = response;
            this.gzip = gzip;
            this.sent = sent;
        }

        @Override
        public boolean write(EncodedMessage message) {
            if (response.closed() || response.ended()) {
                return false;
            }
            SharedBytes body =
                    gzip == null ? message.event() : gzip.next(message).body();
            sent.add(body.length());
            response.write(body.buffer()).onFailure(this::failed);
            return !response.writeQueueFull();
        }

        @Override
        public void end() {
            // The framework counts for itself.
        }

        @Override
        public int prefetch() {
            // It looks at far more than could be fetched here.
            return 0;
        }

        private void failed(Throwable failure) {
            if (lost == CloseReason.CLIENT_LEFT) {
                lost = Connections.reason(failure);
            }
        }

        @Override
        public CloseReason lost() {
            return lost;
        }
    }
}
