package io.pulseboard.dashboard;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.RequestBody;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The boards that are files, and a look at a text that may become one. */
@Path("/dashboards")
@Tag(name = "Dashboards")
public final class DashboardsResource {
    private final BoardParser parser = new BoardParser();
    private final BoardSource source;
    private final RequestBody bodies;

    DashboardsResource(BoardSource source, RequestBody bodies) {
        this.source = source;
        this.bodies = bodies;
    }

    /** All of them, sorted by name. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(
            summary = "The boards of the folder pulseboard.dashboards",
            description = "With `If-None-Match`, 304 as long as nothing has changed.")
    @APIResponse(
            responseCode = "200",
            description = "`{\"dashboards\": [{\"name\", \"file\", \"title\", \"board\", \"error\"}], \"error\"}`")
    public Response all(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
        return answer(source.boards().all(), ifNoneMatch);
    }

    /** One of them. */
    @GET
    @Path("/{name}")
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(summary = "One board", description = "With `If-None-Match`, 304 as long as it has not changed.")
    @APIResponse(responseCode = "200", description = "`{\"name\", \"file\", \"title\", \"board\", \"error\"}`")
    @APIResponse(responseCode = "404", description = "There is no file of this name")
    public Response one(
            @RestPath String name,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
        TaggedJson found = source.boards().find(name);
        if (found == null) {
            throw new ProblemException(
                    404, Problem.ofParameter("not_found", "there is no dashboard " + OneLine.quoted(name), "name"));
        }
        return answer(found, ifNoneMatch);
    }

    /** What a text would be as a board; nothing is kept. */
    @POST
    @Path("/validate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(
            summary = "Check the text of a board",
            description = "Takes YAML of at most 256 KiB, in UTF-8, of any Content-Type. Changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "`{\"board\", \"error\"}`, one of which is null; the error has `line`, `column`, `message`")
    @APIResponse(responseCode = "413", description = "The text is too large")
    public Uni<Response> validate(@Context RoutingContext context) {
        return bodies.readRaw(context, YamlText.MAX_BYTES).map(this::check);
    }

    private Response check(byte[] text) {
        return Response.ok(TaggedJson.bytes(verdict(text)))
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Verdict verdict(byte[] text) {
        try {
            return new Verdict(parser.parse(text), null);
        } catch (BoardSyntaxException e) {
            return new Verdict(null, BoardProblem.in(null, e));
        }
    }

    private static Response answer(TaggedJson document, @Nullable String ifNoneMatch) {
        boolean held = ifNoneMatch != null && document.isHeldBy(ifNoneMatch);
        Response.ResponseBuilder response = held
                ? Response.notModified()
                : Response.ok(document.bytes()).header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        return response.header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header(HttpHeaders.ETAG, document.entityTag())
                .build();
    }

    /** What the check of a text comes to. */
    @RegisterForReflection
    record Verdict(@Nullable Board board, @Nullable BoardProblem error) {}
}
