package io.pulseboard.http;

import io.smallrye.common.annotation.Blocking;
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
    @Blocking
    public String post(@Context RoutingContext context) {
        return "length " + bodies.read(context).length;
    }

    @POST
    @Path("json")
    @Consumes(MediaType.APPLICATION_JSON)
    public void json(@Context RoutingContext context) {
        bodies.read(context);
    }

    @GET
    @Path("fault")
    public String fault() {
        throw new IllegalStateException("secret detail");
    }
}
