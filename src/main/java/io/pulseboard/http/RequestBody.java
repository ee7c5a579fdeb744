package io.pulseboard.http;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Gives an endpoint the body of a write. It is read on the event loop and within limits of size and time, so that a slow sender
 * holds no worker thread, and handed out on a worker thread, where parsing belongs. Not Quarkus's own reading, which blocks a
 * worker, nor Vert.x's {@code BodyHandler}, which takes a form for a form, and curl calls everything one.
 */
@Singleton
public final class RequestBody {
    private final Vertx vertx;
    private final BodyLimits limits;
    private final Leftovers leftovers;

    RequestBody(BodyLimits limits, Leftovers leftovers, Vertx vertx) {
        this.limits = limits;
        this.leftovers = leftovers;
        this.vertx = vertx;
    }

    /**
     * The body as the sender meant it: as sent, or without its {@code Content-Encoding: gzip}. Call once, on the request's event
     * loop, from an endpoint that does not block; the item comes on a worker thread.
     *
     * @return the body, empty if there is none; or a {@link ProblemException}: 415 for another encoding, 400 if it is not gzip in
     *     truth, 413 if it is larger than {@code pulseboard.http.max-body} as sent or once decompressed, 408 if it took longer
     *     than {@code pulseboard.http.body-timeout}
     */
    public Uni<byte[]> read(RoutingContext context) {
        return read(context, limits);
    }

    /** As {@link #read(RoutingContext)}, with 413 for more than so many bytes already. */
    public Uni<byte[]> read(RoutingContext context, int mostBytes) {
        return read(context, limits.atMost(mostBytes));
    }

    private Uni<byte[]> read(RoutingContext context, BodyLimits within) {
        String encoding = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
        return readRaw(context, within).map(raw -> ContentEncoding.decode(raw, encoding, within));
    }

    /**
     * The body as it was sent, for protocols with encodings of their own. As {@link #read} in all else.
     */
    public Uni<byte[]> readRaw(RoutingContext context) {
        return readRaw(context, limits);
    }

    /** As {@link #readRaw(RoutingContext)}, with 413 for more than so many bytes already. */
    public Uni<byte[]> readRaw(RoutingContext context, int mostBytes) {
        return readRaw(context, limits.atMost(mostBytes));
    }

    private Uni<byte[]> readRaw(RoutingContext context, BodyLimits within) {
        return Uni.createFrom()
                .<byte[]>emitter(emitter -> new Reading(context, within, emitter).start())
                .emitOn(Infrastructure.getDefaultExecutor());
    }

    /** How large a body may be after decompression, in bytes. */
    public int maxBytes() {
        return limits.maxBytes();
    }

    /** One body on its way in. Confined to the request's event loop. */
    private final class Reading {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final BodyLimits within;
        private final UniEmitter<? super byte[]> emitter;
        private final Buffer body = Buffer.buffer();
        private long timer;
        private boolean done;

        Reading(RoutingContext context, BodyLimits within, UniEmitter<? super byte[]> emitter) {
            this.context = context;
            this.request = context.request();
            this.within = within;
            this.emitter = emitter;
        }

        void start() {
            if (within.isTooLarge(request)) {
                refuse(within.tooLarge());
                return;
            }
            if (request.isEnded()) {
                emitter.complete(new byte[0]);
                return;
            }
            if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
                context.response().writeContinue();
            }
            timer = vertx.setTimer(within.timeoutMillis(), id -> refuse(within.tooSlow()));
            request.handler(this::onData);
            request.endHandler(end -> onEnd());
            request.exceptionHandler(this::onFailure);
            request.resume();
        }

        private void onData(Buffer part) {
            if (done) {
                return;
            }
            if (body.length() + part.length() > within.maxBytes()) {
                refuse(within.tooLarge());
            } else {
                body.appendBuffer(part);
            }
        }

        private void onEnd() {
            if (finish()) {
                emitter.complete(body.getBytes());
            }
        }

        private void onFailure(Throwable failure) {
            if (finish()) {
                // The connection is gone, so nobody will read the answer; but the request must come to an end.
                emitter.fail(new IOException("the sender broke off", failure));
            }
        }

        private void refuse(ProblemException problem) {
            if (finish()) {
                leftovers.discardAfterAnswer(context);
                emitter.fail(problem);
            }
        }

        private boolean finish() {
            boolean first = !done;
            done = true;
            vertx.cancelTimer(timer);
            return first;
        }
    }
}
