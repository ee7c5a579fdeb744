package io.pulseboard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Ends requests with a {@link Problem}, and counts them by its code. Safe for use by any thread. */
@Singleton
public final class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);

    /** When a sender whose data found no room may try again. */
    public static final String RETRY_AFTER_SECONDS = "30";

    private final MeterRegistry registry;
    private final ObjectMapper mapper;
    private final Leftovers leftovers;
    private final List<ProblemFormat> formats;

    Refusals(MeterRegistry registry, ObjectMapper mapper, Leftovers leftovers, @All List<ProblemFormat> formats) {
        this.registry = registry;
        this.mapper = mapper;
        this.leftovers = leftovers;
        this.formats = formats;
    }

    /** Counts a refusal that is answered elsewhere. The code is one of a few constants, never text from a client. */
    public void count(String code) {
        Counter.builder("pulseboard.http.refused")
                .description("Requests refused, by reason")
                .tag("reason", code)
                .register(registry)
                .increment();
    }

    /** Counts and answers. Call on the request's event loop, before the head is written. */
    void send(RoutingContext context, int status, Problem problem) {
        PathLabel.bound(context);
        count(problem.code());
        LOG.debugf(
                "request refused status=%d reason=%s method=%s path=%s",
                status,
                problem.code(),
                context.request().method(),
                context.request().path());
        answer(context, status, problem);
    }

    /** Counts and answers, as {@link #send(RoutingContext, int, Problem)}. */
    void send(RoutingContext context, ProblemException refusal) {
        if (refusal.status() == 401) {
            context.response()
                    .headers()
                    .set("WWW-Authenticate", refusal.header("WWW-Authenticate", WriteAccess.CHALLENGE));
        }
        send(context, refusal.status(), refusal.problem());
    }

    /** Counts and answers, where the path is one of ours. Call on the request's event loop, before the head is written. */
    public void refuse(RoutingContext context, int status, Problem problem) {
        count(problem.code());
        answer(context, status, problem);
    }

    /** Answers without counting. */
    void answer(RoutingContext context, int status, Problem problem) {
        HttpServerResponse response = context.response();
        ProblemFormat.Body body = body(context, status, problem);
        response.setStatusCode(status);
        response.headers().set(HttpHeaders.CONTENT_TYPE, body.contentType());
        response.headers().set(HttpHeaders.CACHE_CONTROL, "no-store");
        if (status == 401 && !response.headers().contains("WWW-Authenticate")) {
            response.headers().set("WWW-Authenticate", WriteAccess.CHALLENGE);
        } else if (status == 503) {
            response.headers().set("Retry-After", RETRY_AFTER_SECONDS);
        }
        leftovers.discardAfterAnswer(context);
        response.end(Buffer.buffer(body.bytes()));
    }

    private ProblemFormat.Body body(RoutingContext context, int status, Problem problem) {
        for (ProblemFormat format : formats) {
            ProblemFormat.Body body = format.write(context.request(), status, problem);
            if (body != null) {
                return body;
            }
        }
        return new ProblemFormat.Body("application/json;charset=UTF-8", bytes(problem));
    }

    private byte[] bytes(Problem problem) {
        try {
            return mapper.writeValueAsBytes(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }
}
