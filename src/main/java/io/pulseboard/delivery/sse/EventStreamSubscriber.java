package io.pulseboard.delivery.sse;

import io.pulseboard.delivery.Connections;
import io.pulseboard.delivery.EncodedMessage;
import io.pulseboard.delivery.GzipStream;
import io.pulseboard.delivery.NothingMore;
import io.pulseboard.delivery.StreamedBytes;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.Frame;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.Prefetch;
import io.pulseboard.hub.StreamClosedException;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Passes frames to one response, and asks for the next as long as its socket takes them. All on the connection's event loop.
 */
final class EventStreamSubscriber implements MultiSubscriber<Frame>, Prefetch {
    private static final Logger LOG = Logger.getLogger(EventStreamSubscriber.class);

    private final Hub hub;
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final boolean multiplexed;
    private final @Nullable GzipStream gzip;
    private final EventOutput output;
    private final Runnable onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Flow.@Nullable Subscription subscription;
    private @Nullable NothingMore watch;

    /**
     * @param gzip the stream if it is compressed, begun already
     * @param past counts those bytes of the body that the framework does not see
     * @param sent counts the bytes
     * @param onEnd run once when the stream has ended, however it did
     */
    EventStreamSubscriber(
            Hub hub,
            HttpServerResponse response,
            HttpServerRequest request,
            @Nullable GzipStream gzip,
            StreamedBytes past,
            LongAdder sent,
            Runnable onEnd) {
        this.hub = hub;
        this.response = response;
        // Not the request: with it, all that has served it would stay for as long as the stream lasts.
        this.connection = request.connection();
        this.multiplexed = request.version() == HttpVersion.HTTP_2;
        this.gzip = gzip;
        if (!multiplexed && connection instanceof ConnectionBase base) {
            Connections.boundPatience(base.channel(), hub.stallTimeout());
        }
        this.output = EventOutput.of(request, response, gzip, past, sent, this::ready);
        this.onEnd = onEnd;
    }

    @Override
    public void onSubscribe(Flow.Subscription frames) {
        subscription = frames;
        response.exceptionHandler(this::broken);
        response.closeHandler(closed -> left(output.lost()));
        if (!multiplexed && connection instanceof ConnectionBase base) {
            watch = NothingMore.watch(base.channel(), this::violated);
        }
        frames.request(1);
    }

    private void ready() {
        if (subscription != null) {
            subscription.request(1);
        }
    }

    private void violated() {
        left(CloseReason.PROTOCOL_ERROR);
        abort();
    }

    /** Called with what reading said, or with nothing but the news that the connection is closed. */
    private void broken(Throwable failure) {
        CloseReason reason = Connections.reason(failure);
        left(reason == CloseReason.CLIENT_LEFT ? output.lost() : reason);
    }

    private void left(CloseReason reason) {
        if (subscription != null) {
            subscription.cancel();
        }
        end(reason);
    }

    private void end(CloseReason reason) {
        if (ended.compareAndSet(false, true)) {
            if (watch != null) {
                watch.stop();
            }
            output.end();
            hub.closed("sse", reason);
            onEnd.run();
        }
    }

    @Override
    public int prefetch() {
        return output.prefetch();
    }

    @Override
    public void onItem(Frame frame) {
        if (output.write((EncodedMessage) frame.payload())) {
            ready();
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        CloseReason reason =
                failure instanceof StreamClosedException closed ? closed.reason() : CloseReason.INTERNAL_ERROR;
        if (reason == CloseReason.INTERNAL_ERROR) {
            LOG.errorf(failure, "event stream failed");
        }
        end(reason);
        abort();
    }

    /** Not an orderly end: there is something that the client did not get, and perhaps it takes nothing at all. */
    private void abort() {
        if (!multiplexed && connection instanceof ConnectionBase base) {
            Connections.abort(base.channel());
        } else if (!response.reset()) {
            connection.close();
        }
    }

    @Override
    public void onCompletion() {
        end(CloseReason.SHUTDOWN);
        if (!response.ended() && !response.closed()) {
            response.end(gzip == null ? Buffer.buffer() : Buffer.buffer(gzip.end()));
        }
    }
}
