package io.pulseboard.ingest.influx;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tells senders of line protocol that there is somebody to take it. */
@Path("/ping")
public class PingResource {
    /**
     * Says which version of InfluxDB this is like.
     *
     * @param verbose whether to say it in a body; anything but {@code false} and {@code 0} is yes
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Tag(name = "influx")
    @Operation(summary = "Whether line protocol is taken", description = "As InfluxDB 1.x answers it.")
    public Response ping(@QueryParam("verbose") @Nullable String verbose) {
        boolean quiet = verbose == null || verbose.isEmpty() || verbose.equals("0") || verbose.equals("false");
        return quiet
                ? Api.answer(204).build()
                : Api.answer(200)
                        .entity(Map.of("version", Api.INFLUXDB_VERSION))
                        .build();
    }
}
