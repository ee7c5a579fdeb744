package io.pulseboard.ingest.influx;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes line protocol as InfluxDB 1.x does. */
@Path("/write")
public class Version1Resource {
    private final LineWriter writer;

    Version1Resource(LineWriter writer) {
        this.writer = writer;
    }

    /** Applies what is good and names what is not. Parameters: {@code db}, which becomes a label, and {@code precision}. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    @Tag(name = "influx", description = "InfluxDB's line protocol")
    @Operation(summary = "Write line protocol (InfluxDB 1.x)", description = "Parameters: db, precision.")
    @APIResponse(responseCode = "204", description = "written")
    @APIResponse(responseCode = "400", description = "the lines named were not written, the others were")
    @APIResponse(responseCode = "429", description = "a budget is full: what fitted was written")
    public Uni<Response> write(@Context RoutingContext context) {
        return writer.write(context, Api.VERSION_1, "db");
    }
}
