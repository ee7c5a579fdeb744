package io.pulseboard.delivery.rest;

import io.pulseboard.delivery.Formats;
import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.hub.FrameEncoder;
import io.pulseboard.hub.Hub;
import io.pulseboard.query.Query;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The newest values, as the snapshot that a stream would begin with. */
@Path("/metrics/latest")
@Tag(name = "Read")
public final class LatestResource {
    private final Hub hub;

    LatestResource(Hub hub) {
        this.hub = hub;
    }

    /** See the class. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The newest values, as one snapshot message",
            description = "A stream that starts with `after=<id>` continues without a hole.")
    @APIResponse(responseCode = "200", description = "`{\"type\": \"snapshot\", \"id\", \"ts\", \"values\": {...}}`")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the body says which, and where")
    public Uni<Response> latest(
            @Parameter(
                            description = "PromQL vector selectors; everything without",
                            example = "orders_total{job=\"shop\"}")
                    @RestQuery
                    List<String> query,
            @Parameter(description = "The message format", schema = @Schema(enumeration = {"named", "compact"}))
                    @RestQuery
                    @Nullable String format) {
        Query parsed = StreamRequest.query(query);
        FrameEncoder encoder = StreamRequest.format(format);
        return Answers.encoded(
                hub.capture(parsed),
                state -> Answers.fresh(Formats.whole(encoder, state).bytes(), MediaType.APPLICATION_JSON)
                        .build());
    }
}
