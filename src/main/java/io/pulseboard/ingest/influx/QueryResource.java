package io.pulseboard.ingest.influx;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.RequestBody;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Answers what senders of line protocol ask before they write: that a database may be made. There is none to be made. */
@Path("/query")
public class QueryResource {
    private static final int LONGEST_BODY = 16 << 10;

    private final RequestBody bodies;
    private final LineWriter writer;

    QueryResource(RequestBody bodies, LineWriter writer) {
        this.bodies = bodies;
        this.writer = writer;
    }

    /** Answers the statements in the parameter {@code q}. */
    @GET
    @NonBlocking
    @Tag(name = "influx")
    @Operation(
            summary = "Statements that senders begin with",
            description = "CREATE DATABASE and the like are agreed to, and do nothing.")
    @APIResponse(responseCode = "200", description = "agreed to")
    @APIResponse(responseCode = "400", description = "another statement")
    public Response get(@Context RoutingContext context) {
        try {
            InfluxAccess.refuseCredentials(context.request());
            return answer(context.request().getParam("q"));
        } catch (ProblemException problem) {
            return writer.refuse(Api.VERSION_1, problem);
        }
    }

    /** Answers the statements in the parameter {@code q}, of the URL or of a form. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    @Tag(name = "influx")
    @Operation(
            summary = "Statements that senders begin with",
            description = "CREATE DATABASE and the like are agreed to, and do nothing.")
    @APIResponse(responseCode = "200", description = "agreed to")
    @APIResponse(responseCode = "400", description = "another statement")
    public Uni<Response> post(@Context RoutingContext context) {
        HttpServerRequest request = context.request();
        return bodies.read(context, LONGEST_BODY)
                .map(body -> answer(statements(request.getParam("q"), new String(body, StandardCharsets.UTF_8))))
                .onFailure(ProblemException.class)
                .recoverWithItem(failure -> writer.refuse(Api.VERSION_1, (ProblemException) failure));
    }

    private static @Nullable String statements(@Nullable String inUrl, String form) {
        return inUrl == null ? FormParameter.of(form, "q") : inUrl;
    }

    private static Response answer(@Nullable String statements) {
        if (statements == null || statements.isBlank()) {
            throw new ProblemException(
                    400, Problem.ofParameter("bad_parameter", "missing required parameter \"q\"", "q"));
        }
        QueryAnswer answer = QueryAnswer.to(statements);
        return Api.answer(200)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(answer)
                .build();
    }
}
