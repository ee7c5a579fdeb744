package io.pulseboard.ingest.json;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.Refusals;
import io.pulseboard.http.RequestBody;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.AppendResult.Reason;
import io.pulseboard.ingest.Intake;
import io.pulseboard.metric.Sample;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes samples as JSON. */
@Path("/metrics")
public class JsonResource {
    private static final String SOURCE = "json";
    private static final int TOO_MANY_REQUESTS = 429;
    /** What curl says of any body, and what else JSON goes by. */
    private static final Set<String> TYPES = Set.of(
            "application/json",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "text/json",
            "text/plain",
            "application/octet-stream",
            "application/x-www-form-urlencoded");

    private static final Set<String> BUDGETS = Arrays.stream(Reason.values())
            .filter(Reason::isBudget)
            .map(Reason::text)
            .collect(Collectors.toUnmodifiableSet());

    private final JsonSampleParser parser = new JsonSampleParser();
    private final Clock clock = Clock.systemUTC();
    private final Intake intake;
    private final RequestBody bodies;

    JsonResource(Intake intake, RequestBody bodies) {
        this.intake = intake;
        this.bodies = bodies;
    }

    /** Applies what is good and lists what is not. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Tag(name = "push")
    @Operation(
            summary = "Push samples as JSON",
            description = "One object {name, labels, type, unit, help, ts, value}, an array of them, or one per line.")
    @APIResponse(responseCode = "200", description = "at least one sample was applied; the others are listed")
    @APIResponse(responseCode = "400", description = "not JSON, or no sample in it that could be applied")
    @APIResponse(responseCode = "429", description = "nothing was applied, since a budget is full")
    public Uni<Response> post(@Context RoutingContext context) {
        checkType(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        return bodies.read(context).map(body -> apply(context, body));
    }

    private Response apply(RoutingContext context, byte[] body) {
        List<JsonItem> items = parse(body);
        List<Sample> samples = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<JsonOutcome.Refused> refused = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof JsonItem.Accepted accepted) {
                samples.add(accepted.sample());
                places.add(i);
            } else if (items.get(i) instanceof JsonItem.Refused item) {
                refused.add(new JsonOutcome.Refused(i, item.code(), item.message()));
            }
        }
        AppendResult result = intake.append(context, SOURCE, samples);
        result.refused()
                .forEach(refusal -> refused.add(new JsonOutcome.Refused(
                        places.get(refusal.index()), refusal.reason().text(), refusal.message())));
        refused.sort(Comparator.comparingInt(JsonOutcome.Refused::index));
        return answer(result, refused);
    }

    private static Response answer(AppendResult result, List<JsonOutcome.Refused> refused) {
        boolean nothing = result.accepted() == 0 && !refused.isEmpty();
        boolean budget = refused.stream().allMatch(item -> BUDGETS.contains(item.code()));
        int status = nothing ? (budget ? TOO_MANY_REQUESTS : 400) : 200;
        Response.ResponseBuilder response = Response.status(status).entity(JsonOutcome.of(result.accepted(), refused));
        return status == TOO_MANY_REQUESTS
                ? response.header("Retry-After", Refusals.RETRY_AFTER_SECONDS).build()
                : response.build();
    }

    private List<JsonItem> parse(byte[] body) {
        List<JsonItem> items;
        try {
            items = parser.parse(body, clock.millis());
        } catch (JsonSyntaxException malformed) {
            throw new ProblemException(
                    400,
                    new Problem(
                            "bad_json",
                            malformed.getMessage() + "; nothing was applied",
                            null,
                            malformed.line(),
                            malformed.column(),
                            null,
                            null));
        }
        if (items.isEmpty() && isBlank(body)) {
            throw new ProblemException(
                    400,
                    new Problem("bad_json", "the body is empty", null, 1, 1, null, "{\"name\":...,\"value\":...}"));
        }
        return items;
    }

    private static boolean isBlank(byte[] body) {
        for (byte b : body) {
            if (b > ' ') {
                return false;
            }
        }
        return true;
    }

    private static void checkType(@Nullable String contentType) {
        String media = contentType == null ? "" : contentType;
        int parameters = media.indexOf(';');
        String type = (parameters < 0 ? media : media.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!type.isEmpty() && !TYPES.contains(type)) {
            throw new ProblemException(
                    415,
                    new Problem(
                            "unsupported_type",
                            "'/metrics' takes JSON, and not this Content-Type",
                            "Content-Type",
                            null,
                            null,
                            null,
                            "application/json or application/x-ndjson"));
        }
    }
}
