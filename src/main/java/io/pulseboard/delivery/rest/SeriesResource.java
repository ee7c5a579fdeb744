package io.pulseboard.delivery.rest;

import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.hub.Hub;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Which series there are. */
@Path("/metrics/series")
@Tag(name = "Read")
public final class SeriesResource {
    private final Hub hub;

    SeriesResource(Hub hub) {
        this.hub = hub;
    }

    /** See the class. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Which series there are, with type, unit and help",
            description = "A histogram or summary is one series. `number` is the one that compact messages use.")
    @APIResponse(responseCode = "200", description = "`{\"id\", \"ts\", \"series\": [...]}`")
    @APIResponse(responseCode = "400", description = "The query does not parse; the body says where")
    public Uni<Response> series(
            @Parameter(
                            description = "PromQL vector selectors; everything without",
                            example = "orders_total{job=\"shop\"}")
                    @RestQuery
                    List<String> query) {
        return Answers.encoded(
                hub.capture(StreamRequest.query(query)),
                state -> Answers.fresh(SeriesJson.encode(state), MediaType.APPLICATION_JSON)
                        .build());
    }
}
