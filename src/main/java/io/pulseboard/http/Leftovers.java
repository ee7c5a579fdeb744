package io.pulseboard.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Deals with what a client still sends of a body that nobody wants. */
@Singleton
final class Leftovers {
    /** How long a client may go on sending, so that it finds the answer before the connection closes. */
    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;

    Leftovers(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Lets the rest of the body pass by once the request is answered, and cuts off a sender who does not come to an end. Call on
     * the request's event loop, before the head of the answer is written.
     */
    void discardAfterAnswer(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded() || !hasBody(request)) {
            return;
        }
        if (request.version() != HttpVersion.HTTP_2) {
            context.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        context.addEndHandler(end -> discard(request));
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (request.version() == HttpVersion.HTTP_2 && length == null)
                || (length != null && !length.equals("0"));
    }

    private void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            finish(request);
            return;
        }
        long timer = vertx.setTimer(LINGER_MILLIS, id -> cutOff(request));
        request.exceptionHandler(failure -> vertx.cancelTimer(timer));
        request.handler(rest -> {});
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            finish(request);
        });
        request.resume();
    }

    /** The client was told that the connection ends; in HTTP/2 only the stream does, and by itself. */
    private static void finish(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        }
    }

    private static void cutOff(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
