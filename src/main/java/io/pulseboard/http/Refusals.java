package io.pulseboard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Ends requests with a {@link Problem}, and counts them by its code. Safe for use by any thread. */
@Singleton
final class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);
    /** How long a client may go on sending what nobody reads, so that it finds the answer before the connection closes. */
    private static final long LINGER_MILLIS = 2_000;

    private final MeterRegistry registry;
    private final ObjectMapper mapper;
    private final Vertx vertx;

    Refusals(MeterRegistry registry, ObjectMapper mapper, Vertx vertx) {
        this.registry = registry;
        this.mapper = mapper;
        this.vertx = vertx;
    }

    /** Counts a refusal. The code is one of a few constants, never text from a client. */
    void count(String code) {
        registry.counter("pulseboard.http.refused", "reason", code).increment();
    }

    /** Counts and answers. Call on the request's event loop, before the head is written. */
    void send(RoutingContext context, int status, Problem problem) {
        count(problem.code());
        LOG.debugf(
                "request refused status=%d reason=%s method=%s path=%s",
                status,
                problem.code(),
                context.request().method(),
                context.request().path());
        answer(context, status, problem);
    }

    /** Answers without counting. */
    void answer(RoutingContext context, int status, Problem problem) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.setStatusCode(status);
        response.headers().set(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8");
        response.headers().set(HttpHeaders.CACHE_CONTROL, "no-store");
        if (status == 401) {
            response.headers().set("WWW-Authenticate", WriteAccess.CHALLENGE);
        }
        boolean unread = hasBody(request) && !request.isEnded();
        if (unread && request.version() != HttpVersion.HTTP_2) {
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(Buffer.buffer(bytes(problem)));
        if (unread) {
            abandon(request);
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (request.version() == HttpVersion.HTTP_2 && length == null)
                || (length != null && !length.equals("0"));
    }

    /** Lets the rest of the body pass by unread; a sender that does not come to an end is cut off. */
    private void abandon(HttpServerRequest request) {
        Runnable finish = request.version() == HttpVersion.HTTP_2
                ? () -> request.response().reset()
                : () -> request.connection().close();
        long timer = vertx.setTimer(LINGER_MILLIS, id -> finish.run());
        request.exceptionHandler(failure -> vertx.cancelTimer(timer));
        request.handler(rest -> {});
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            if (request.version() != HttpVersion.HTTP_2) {
                request.connection().close();
            }
        });
        request.resume();
    }

    private byte[] bytes(Problem problem) {
        try {
            return mapper.writeValueAsBytes(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }
}
