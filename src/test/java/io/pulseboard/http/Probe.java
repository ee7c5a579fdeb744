package io.pulseboard.http;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Endpoints for the tests of what stands before every endpoint. */
@Path("/probe")
public class Probe {
    private final RequestBody bodies;

    Probe(RequestBody bodies) {
        this.bodies = bodies;
    }

    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String get() {
        return "ok";
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.TEXT_PLAIN)
    public Uni<String> post(@Context RoutingContext context) {
        return bodies.read(context).map(body -> "length " + body.length);
    }

    @POST
    @Path("json")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> json(@Context RoutingContext context) {
        return bodies.read(context).replaceWithVoid();
    }

    @GET
    @Path("fault")
    public String fault() {
        throw new IllegalStateException("secret detail");
    }
}
