package io.pulseboard.ingest.push;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.RequestBody;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.AppendResult.Refusal;
import io.pulseboard.ingest.Intake;
import io.pulseboard.ingest.prometheus.ExpositionFormat;
import io.pulseboard.ingest.prometheus.ExpositionParser;
import io.pulseboard.ingest.prometheus.ExpositionSyntaxException;
import io.pulseboard.ingest.push.GroupingKey.MalformedKeyException;
import io.pulseboard.ingest.push.Groups.Replacement;
import io.pulseboard.metric.Sample;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes what would go to a Pushgateway. */
@Path("/metrics/job{key:.*}")
@Consumes(MediaType.WILDCARD)
@Tag(name = "push", description = "Pushgateway's contract: text exposition format, one group per path")
public class PushResource {
    private static final String PREFIX = "/metrics/";
    private static final String PROTOBUF = "application/vnd.google.protobuf";

    private final Groups groups;
    private final Intake intake;
    private final RequestBody bodies;
    private final Clock clock = Clock.systemUTC();

    PushResource(Groups groups, Intake intake, RequestBody bodies) {
        this.groups = groups;
        this.intake = intake;
        this.bodies = bodies;
    }

    /** Puts the metrics in place of all that the group holds. */
    @PUT
    @NonBlocking
    @Operation(
            summary = "Replace a group",
            description = "Puts the metrics in place of everything that the group holds.")
    @APIResponse(responseCode = "200", description = "applied")
    @APIResponse(responseCode = "400", description = "malformed; nothing was applied")
    @APIResponse(responseCode = "429", description = "a budget is full: what fitted was applied")
    public Uni<Response> put(@Context RoutingContext context) {
        return push(context, Replacement.GROUP);
    }

    /** Puts the metrics in place of those in the group that have the same names. */
    @POST
    @NonBlocking
    @Operation(
            summary = "Add to a group",
            description = "Puts the metrics in place of those in the group that have the same names.")
    @APIResponse(responseCode = "200", description = "applied")
    @APIResponse(responseCode = "400", description = "malformed; nothing was applied")
    @APIResponse(responseCode = "429", description = "a budget is full: what fitted was applied")
    public Uni<Response> post(@Context RoutingContext context) {
        return push(context, Replacement.SAME_NAMES);
    }

    /** Removes the group; it need not exist. */
    @DELETE
    @Blocking
    @Operation(summary = "Remove a group", description = "Removes the group and all its metrics; it need not exist.")
    @APIResponse(responseCode = "202", description = "removed")
    public Response delete(@Context RoutingContext context) {
        groups.delete(key(context));
        return Response.accepted().build();
    }

    private Uni<Response> push(RoutingContext context, Replacement replacement) {
        GroupingKey key = key(context);
        ExpositionFormat format = format(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        return bodies.read(context).map(body -> apply(context, key, replacement, body, format));
    }

    private Response apply(
            RoutingContext context, GroupingKey key, Replacement replacement, byte[] body, ExpositionFormat format) {
        ExpositionParser parser = groups.lendParser(key);
        try {
            return apply(context, key, replacement, body, format, parser);
        } finally {
            groups.takeBack(key, parser);
        }
    }

    private Response apply(
            RoutingContext context,
            GroupingKey key,
            Replacement replacement,
            byte[] body,
            ExpositionFormat format,
            ExpositionParser parser) {
        long nowMillis = clock.millis();
        List<Sample> samples;
        try {
            samples = parse(parser, body, format, nowMillis);
        } catch (ExpositionSyntaxException malformed) {
            groups.pushFailed(key, nowMillis);
            throw malformed(malformed);
        }
        intake.admit(context, Groups.SOURCE, samples.size());
        AppendResult result = groups.push(key, replacement, samples, nowMillis);
        if (!result.refused().isEmpty()) {
            throw refused(samples.size(), result);
        }
        return Response.ok().build();
    }

    private static GroupingKey key(RoutingContext context) {
        String path = Objects.requireNonNull(context.request().path());
        String group = path.substring(path.indexOf(PREFIX) + PREFIX.length());
        if (!group.startsWith("job/") && !group.startsWith("job@base64/")) {
            throw new ProblemException(
                    404,
                    Problem.ofParameter("not_found", "a group's path is /metrics/job/<job>{/<label>/<value>}", "path"));
        }
        try {
            return GroupingKey.parse(group);
        } catch (MalformedKeyException malformed) {
            throw new ProblemException(400, Problem.ofParameter("bad_grouping_key", malformed.reason(), "path"));
        }
    }

    private static List<Sample> parse(ExpositionParser parser, byte[] body, ExpositionFormat format, long nowMillis)
            throws ExpositionSyntaxException {
        List<Sample> samples = new ArrayList<>();
        parser.parse(body, format, nowMillis, (sample, timestamped) -> {
            if (!Groups.isOwn(sample.key().name())) {
                samples.add(sample);
            }
        });
        return samples;
    }

    private static ExpositionFormat format(@Nullable String contentType) {
        if (contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(PROTOBUF)) {
            throw new ProblemException(
                    415,
                    new Problem(
                            "unsupported_type",
                            "protocol buffers are not taken here",
                            "Content-Type",
                            null,
                            null,
                            null,
                            "text/plain or application/openmetrics-text"));
        }
        // Anything else is read as text, as Pushgateway does: curl says that it sends a form.
        return ExpositionFormat.ofContentType(contentType);
    }

    private static ProblemException malformed(ExpositionSyntaxException malformed) {
        return new ProblemException(
                malformed.isLimit() ? 413 : 400,
                new Problem(
                        malformed.isLimit() ? "too_large" : "bad_exposition",
                        malformed.getMessage() + "; nothing of this push was applied",
                        null,
                        malformed.line(),
                        malformed.column(),
                        null,
                        null));
    }

    private static ProblemException refused(int pushed, AppendResult result) {
        Refusal first = result.refused().get(0);
        boolean budget =
                result.refused().stream().allMatch(refusal -> refusal.reason().isBudget());
        String message = result.refused().size() + " of " + pushed + " series were refused, the others were applied: "
                + first.message();
        return new ProblemException(
                budget ? 429 : 400, Problem.of(first.reason().text(), message));
    }
}
