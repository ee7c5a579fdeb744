package io.pulseboard.delivery.rest;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** Makes answers of what the hub captured. */
final class Answers {
    private Answers() {}

    /** Encodes on a worker thread, so that neither the hub's thread nor an event loop is held by a large answer. */
    static <T> Uni<Response> encoded(Uni<T> captured, Function<T, Response> encoder) {
        return captured.emitOn(Infrastructure.getDefaultWorkerPool()).map(encoder);
    }

    /** An answer that holds for this moment only. */
    static Response.ResponseBuilder fresh(Object body, String contentType) {
        return Response.ok(body)
                .header(HttpHeaders.CONTENT_TYPE, contentType)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
