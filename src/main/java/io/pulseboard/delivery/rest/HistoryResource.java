package io.pulseboard.delivery.rest;

import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.HistoryStep;
import io.pulseboard.hub.HistoryView;
import io.pulseboard.hub.Hub;
import io.pulseboard.query.Query;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The past that charts start from, as columns. */
@Path("/metrics/history")
@Tag(name = "Read")
public final class HistoryResource {
    /** Longer than this, history cannot be configured; what is not held is simply not in the answer. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Hub hub;
    private final HistoryConfig config;

    HistoryResource(Hub hub, HistoryConfig config) {
        this.hub = hub;
        this.config = config;
        if (config.maxSeries() < 1) {
            throw new ConfigurationException(
                    "pulseboard.history.max-series = " + config.maxSeries() + " is not a positive number");
        }
    }

    /** See the class. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The past of series, as columns",
            description = "One array of timestamps, and per series one of values, null where there was none. A stream "
                    + "that starts with `after=<id>` continues without a hole.")
    @APIResponse(
            responseCode = "200",
            description =
                    "`{\"id\", \"ts\", \"step\", \"timestamps\": [...], \"series\": [{\"key\", \"values\": [...]}]}`")
    @APIResponse(responseCode = "400", description = "A parameter is wrong, or too many series; the body says which")
    public Uni<Response> history(
            @Parameter(
                            description = "PromQL vector selectors; everything without",
                            example = "orders_total{job=\"shop\"}")
                    @RestQuery
                    List<String> query,
            @Parameter(description = "How far back, at most what is held", example = "1h")
                    @RestQuery
                    @DefaultValue("5m")
                    String range,
            @Parameter(
                            description =
                                    "The distance between points; every tick if it is shorter than a coarse cell. "
                                            + "By default every tick for up to five minutes, else coarse cells",
                            example = "10s")
                    @RestQuery
                    @Nullable String step) {
        Query parsed = StreamRequest.query(query);
        Duration back = StreamRequest.duration("range", range, LONGEST);
        Duration asked = step == null || step.isEmpty() ? null : StreamRequest.duration("step", step, LONGEST);
        return Answers.encoded(hub.history(parsed, back, grid(back, asked), config.maxSeries()), this::answer);
    }

    private HistoryStep grid(Duration range, @Nullable Duration step) {
        boolean fine = step == null ? range.compareTo(config.fine()) <= 0 : step.compareTo(config.coarseStep()) < 0;
        return fine ? HistoryStep.FINE : HistoryStep.COARSE;
    }

    private Response answer(HistoryView history) {
        int maxSeries = config.maxSeries();
        if (history.matched() > maxSeries) {
            throw new ProblemException(
                    400,
                    new Problem(
                            "too_many_series",
                            "the query selects " + history.matched() + " series of history, more than "
                                    + "pulseboard.history.max-series allows (" + maxSeries + ")",
                            "query",
                            null,
                            null,
                            null,
                            "a query that selects at most " + maxSeries + " series"));
        }
        return Answers.fresh(HistoryJson.encode(history), MediaType.APPLICATION_JSON)
                .build();
    }
}
