package io.pulseboard.delivery.sse;

import io.pulseboard.delivery.AcceptEncoding;
import io.pulseboard.delivery.CompressionConfig;
import io.pulseboard.delivery.StreamAdmission;
import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.Hub;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The live stream as Server-Sent Events. Reads the request and says what the head of the answer is, for a {@code HEAD} as well;
 * {@link EventStreamWriter} does the rest.
 */
@Path("/metrics/stream")
@Tag(name = "live")
public class StreamResource {
    private static final MediaType EVENTS = MediaType.SERVER_SENT_EVENTS_TYPE.withCharset("utf-8");
    private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8");

    private final Hub hub;
    private final StreamAdmission admission;
    private final boolean compresses;

    StreamResource(Hub hub, StreamAdmission admission, CompressionConfig compression) {
        this.hub = hub;
        this.admission = admission;
        this.compresses = compression.compresses();
    }

    /**
     * Opens a stream.
     *
     * @param queries PromQL vector selectors, none for everything
     * @param format {@code named} or {@code compact}
     * @param every the smallest time between updates, such as {@code 5s}
     * @param after the position to go on from
     * @param lastEventId the same from a reconnecting EventSource, which repeats its first URL; it wins
     * @param fetchDest {@code document} where a person has opened the address in a browser: then it is plain text, since some
     *     browsers offer an event stream as a download
     * @param http for the client's address
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(summary = "Live updates as Server-Sent Events: a snapshot, then what changes, at most once per tick")
    @APIResponse(responseCode = "200", description = "An endless event stream of JSON messages, see docs/protocol.md")
    @APIResponse(responseCode = "400", description = "A parameter does not parse")
    @APIResponse(responseCode = "503", description = "As many streams are open as allowed")
    public RestResponse<EventStream> stream(
            @Parameter(description = "PromQL vector selector; repeatable") @QueryParam("query") List<String> queries,
            @Parameter(description = "named (default) or compact") @QueryParam("format") @Nullable String format,
            @Parameter(description = "Smallest interval between updates, such as 5s") @QueryParam("every") @Nullable String every,
            @Parameter(description = "Position to continue from") @QueryParam("after") @Nullable String after,
            @Parameter(hidden = true) @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Parameter(hidden = true) @HeaderParam("Sec-Fetch-Dest") @Nullable String fetchDest,
            @Context HttpServerRequest http) {
        boolean reconnected = lastEventId != null && !lastEventId.isEmpty();
        StreamRequest request = new StreamRequest(
                StreamRequest.query(queries),
                StreamRequest.format(format),
                StreamRequest.every(every),
                reconnected ? StreamRequest.after("Last-Event-ID", lastEventId) : StreamRequest.after("after", after));
        requireRoom(request, http.remoteAddress());
        boolean gzip = compresses && AcceptEncoding.prefersGzip(http.headers().getAll("Accept-Encoding"));
        MediaType type = "document".equals(fetchDest) ? TEXT : EVENTS;
        ResponseBuilder<EventStream> answer = ResponseBuilder.ok(new EventStream(request, gzip), type)
                // no-transform: a proxy that compresses would hold events back until its window is full.
                .header("Cache-Control", "no-store, no-transform")
                .header("X-Accel-Buffering", "no");
        if (compresses) {
            answer.header("Vary", "Accept-Encoding");
        }
        return (gzip ? answer.header("Content-Encoding", "gzip") : answer).build();
    }

    /** Here and not where the stream begins, since what fails there is no longer answered in JSON. */
    private void requireRoom(StreamRequest request, @Nullable SocketAddress remote) {
        if (!hub.admits(request.subscription("sse", Runnable::run))) {
            throw new ProblemException(
                    503,
                    Problem.of(
                            "too_many_subscriptions",
                            "as many different subscriptions are open as pulseboard.stream.max-feeds allows"));
        }
        Problem full = admission.full(remote == null ? "" : String.valueOf(remote.hostAddress()));
        if (full != null) {
            throw new ProblemException(503, full);
        }
    }
}
