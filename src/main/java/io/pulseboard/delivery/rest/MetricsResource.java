package io.pulseboard.delivery.rest;

import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.StateView;
import io.pulseboard.query.Query;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;

/** Everything held, as a target that Prometheus can scrape or federate from. */
@Path("/metrics")
@Tag(name = "Read")
public final class MetricsResource {
    private final Hub hub;

    MetricsResource(Hub hub) {
        this.hub = hub;
    }

    /** See the class. No {@code @Produces}: a client that accepts neither format gets text, as from every other exporter. */
    @GET
    @Operation(
            summary = "Everything held, in the Prometheus text format or OpenMetrics",
            description = "Chosen by Accept; the Prometheus text format 0.0.4 unless OpenMetrics is preferred.")
    @APIResponse(
            responseCode = "200",
            description = "The newest value of every series that the query selects",
            content = {
                @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/openmetrics-text", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "400", description = "The query does not parse; the body says where")
    public Uni<Response> metrics(
            @Parameter(
                            description = "PromQL vector selectors; everything without",
                            example = "orders_total{job=\"shop\"}")
                    @RestQuery
                    List<String> query,
            @Parameter(hidden = true) @RestHeader(HttpHeaders.ACCEPT) List<String> accept) {
        Query parsed = StreamRequest.query(query);
        ExpositionFormat format = ExpositionFormat.negotiate(accept);
        return Answers.encoded(hub.capture(parsed), state -> answer(state, format));
    }

    private static Response answer(StateView state, ExpositionFormat format) {
        Exposition exposition = new Exposition(format, state.timestampMillis());
        for (int row = 0; row < state.size(); row++) {
            exposition.add(
                    state.key(row),
                    state.metadata(row),
                    state.value(row),
                    state.compound(row),
                    state.selection(row),
                    state.sampleMillis(row));
        }
        String document = new ExpositionWriter(format.openMetrics()).write(exposition.families());
        return Answers.fresh(document.getBytes(StandardCharsets.UTF_8), format.contentType())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}
