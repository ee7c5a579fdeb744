package io.pulseboard.ingest.remotewrite;

import io.pulseboard.http.Excerpt;
import io.pulseboard.http.Refusals;
import io.pulseboard.http.RequestBody;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.ingest.Intake;
import io.pulseboard.ingest.ParserPool;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes what a Prometheus or another sender of remote write sends. */
@Path("/api/v1/write")
@Consumes(MediaType.WILDCARD)
@Tag(name = "remote write", description = "Prometheus remote write 1.0 and 2.0")
public class RemoteWriteResource {
    private static final String PROTOCOL = "remote_write";
    private static final String ENCODING = "snappy";
    private static final String WRITTEN_SAMPLES = "X-Prometheus-Remote-Write-Samples-Written";
    private static final String WRITTEN_HISTOGRAMS = "X-Prometheus-Remote-Write-Histograms-Written";
    private static final String WRITTEN_EXEMPLARS = "X-Prometheus-Remote-Write-Exemplars-Written";
    /** How many series a parser knows again, however many may be held. */
    private static final int MOST_KNOWN_SERIES = 1 << 20;

    private static final String TEXT = "text/plain;charset=UTF-8";

    private final RequestBody bodies;
    private final Intake intake;
    private final Refusals refusals;
    private final FamilyMetadata families = new FamilyMetadata();
    private final ParserPool<RemoteWriteParser> parsers;

    RemoteWriteResource(
            RequestBody bodies,
            Intake intake,
            Refusals refusals,
            @ConfigProperty(name = "pulseboard.series.max", defaultValue = "100000") int mostSeries) {
        this.bodies = bodies;
        this.intake = intake;
        this.refusals = refusals;
        int known = Math.max(1, Math.min(mostSeries, MOST_KNOWN_SERIES));
        this.parsers = new ParserPool<>(() -> new RemoteWriteParser(families, bodies.maxBytes(), known));
    }

    /** Writes what is good, and says what is not. */
    @POST
    @NonBlocking
    @Operation(
            summary = "Remote write",
            description = "prometheus.WriteRequest or io.prometheus.write.v2.Request, in Snappy's block format.")
    @APIResponse(responseCode = "204", description = "all is written")
    @APIResponse(responseCode = "400", description = "not written, in whole or in part; the body says why")
    @APIResponse(responseCode = "429", description = "nothing is written, since a budget is full or too much was sent")
    @APIResponse(responseCode = "413", description = "larger than pulseboard.http.max-body, or too many samples")
    @APIResponse(responseCode = "415", description = "another message or encoding than these")
    public Uni<Response> post(@Context RoutingContext context) {
        MessageType type = MessageType.of(joined(context, HttpHeaders.CONTENT_TYPE.toString()));
        if (type == MessageType.REQUEST) {
            // Whatever ends this request, nothing is written until something is.
            announce(context, 0, 0, 0);
        }
        return bodies.readRaw(context).map(body -> write(context, type, body));
    }

    private Response write(RoutingContext context, @Nullable MessageType type, byte[] body) {
        try {
            if (type == null) {
                throw unsupportedType(context);
            }
            checkEncoding(context);
            WriteAnswer answer = parsers.<WriteAnswer, MalformedWriteException>use(
                    parser -> parser.parse(type, body, batch -> append(context, batch)));
            if (type == MessageType.REQUEST) {
                announce(context, answer.samples(), answer.histograms(), answer.exemplars());
            }
            if (answer.isToBeSentAgain()) {
                context.response().headers().set("Retry-After", Refusals.RETRY_AFTER_SECONDS);
            }
            return respond(answer.status(), answer.text());
        } catch (MalformedWriteException malformed) {
            refusals.count(malformed.code());
            return respond(malformed.status(), malformed.reason() + "\n");
        }
    }

    private WriteAnswer append(RoutingContext context, WriteBatch batch) {
        if (batch.refusals() > 0) {
            // What the hub refuses, it counts itself.
            refusals.count("bad_series");
        }
        AppendResult result = batch.samples().isEmpty()
                ? new AppendResult(0, List.of())
                : intake.append(context, PROTOCOL, batch.samples());
        return WriteAnswer.of(batch, result);
    }

    private static MalformedWriteException unsupportedType(RoutingContext context) {
        String said = joined(context, HttpHeaders.CONTENT_TYPE.toString());
        return new MalformedWriteException(
                415,
                "unsupported_type",
                (said == null ? "there is no Content-Type" : "Content-Type '" + Excerpt.of(said) + "'") + ": expected "
                        + MessageType.ACCEPTED);
    }

    private static void checkEncoding(RoutingContext context) throws MalformedWriteException {
        String said = joined(context, HttpHeaders.CONTENT_ENCODING.toString());
        if (said == null || !said.strip().equalsIgnoreCase(ENCODING)) {
            // RFC 9110, section 15.5.16.
            context.response().headers().set(HttpHeaders.ACCEPT_ENCODING, ENCODING);
            throw new MalformedWriteException(
                    415,
                    "unsupported_encoding",
                    (said == null ? "there is no Content-Encoding" : "Content-Encoding '" + Excerpt.of(said) + "'")
                            + ": expected " + ENCODING);
        }
    }

    private static @Nullable String joined(RoutingContext context, String field) {
        List<String> values = context.request().headers().getAll(field);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    /** Puts the counts in the head of the answer, whoever gives it. */
    private static void announce(RoutingContext context, int samples, int histograms, int exemplars) {
        MultiMap headers = context.response().headers();
        headers.set(WRITTEN_SAMPLES, String.valueOf(samples));
        headers.set(WRITTEN_HISTOGRAMS, String.valueOf(histograms));
        headers.set(WRITTEN_EXEMPLARS, String.valueOf(exemplars));
    }

    private static Response respond(int status, String text) {
        return text.isEmpty()
                ? Response.status(status).build()
                : Response.status(status).type(TEXT).entity(text).build();
    }
}
