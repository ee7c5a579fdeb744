package io.pulseboard.operations;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The description of the HTTP interface, for tools (<a href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1</a>). It is made from the
 * annotations of the resources when the program is built, and only read here.
 */
@Path("/q/openapi")
public final class OpenApiResource {
    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";

    OpenApiResource() {}

    /** YAML, or JSON for who prefers that in {@code Accept} or says {@code format=json}. */
    @GET
    @Produces({YAML, JSON})
    @Operation(hidden = true)
    public Response description(@QueryParam("format") @Nullable String format, @Context HttpHeaders headers) {
        boolean json =
                format == null ? prefersJson(headers.getAcceptableMediaTypes()) : format.equalsIgnoreCase("json");
        return Response.ok(read(json ? "openapi.json" : "openapi.yaml"))
                .type((json ? JSON : YAML) + ";charset=UTF-8")
                .build();
    }

    private static boolean prefersJson(List<MediaType> acceptable) {
        for (MediaType type : acceptable) {
            if (!type.isWildcardSubtype()) {
                return type.isCompatible(MediaType.APPLICATION_JSON_TYPE);
            }
        }
        return false;
    }

    private static byte[] read(String file) {
        try (InputStream in =
                Thread.currentThread().getContextClassLoader().getResourceAsStream("META-INF/openapi/" + file)) {
            if (in == null) {
                throw new NotFoundException("META-INF/openapi/" + file + " was not built");
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
