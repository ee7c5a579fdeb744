package io.pulseboard.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Writes whatever an endpoint throws as a {@link Problem}. */
final class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    private final Refusals refusals;

    ProblemMapper(Refusals refusals) {
        this.refusals = refusals;
    }

    @ServerExceptionMapper
    Response toResponse(ProblemException exception) {
        refusals.count(exception.problem().code());
        return answer(exception);
    }

    /** What the framework itself refuses: no such path, method, type. A redirection or the like passes as it is. */
    @ServerExceptionMapper
    Response toResponse(WebApplicationException exception, @Context Request request, @Context UriInfo uri) {
        Response response = exception.getResponse();
        int status = response.getStatus();
        if (status < 400) {
            return response;
        }
        if (status >= 500) {
            LOG.errorf(exception, "request failed status=%d path=%s", status, uri.getPath());
        }
        Problem problem = Statuses.problem(status, request.getMethod(), uri.getPath());
        refusals.count(problem.code());
        Response answer = answer(new ProblemException(status, problem));
        String allow = response.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    /** The last resort: a fault of ours, which the log is told and the client is not. */
    @ServerExceptionMapper
    Response toResponse(Throwable failure, @Context Request request, @Context UriInfo uri) {
        Problem problem = Statuses.problem(500, request.getMethod(), uri.getPath());
        if (failure instanceof IOException) {
            // The client has gone; nobody will see the answer.
            LOG.debugf(failure, "request broke off path=%s", uri.getPath());
        } else {
            LOG.errorf(failure, "request failed status=500 path=%s", uri.getPath());
            refusals.count(problem.code());
        }
        return answer(new ProblemException(500, problem));
    }

    private static Response answer(ProblemException exception) {
        int status = exception.status();
        Response.ResponseBuilder response = Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(exception.problem());
        if (status == 401) {
            response.header(
                    HttpHeaders.WWW_AUTHENTICATE,
                    exception.header(HttpHeaders.WWW_AUTHENTICATE, WriteAccess.CHALLENGE));
        } else if (status == 429 || status == 503) {
            response.header(
                    HttpHeaders.RETRY_AFTER, exception.header(HttpHeaders.RETRY_AFTER, Refusals.RETRY_AFTER_SECONDS));
        }
        return response.build();
    }
}
