package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.pulseboard.delivery.AnnotationAccess;
import io.pulseboard.delivery.Annotator;
import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.RequestBody;
import io.pulseboard.hub.Hub;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The notes on the time axis: those of the past, and new ones. Who may post is decided before ({@link AnnotationAccess}). */
@Path(AnnotationAccess.PATH)
public final class AnnotationsResource {
    /** As far as history can be configured to reach. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Set<String> FIELDS = Set.of("text", "tags", "ts");

    private final Hub hub;
    private final Annotator annotator;
    private final RequestBody bodies;

    AnnotationsResource(Hub hub, Annotator annotator, RequestBody bodies) {
        this.hub = hub;
        this.annotator = annotator;
        this.bodies = bodies;
    }

    /** Those that are held, oldest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Tag(name = "Read")
    @Operation(
            summary = "The annotations of the past",
            description = "New ones come over the streams, as messages of type `annotation`.")
    @APIResponse(responseCode = "200", description = "`{\"annotations\": [{\"id\", \"ts\", \"text\", \"tags\"}]}`")
    @APIResponse(responseCode = "400", description = "The range is not a duration")
    public Uni<Response> annotations(
            @Parameter(description = "How far back, at most what is held", example = "5m")
                    @RestQuery
                    @DefaultValue("60m")
                    String range) {
        return Answers.encoded(
                hub.annotations(StreamRequest.duration("range", range, LONGEST)),
                held -> Answers.fresh(AnnotationsJson.encode(held), MediaType.APPLICATION_JSON)
                        .build());
    }

    /** Puts one on everybody's screen. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Tag(name = "push")
    @Operation(
            summary = "Annotate the time axis",
            description =
                    "An object {text, tags, ts}; all but the text may be left out. Everybody who watches gets it at once.")
    @APIResponse(responseCode = "201", description = "`{\"id\", \"ts\", \"text\", \"tags\"}`")
    @APIResponse(responseCode = "400", description = "A member is wrong; the body says which, and where")
    @APIResponse(responseCode = "401", description = "It needs the token or a session")
    @APIResponse(responseCode = "403", description = "`pulseboard.annotations` is off, or no token is configured")
    @APIResponse(responseCode = "429", description = "Too many of everybody together; `Retry-After` says when")
    public Uni<Response> annotate(@Context RoutingContext context) {
        return bodies.read(context, JsonBody.MAX_BYTES).map(this::annotate);
    }

    private Response annotate(byte[] body) {
        JsonNode node = JsonBody.object(body, "{\"text\":...,\"tags\":[...],\"ts\":...}");
        node.fieldNames().forEachRemaining(AnnotationsResource::checkKnown);
        byte[] answer = AnnotationsJson.encode(annotator.annotate(node, true));
        return Answers.fresh(answer, MediaType.APPLICATION_JSON)
                .status(Response.Status.CREATED)
                .build();
    }

    private static void checkKnown(String field) {
        if (!FIELDS.contains(field)) {
            String shown = field.length() <= 64 ? field : field.substring(0, 64) + "...";
            String expected = "text, tags and ts";
            throw new ProblemException(
                    400,
                    new Problem(
                            "unknown_field",
                            "field '" + shown + "' is unknown: " + expected + " are known",
                            shown,
                            null,
                            null,
                            null,
                            expected));
        }
    }
}
