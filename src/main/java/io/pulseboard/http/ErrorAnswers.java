package io.pulseboard.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Answers what goes wrong outside of any endpoint: no route, a path that is none, a handler that threw. Stands before Quarkus's own
 * error page, which shows stack traces in some profiles.
 */
@Singleton
final class ErrorAnswers {
    private static final Logger LOG = Logger.getLogger(ErrorAnswers.class);
    /** Just before Quarkus's own, which is the very last route. */
    private static final int LAST_BUT_ONE = Integer.MAX_VALUE - 1;

    private final SecurityHeaders securityHeaders;
    private final Refusals refusals;

    ErrorAnswers(SecurityHeaders securityHeaders, Refusals refusals) {
        this.securityHeaders = securityHeaders;
        this.refusals = refusals;
    }

    void register(@Observes Router router) {
        router.route().order(LAST_BUT_ONE).failureHandler(this::onFailure);
        for (int status : new int[] {400, 404, 405, 406, 413, 414, 415, 431}) {
            router.errorHandler(status, context -> send(context, status));
        }
    }

    private void onFailure(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof SecurityException) {
            // Quarkus knows how to challenge.
            context.next();
        } else if (context.response().headWritten()) {
            // Nothing can be said any more but that it was cut short.
            LOG.debugf(failure, "answer cut short path=%s", context.request().path());
            context.request().connection().close();
        } else if (failure instanceof RejectedExecutionException) {
            send(context, 503);
        } else {
            int status = context.statusCode() >= 400 ? context.statusCode() : 500;
            if (status >= 500) {
                LOG.errorf(
                        failure,
                        "request failed status=%d path=%s",
                        status,
                        context.request().path());
            }
            send(context, status);
        }
    }

    private void send(RoutingContext context, int status) {
        if (!SecurityHeaders.areIn(context.response().headers())) {
            // It went wrong before the guard saw it.
            securityHeaders.writeTo(context.response().headers(), false);
        }
        boolean hostless = status == 400 && context.request().authority() == null;
        Problem problem = hostless
                ? Problem.ofParameter("bad_host", "the Host header is missing or not one host", "Host")
                : Statuses.problem(
                        status,
                        context.request().method().name(),
                        context.request().path());
        refusals.send(context, status, problem);
    }
}
