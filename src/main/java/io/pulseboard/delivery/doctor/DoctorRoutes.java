package io.pulseboard.delivery.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pulseboard.delivery.AcceptEncoding;
import io.pulseboard.delivery.CompressionConfig;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.Refusals;
import io.pulseboard.hub.Hub;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What the page at {@code /doctor} asks for. Routes of Vert.x and no resources, as a probe has to look to proxies as a stream does,
 * and a WebSocket's upgrade can only be refused in words by a route. On the request's event loop.
 */
@Singleton
final class DoctorRoutes {
    /** After those who guard and authorize, before the endpoint. */
    private static final int BEFORE_THE_ENDPOINT = -1;

    private final Probes probes;
    private final Hub hub;
    private final Refusals refusals;
    private final ObjectMapper mapper;
    private final boolean compresses;
    private final InstantSource clock = InstantSource.system();

    DoctorRoutes(Probes probes, Hub hub, Refusals refusals, ObjectMapper mapper, CompressionConfig compression) {
        this.probes = probes;
        this.hub = hub;
        this.refusals = refusals;
        this.mapper = mapper;
        this.compresses = compression.compresses();
    }

    void register(@Observes Router router) {
        router.get("/doctor/seen").handler(context -> answer(context, this::seen));
        router.get("/doctor/stream").handler(context -> answer(context, this::stream));
        router.get(DoctorSocket.PATH)
                .order(BEFORE_THE_ENDPOINT)
                .handler(context -> answer(context, this::judgeUpgrade));
    }

    private void answer(RoutingContext context, Consumer<RoutingContext> handler) {
        try {
            probes.requireEnabled();
            handler.accept(context);
        } catch (ProblemException refusal) {
            refusals.refuse(context, refusal.status(), refusal.problem());
        }
    }

    private void seen(RoutingContext context) {
        Seen seen = Seen.of(
                context.request(),
                clock.millis(),
                compresses,
                hub.heartbeat().toMillis(),
                probes.maxDuration().toSeconds());
        try {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(Buffer.buffer(mapper.writeValueAsBytes(seen)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("what was seen is always JSON", impossible);
        }
    }

    /** The head is that of {@code /metrics/stream}, or a proxy might treat the two differently. */
    private void stream(RoutingContext context) {
        HttpServerRequest request = context.request();
        ProbePlan plan = ProbePlan.parse(request.params(), request.getHeader("Last-Event-ID"), probes.maxDuration());
        String address = address(request);
        probes.requireRoom(address);
        boolean gzip = compresses
                && !plan.plain()
                && AcceptEncoding.prefersGzip(request.headers().getAll("Accept-Encoding"));
        EventProbe output = new EventProbe(request, gzip);
        Probe probe = new Probe(plan, address, clock, probes, output);
        Problem full = probes.enter(probe);
        if (full != null) {
            throw new ProblemException(503, full);
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        if (compresses) {
            request.response().putHeader(HttpHeaders.VARY, "Accept-Encoding");
        }
        if (gzip) {
            request.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        output.open(hub.stallTimeout(), probe::left);
        probe.start(gzip ? "gzip" : "identity");
    }

    private void judgeUpgrade(RoutingContext context) {
        HttpServerRequest request = context.request();
        // Whatever it is that asks: what goes on from here may become a WebSocket, and is taken for right.
        ProbePlan.parse(request.params(), null, probes.maxDuration());
        probes.requireRoom(address(request));
        context.next();
    }

    /** The client's address, without port. */
    static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "" : String.valueOf(remote.hostAddress());
    }
}
