package io.pulseboard.delivery.sse;

import io.netty.channel.EventLoop;
import io.pulseboard.delivery.GzipStream;
import io.pulseboard.delivery.SentBytes;
import io.pulseboard.delivery.StreamAdmission;
import io.pulseboard.delivery.StreamedBytes;
import io.pulseboard.http.Problem;
import io.pulseboard.http.Refusals;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.Subscription;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.resteasy.reactive.server.core.LazyResponse;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/**
 * Writes an event stream to the Vert.x response. A {@code Multi} returned from the resource would have every event encoded,
 * copied and flushed per client; here all clients of a feed are given the same buffer.
 */
@Provider
public class EventStreamWriter implements ServerMessageBodyWriter<EventStream> {
    private static final long LEAST_RETRY_MILLIS = 1000;
    private static final long MOST_RETRY_MILLIS = 4000;

    // Looked up late: writers are made while the application is built up, before its configuration can be read.
    private final Instance<Hub> hub;
    private final Instance<StreamAdmission> admission;
    private final Instance<Refusals> refusals;
    private final Instance<SentBytes> sent;

    EventStreamWriter(
            Instance<Hub> hub,
            Instance<StreamAdmission> admission,
            Instance<Refusals> refusals,
            Instance<SentBytes> sent) {
        this.hub = hub;
        this.admission = admission;
        this.refusals = refusals;
        this.sent = sent;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == EventStream.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == EventStream.class;
    }

    @Override
    public void writeTo(
            EventStream stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        throw new IOException("an event stream is written to a connection, not to an OutputStream");
    }

    @Override
    public void writeResponse(EventStream stream, Type genericType, ServerRequestContext context) {
        VertxResteasyReactiveRequestContext rest = (VertxResteasyReactiveRequestContext) context;
        HttpServerResponse response = rest.vertxServerResponse();
        HttpServerRequest request = rest.getContext().request();
        SocketAddress remote = request.remoteAddress();
        String address = remote == null ? "" : String.valueOf(remote.hostAddress());
        EventLoop loop = ((ContextInternal) Objects.requireNonNull(Vertx.currentContext())).nettyEventLoop();
        Subscription subscription = stream.request().subscription("sse", loop);
        // StreamResource has asked before; here it fails only for one of two who came at the same moment.
        Problem full = admission.get().enter(address);
        if (full != null) {
            // Whatever is written, the head is of the response that there is by then; and that is the stream's.
            rest.setResponse(new LazyResponse.Existing(Response.status(503).build()));
            refusals.get().refuse(rest.getContext(), 503, full);
            return;
        }
        frame(response, request);
        // Sent with the head: a proxy and the browser see at once that the stream is open. The jitter keeps the viewers
        // of a server that went away from coming back all in one moment.
        long retry = ThreadLocalRandom.current().nextLong(LEAST_RETRY_MILLIS, MOST_RETRY_MILLIS);
        byte[] first = ("retry: " + retry + "\n\n").getBytes(StandardCharsets.US_ASCII);
        GzipStream gzip = stream.gzip() ? new GzipStream() : null;
        response.write(Buffer.buffer(gzip == null ? first : gzip.begin(first)));
        // It has been called, and through it the response would hold the whole routing of the request while the stream
        // lasts.
        response.headersEndHandler(null);
        hub.get()
                .subscribe(subscription)
                .subscribe()
                .withSubscriber(new EventStreamSubscriber(
                        hub.get(),
                        response,
                        request,
                        gzip,
                        StreamedBytes.of(rest.getContext()),
                        sent.get().eventStreams(),
                        () -> admission.get().leave(address)));
    }

    private static void frame(HttpServerResponse response, HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_1_0) {
            // Without chunks the end of the connection is the end of the stream.
            response.putHeader("Connection", "close");
        } else {
            response.setChunked(true);
        }
    }
}
