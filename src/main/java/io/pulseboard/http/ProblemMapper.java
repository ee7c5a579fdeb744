package io.pulseboard.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Writes a {@link ProblemException} as the answer to a request. */
final class ProblemMapper {
    @ServerExceptionMapper
    Response toResponse(ProblemException exception) {
        return Response.status(exception.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(exception.problem())
                .build();
    }
}
