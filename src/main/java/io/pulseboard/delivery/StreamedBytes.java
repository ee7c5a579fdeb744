package io.pulseboard.delivery;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * How much of one answer's body has gone past the framework: what is written below its encoder is missing from
 * {@link io.vertx.core.http.HttpServerResponse#bytesWritten()}, and with it from the access log, unless
 * {@link StreamedBytesAttribute} adds it.
 *
 * <p>Counted as Vert.x counts: bytes of the body as the client reads it. What frames them on the wire, such as the sizes and line
 * ends of chunks (RFC 9112, section 7.1), does not count, so that a stream has the same number in every version of HTTP.
 */
public final class StreamedBytes {
    private static final String KEY = StreamedBytes.class.getName();
    private static final AtomicLongFieldUpdater<StreamedBytes> BYTES =
            AtomicLongFieldUpdater.newUpdater(StreamedBytes.class, "bytes");

    private volatile long bytes;

    private StreamedBytes() {}

    /** Gives a request its counter, before anything is written. Confined to the request's event loop. */
    public static StreamedBytes of(RoutingContext request) {
        StreamedBytes counter = new StreamedBytes();
        request.put(KEY, counter);
        return counter;
    }

    /** The counter of a request, null if nothing of its answer goes past the framework. */
    static @Nullable StreamedBytes find(RoutingContext request) {
        return request.get(KEY);
    }

    /** Adds bytes of the body. Confined to the request's event loop. */
    public void add(long more) {
        // One writer, so there is nothing to compare, and nobody who reads is in a hurry.
        BYTES.lazySet(this, bytes + more);
    }

    /** The bytes counted so far; for any thread. */
    public long bytes() {
        return bytes;
    }
}
