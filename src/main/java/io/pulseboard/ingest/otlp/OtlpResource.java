package io.pulseboard.ingest.otlp;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.ProblemFormat;
import io.pulseboard.http.Refusals;
import io.pulseboard.http.RequestBody;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.AppendResult.Refusal;
import io.pulseboard.ingest.Intake;
import io.pulseboard.ingest.ProtobufException;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes metrics over OTLP/HTTP (OTLP 1.9, "OTLP/HTTP"). */
@Path(OtlpResource.PATH)
public class OtlpResource {
    static final String PATH = "/v1/metrics";

    private static final String SOURCE = "otlp";
    private static final int TOO_MANY_REQUESTS = 429;

    private final OtlpReceiver receiver;
    private final Intake intake;
    private final RequestBody bodies;
    private final Refusals refusals;
    private final Clock clock = Clock.systemUTC();

    OtlpResource(OtlpReceiver receiver, Intake intake, RequestBody bodies, Refusals refusals) {
        this.receiver = receiver;
        this.intake = intake;
        this.bodies = bodies;
        this.refusals = refusals;
    }

    /** Applies what is good and says how much is not. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.WILDCARD)
    @NonBlocking
    @Tag(name = "otlp", description = "The OpenTelemetry protocol over HTTP")
    @Operation(
            summary = "Export metrics over OTLP",
            description = "An ExportMetricsServiceRequest as application/x-protobuf or as application/json.")
    @APIResponse(responseCode = "200", description = "applied; partial_success says what was not")
    @APIResponse(
            responseCode = "400",
            description = "malformed, or nothing in it could be applied: a google.rpc.Status")
    @APIResponse(responseCode = "413", description = "too large")
    @APIResponse(responseCode = "415", description = "another type or encoding")
    @APIResponse(responseCode = "429", description = "nothing was applied, since a budget is full; worth another try")
    public Uni<Response> export(@Context RoutingContext context) {
        String contentType = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        OtlpEncoding encoding = OtlpEncoding.of(contentType);
        if (encoding == null) {
            return Uni.createFrom().item(refuse(OtlpEncoding.JSON, unsupportedType()));
        }
        return bodies.read(context)
                .map(body -> apply(context, body, encoding))
                .onFailure(ProblemException.class)
                .recoverWithItem(problem -> refuse(encoding, problem));
    }

    private Response apply(RoutingContext context, byte[] body, OtlpEncoding encoding) {
        try {
            return receiver.receive(body, encoding, clock.millis(), batch -> apply(context, batch, encoding));
        } catch (ProtobufException malformed) {
            throw malformed("not an ExportMetricsServiceRequest: " + malformed.getMessage());
        } catch (MalformedJsonException malformed) {
            throw malformed(malformed.reason());
        }
    }

    private Response apply(RoutingContext context, OtlpBatch batch, OtlpEncoding encoding) {
        List<Sample> samples = batch.samples();
        AppendResult result = intake.append(context, SOURCE, samples);
        int rejected = batch.refused();
        boolean budget = rejected == batch.refused(PointRefusal.DELTA_BUDGET);
        String message = batch.refusal();
        for (Refusal refusal : result.refused()) {
            if (!Target.isInfo(samples.get(refusal.index()))) {
                rejected++;
                budget &= refusal.reason().isBudget();
            }
            message = message == null ? refusal.message() : message;
        }
        if (message == null) {
            return answer(200, encoding, encoding.success());
        }
        if (rejected > 0 && rejected == batch.points()) {
            throw new ProblemException(
                    budget ? TOO_MANY_REQUESTS : 400,
                    Problem.of(budget ? "series_budget" : "bad_otlp", "nothing was applied: " + message));
        }
        String counted = rejected == 0
                ? message
                : rejected + " of " + batch.points() + " data points were not applied, the first because: " + message;
        return answer(200, encoding, encoding.partialSuccess(rejected, counted));
    }

    private Response refuse(OtlpEncoding encoding, ProblemException refused) {
        refusals.count(refused.problem().code());
        ProblemFormat.Body body = StatusFormat.write(encoding, refused.status(), refused.problem());
        Response answer = answer(refused.status(), encoding, body.bytes());
        if (refused.status() != TOO_MANY_REQUESTS && refused.status() != 503) {
            return answer;
        }
        String seconds = refused.header("Retry-After", Refusals.RETRY_AFTER_SECONDS);
        return Response.fromResponse(answer).header("Retry-After", seconds).build();
    }

    private static Response answer(int status, OtlpEncoding encoding, byte[] body) {
        return Response.status(status)
                .type(encoding.contentType())
                .header("Cache-Control", "no-store")
                .entity(body)
                .build();
    }

    private static ProblemException malformed(@Nullable String message) {
        return new ProblemException(400, Problem.of("bad_otlp", message + "; nothing was applied"));
    }

    private static ProblemException unsupportedType() {
        return new ProblemException(
                415,
                Problem.ofParameter(
                        "unsupported_type",
                        "'" + PATH + "' takes application/x-protobuf and application/json, and not this Content-Type",
                        "Content-Type"));
    }
}
