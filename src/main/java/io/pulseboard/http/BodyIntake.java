package io.pulseboard.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a write before its endpoint runs, on the event loop and within limits of size and time, so that a slow sender
 * holds no worker thread. Not Vert.x's {@code BodyHandler}: that takes a form for a form, and curl calls everything one.
 */
@Singleton
final class BodyIntake {
    private final Vertx vertx;
    private final Refusals refusals;
    private final long maxBody;
    private final long timeoutMillis;

    BodyIntake(HttpConfig config, Vertx vertx, Refusals refusals) {
        this.vertx = vertx;
        this.refusals = refusals;
        maxBody = config.maxBody().asLongValue();
        timeoutMillis = config.bodyTimeout().toMillis();
        if (maxBody < 1024 || maxBody > 1 << 30) {
            throw new IllegalArgumentException("pulseboard.http.max-body must be from 1K to 1G: " + maxBody);
        }
        if (timeoutMillis < 1) {
            throw new IllegalArgumentException("pulseboard.http.body-timeout must be above 0: " + config.bodyTimeout());
        }
    }

    /** Reads the body and goes on to the next route, or answers 413 or 408. Call on the request's event loop. */
    void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isTooLarge(length)) {
            refusals.send(context, 413, tooLarge(maxBody));
            return;
        }
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            context.response().writeContinue();
        }
        new Reading(context).start();
    }

    private boolean isTooLarge(String length) {
        try {
            return Long.parseLong(length) > maxBody;
        } catch (NumberFormatException notEvenALong) {
            return true;
        }
    }

    static Problem tooLarge(long limit) {
        return Problem.of("too_large", "the body is larger than pulseboard.http.max-body, " + limit + " bytes");
    }

    /** One body on its way in. Confined to the request's event loop. */
    private final class Reading {
        private final RoutingContext context;
        private final HttpServerRequest request;
        /** The request's own, which Vert.x does not always use for the request's handlers where requests are pipelined. */
        private final @Nullable Context duplicated = Vertx.currentContext();

        private final Buffer body = Buffer.buffer();
        private long timer;
        private boolean done;

        Reading(RoutingContext context) {
            this.context = context;
            this.request = context.request();
        }

        void start() {
            timer = vertx.setTimer(timeoutMillis, id -> refuse(408, tooSlow()));
            request.handler(this::onData);
            request.endHandler(end -> onEnd());
            request.exceptionHandler(this::onFailure);
            request.resume();
        }

        private void onData(Buffer part) {
            if (done) {
                return;
            }
            if (body.length() + part.length() > maxBody) {
                refuse(413, tooLarge(maxBody));
            } else {
                body.appendBuffer(part);
            }
        }

        private void onEnd() {
            if (finish()) {
                ((RoutingContextInternal) context).setBody(body);
                goOn();
            }
        }

        private void goOn() {
            if (duplicated == null) {
                context.next();
            } else {
                duplicated.runOnContext(go -> context.next());
            }
        }

        private void onFailure(Throwable failure) {
            // The connection is gone, so there is nobody to answer.
            finish();
        }

        private void refuse(int status, Problem problem) {
            if (finish()) {
                refusals.send(context, status, problem);
            }
        }

        private boolean finish() {
            boolean first = !done;
            done = true;
            vertx.cancelTimer(timer);
            return first;
        }

        private Problem tooSlow() {
            return Problem.of(
                    "too_slow",
                    "the body did not arrive within pulseboard.http.body-timeout, " + timeoutMillis + " ms");
        }
    }
}
