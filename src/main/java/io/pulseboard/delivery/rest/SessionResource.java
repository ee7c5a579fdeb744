package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.pulseboard.delivery.AnnotationAccess;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.RequestBody;
import io.pulseboard.http.Sessions;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the browser of a viewer may do, and how it comes to be allowed more. */
@Path(Sessions.PATH)
@Tag(name = "session", description = "A cookie in place of the token, for pages")
public final class SessionResource {
    private static final String EXPECTED = "{\"token\":\"...\"}";

    private final Sessions sessions;
    private final AnnotationAccess annotations;
    private final RequestBody bodies;

    SessionResource(Sessions sessions, AnnotationAccess annotations, RequestBody bodies) {
        this.sessions = sessions;
        this.annotations = annotations;
        this.bodies = bodies;
    }

    /** What this browser may do. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(summary = "What this browser may do", description = "`annotations` is the setting of that name.")
    @APIResponse(responseCode = "200", description = "`{\"annotations\": \"token\", \"mayAnnotate\": false}`")
    public Response show(@Context RoutingContext context) {
        boolean mayAnnotate = annotations.admits(context.request());
        byte[] answer = JsonDocument.of(json -> {
            json.writeStartObject();
            json.writeStringField("annotations", annotations.mode());
            json.writeBooleanField("mayAnnotate", mayAnnotate);
            json.writeEndObject();
        });
        return Answers.fresh(answer, MediaType.APPLICATION_JSON).build();
    }

    /** Gives the browser a cookie for the token. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    @Operation(
            summary = "Begin a session",
            description = "Takes {token}, and sets a cookie that counts for annotations, from this server's own pages.")
    @APIResponse(responseCode = "204", description = "The cookie is set")
    @APIResponse(responseCode = "400", description = "The body is not of that shape")
    @APIResponse(responseCode = "401", description = "The token is wrong")
    @APIResponse(responseCode = "403", description = "No token is configured, or a page of another site asks")
    @APIResponse(responseCode = "429", description = "Too many wrong tokens lately; `Retry-After` says when")
    public Uni<Response> begin(@Context RoutingContext context) {
        HttpServerRequest request = context.request();
        return bodies.read(context, JsonBody.MAX_BYTES).map(body -> answer(sessions.begin(token(body), request)));
    }

    /** Takes the cookie away. The value itself goes on to hold, should somebody have copied it. */
    @DELETE
    @NonBlocking
    @Operation(summary = "End the session")
    @APIResponse(responseCode = "204", description = "The cookie is cleared")
    public Response end(@Context RoutingContext context) {
        return answer(sessions.end(context.request()));
    }

    /** The token is shown in no answer, whatever is wrong with it. */
    private static String token(byte[] body) {
        JsonNode node = JsonBody.object(body, EXPECTED);
        if (node.size() != 1 || !node.path("token").isTextual()) {
            throw new ProblemException(
                    400,
                    new Problem(
                            "bad_message",
                            "the body must have one member, token, which is a string",
                            "token",
                            null,
                            null,
                            null,
                            EXPECTED));
        }
        return node.path("token").textValue();
    }

    private static Response answer(String cookie) {
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
