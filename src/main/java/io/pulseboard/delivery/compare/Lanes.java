package io.pulseboard.delivery.compare;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AttributeKey;
import io.pulseboard.delivery.compare.Lane.Transport;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.Refusals;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices the streams of visitors: requests to the real endpoints that name one as {@code visitor}. Streams without it are left alone, and
 * where experiments are closed so are all. Runs on event loops.
 */
@Singleton
final class Lanes {
    /** Behind the request guard, before the endpoints. */
    private static final int PRIORITY = 50;

    private static final int LONGEST_DELAY_MILLIS = 2000;
    private static final AttributeKey<Boolean> USED = AttributeKey.valueOf("pulseboard.compare.used");
    private static final Map<String, Transport> ENDPOINTS =
            Map.of("/metrics/stream", Transport.SSE, "/metrics/ws", Transport.WEBSOCKET);

    private final Visitors visitors;
    private final Refusals refusals;
    private final boolean enabled;

    Lanes(Visitors visitors, Refusals refusals, CompareConfig config) {
        this.visitors = visitors;
        this.refusals = refusals;
        this.enabled = config.enabled();
    }

    void register(@Observes Filters filters) {
        if (enabled) {
            filters.register(this::handle, PRIORITY);
        }
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        Transport transport = path == null ? null : ENDPOINTS.get(path);
        String query = request.query();
        boolean reads = request.method().equals(HttpMethod.GET);
        if (reads && transport != null && query != null && query.contains("visitor=")) {
            enter(context, transport, query);
            return;
        }
        if (path != null && path.startsWith("/compare")) {
            Channel channel = channel(request);
            if (channel != null) {
                channel.attr(USED).set(true);
            }
        }
        context.next();
    }

    private void enter(RoutingContext context, Transport transport, String query) {
        HttpServerRequest request = context.request();
        Map<String, List<String>> parameters =
                new QueryStringDecoder(query, StandardCharsets.UTF_8, false).parameters();
        try {
            String id = Numbers.visitor(first(parameters, "visitor"));
            int delay = Numbers.read("delay", first(parameters, "delay"), 0, LONGEST_DELAY_MILLIS, 0);
            boolean plain = isPlain(first(parameters, "compress"));
            Visitor visitor = visitors.enter(id);
            if (visitor != null && visitor.refuses(transport)) {
                refuse(context);
                return;
            }
            if (plain) {
                request.headers().remove("Accept-Encoding").remove("Sec-WebSocket-Extensions");
            }
            Channel channel = channel(request);
            if (visitor != null && channel != null) {
                boolean takesEvents = transport == Transport.SSE && plain && request.version() == HttpVersion.HTTP_1_1;
                boolean reused = Boolean.TRUE.equals(channel.attr(USED).getAndSet(true));
                enter(id, visitor, new Lane(transport, channel, visitor, takesEvents, reused, delay), channel);
            }
        } catch (ProblemException fault) {
            refusals.refuse(context, fault.status(), fault.problem());
            return;
        }
        context.next();
    }

    private void enter(String id, Visitor visitor, Lane lane, Channel channel) {
        lane.install();
        visitor.enter(lane);
        if (visitors.isStopping()) {
            lane.letGo();
        }
        channel.closeFuture().addListener(closed -> {
            visitor.leave(lane);
            visitors.left(id);
        });
    }

    /** As a server would that is overloaded, but with a shorter time to wait, as somebody watches. */
    private void refuse(RoutingContext context) {
        context.addHeadersEndHandler(end -> context.response().headers().set("Retry-After", "1"));
        refusals.refuse(
                context, 503, Problem.of("refused_by_experiment", "this visitor wanted to see connects refused"));
    }

    /** The connection if it is the stream's alone: over HTTP/2 it is that of the whole browser. */
    private static @Nullable Channel channel(HttpServerRequest request) {
        boolean alone = request.version() != HttpVersion.HTTP_2;
        return alone && request.connection() instanceof ConnectionBase connection ? connection.channel() : null;
    }

    private static boolean isPlain(@Nullable String compress) {
        if (compress == null || compress.equals("on")) {
            return false;
        }
        if (!compress.equals("off")) {
            throw Numbers.bad("compress", compress, "on or off");
        }
        return true;
    }

    private static @Nullable String first(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }
}
