package io.pulseboard.delivery.compare;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.http.PerMinute;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the page at {@code /compare} asks for: experiments on the visitor's own two streams, and what they have cost. */
@Path("/compare")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "compare", description = "SSE and WebSocket side by side")
public final class CompareResource {
    private static final int LONGEST_SILENCE_SECONDS = 30;
    private static final int MOST_REFUSALS = 5;
    private static final int HIGHEST_MARK = 999_999;

    private final Visitors visitors;
    private final MeterRegistry registry;
    private final boolean enabled;

    CompareResource(Visitors visitors, MeterRegistry registry, CompareConfig config) {
        this.visitors = visitors;
        this.registry = registry;
        this.enabled = config.enabled();
    }

    /**
     * Begins an experiment.
     *
     * @param name one of {@link Experiment}
     * @param id the visitor
     * @param seconds how long to be {@code silent}
     * @param connects how many to {@code refuse}, per transport
     * @param mark given back by {@code ping} as {@code t}
     * @param on whether there are {@code heartbeats}
     */
    @POST
    @Path("/experiments/{name}")
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    @Operation(summary = "Do something to the two streams of one visitor: cut, silent, refuse, ping or heartbeats")
    @APIResponse(responseCode = "200", description = "What was done, and to how many streams")
    @APIResponse(responseCode = "400", description = "No such experiment, with the list; or a value is out of range")
    @APIResponse(responseCode = "404", description = "Experiments are closed; or this visitor has no streams")
    @APIResponse(
            responseCode = "429",
            description = "Too many of this visitor or this address; `Retry-After` says when")
    @APIResponse(responseCode = "503", description = "The server is stopping")
    public Response begin(
            @RestPath String name,
            @RestQuery("visitor") @Nullable String id,
            @RestQuery @Nullable String seconds,
            @RestQuery @Nullable String connects,
            @RestQuery("t") @Nullable String mark,
            @RestQuery @Nullable String on,
            @Context HttpServerRequest request) {
        try {
            requireEnabled();
            Experiment experiment = Experiment.of(name);
            String known = Numbers.visitor(id);
            int silence = Numbers.read("seconds", seconds, 1, LONGEST_SILENCE_SECONDS, 5);
            int refusals = Numbers.read("connects", connects, 1, MOST_REFUSALS, 1);
            int number = Numbers.read("t", mark, 0, HIGHEST_MARK, 0);
            boolean beats = Numbers.read("on", on, 0, 1, 1) == 1;
            requireRunning();
            Visitor visitor = visitor(known);
            admit(visitor, request.remoteAddress());
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("experiment", experiment.text());
            answer.put("streams", visitor.lanes().size());
            switch (experiment) {
                case CUT -> visitor.lanes().forEach(Lane::cut);
                case SILENT -> visitor.lanes().forEach(lane -> lane.silence(silence));
                case REFUSE -> visitor.refuse(refusals);
                case HEARTBEATS -> visitor.lanes().forEach(lane -> lane.mute(!beats));
                case PING -> pong(visitor, number, answer);
            }
            count(experiment);
            return fresh(answer);
        } catch (ProblemException refusal) {
            throw counted(refusal);
        }
    }

    /** What has been written to the visitor's streams. */
    @GET
    @Path("/bytes")
    @NonBlocking
    @Operation(summary = "Bytes written to the two streams of one visitor: head and body, with framing, before TLS")
    @APIResponse(
            responseCode = "200",
            description =
                    "`{\"ts\", \"lanes\": [{\"transport\", \"opened\", \"reused\", \"head\", \"body\", \"first\"}]}`")
    @APIResponse(responseCode = "404", description = "Experiments are closed")
    public Response bytes(@RestQuery("visitor") @Nullable String id) {
        try {
            requireEnabled();
            Visitor visitor = visitors.find(Numbers.visitor(id));
            List<Map<String, Object>> lanes = visitor == null
                    ? List.of()
                    : visitor.lanes().stream().map(CompareResource::row).toList();
            return fresh(Map.of("ts", System.currentTimeMillis(), "lanes", lanes));
        } catch (ProblemException refusal) {
            throw counted(refusal);
        }
    }

    private static Map<String, Object> row(Lane lane) {
        return Map.of(
                "transport", lane.transport().text(),
                "opened", lane.openedMillis(),
                "reused", lane.isReused(),
                "head", lane.headBytes(),
                "body", lane.bodyBytes(),
                "first", lane.firsts());
    }

    private static Response fresh(Object body) {
        return Response.ok(body).header("Cache-Control", "no-store").build();
    }

    private static void pong(Visitor visitor, int mark, Map<String, Object> answer) {
        long now = System.currentTimeMillis();
        String event = "{\"type\":\"pong\",\"t\":" + mark + ",\"ts\":" + now + "}";
        boolean sent = false;
        for (Lane lane : visitor.lanes()) {
            sent |= lane.event(event);
        }
        answer.put("t", mark);
        answer.put("ts", now);
        answer.put("event", sent);
    }

    private void requireEnabled() {
        if (!enabled) {
            throw new ProblemException(
                    404,
                    Problem.ofParameter(
                            "compare_closed",
                            "experiments are closed here: pulseboard.compare.enabled is false",
                            "pulseboard.compare.enabled"));
        }
    }

    private void requireRunning() {
        if (visitors.isStopping()) {
            throw new ProblemException(503, Problem.of("shutting_down", "the server is stopping"));
        }
    }

    private Visitor visitor(String id) {
        Visitor visitor = visitors.find(id);
        if (visitor == null) {
            throw new ProblemException(
                    404,
                    Problem.ofParameter(
                            "unknown_visitor",
                            "visitor '" + id + "' has no streams here: open /metrics/stream?visitor=" + id
                                    + " first; over HTTP/2, and beyond pulseboard.compare.max-visitors, none are noticed",
                            "visitor"));
        }
        return visitor;
    }

    private void admit(Visitor visitor, @Nullable SocketAddress remote) {
        PerMinute ofAddress = visitors.rate(remote == null ? "" : String.valueOf(remote.hostAddress()));
        int seconds = ofAddress.full();
        if (seconds == 0) {
            seconds = visitor.rate().admit();
        }
        if (seconds > 0) {
            throw ProblemException.retryAfter(
                    seconds,
                    Problem.of(
                            "too_many_experiments",
                            "more experiments in a minute than pulseboard.compare.max-per-minute allows: try again in "
                                    + seconds + " s"));
        }
        ofAddress.admit();
    }

    private void count(Experiment experiment) {
        Counter.builder("pulseboard.compare.experiments")
                .description("Experiments that visitors of /compare have begun")
                .tag("experiment", experiment.text())
                .register(registry)
                .increment();
    }

    private ProblemException counted(ProblemException refusal) {
        Counter.builder("pulseboard.compare.refused")
                .description("Experiments not begun, by reason")
                .tag("reason", refusal.problem().code())
                .register(registry)
                .increment();
        return refusal;
    }
}
