package io.pulseboard.delivery.rest;

import io.pulseboard.http.Excerpt;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.Hub;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Who has how much of the series budget. */
@Path("/metrics/budget")
@Tag(name = "Read")
public final class BudgetResource {
    private static final int MOST = 1000;

    private final Hub hub;

    BudgetResource(Hub hub) {
        this.hub = hub;
    }

    /** See the class. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "Who has how much of the series budget",
            description =
                    "The sources and the metrics with most series, and how many samples were refused for what reason.")
    @APIResponse(
            responseCode = "200",
            description = "`{\"series\": {\"held\", \"max\", ...}, \"sources\": [{\"source\", \"held\", \"refused\"}], "
                    + "\"metrics\": [...], \"refused\": [{\"source\", \"reason\", \"count\"}]}`")
    @APIResponse(responseCode = "400", description = "`top` is not a number from 1 to 1000")
    public Response budget(
            @Parameter(description = "How many sources and how many metrics, from 1 to 1000", example = "20")
                    @RestQuery
                    @DefaultValue("20")
                    String top) {
        return Answers.fresh(BudgetJson.encode(hub.budget(number(top))), MediaType.APPLICATION_JSON)
                .build();
    }

    private static int number(String top) {
        try {
            int number = Integer.parseInt(top);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException notEvenANumber) {
            // As below.
        }
        throw new ProblemException(
                400,
                new Problem(
                        "bad_parameter",
                        "top = '" + Excerpt.of(top) + "' is not a number from 1 to " + MOST,
                        "top",
                        null,
                        null,
                        null,
                        "1 to " + MOST));
    }
}
