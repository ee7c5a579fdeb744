package io.pulseboard.http;

import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route, WebSocket upgrades included, and lets a request on only if its host, its origin, its length and, for
 * a write, its token are right, or what a {@link WriteRule} asks for in place of that; all this is known before a byte of the body
 * is read. The order of the checks is the order of the statuses a client sees: 400 (URL), 400 and 421 (host), 403 (origin), 414
 * (query), 401 and 403 (token), 413 (length).
 */
@Singleton
final class RequestGuard {
    /** Before Quarkus's own handlers: a filter's route comes at the negative of its priority. */
    private static final int FIRST = Integer.MAX_VALUE - 1;

    private final AllowedHosts hosts;
    private final AllowedOrigins origins;
    private final CrossOrigin crossOrigin;
    private final SecurityHeaders securityHeaders;
    private final WriteAccess writeAccess;
    private final List<WriteRule> writeRules;
    private final BodyLimits bodyLimits;
    private final Refusals refusals;
    private final long maxQueryLength;
    private final boolean development = LaunchMode.current() == LaunchMode.DEVELOPMENT;

    RequestGuard(
            HttpConfig config,
            SecurityHeaders securityHeaders,
            WriteAccess writeAccess,
            @All List<WriteRule> writeRules,
            BodyLimits bodyLimits,
            Refusals refusals) {
        hosts = new AllowedHosts(config.allowedHosts().orElse(List.of()));
        origins = new AllowedOrigins(config.allowedOrigins().orElse(List.of()));
        crossOrigin = new CrossOrigin(origins);
        maxQueryLength = config.maxQueryLength().asLongValue();
        this.securityHeaders = securityHeaders;
        this.writeAccess = writeAccess;
        this.writeRules = writeRules;
        this.bodyLimits = bodyLimits;
        this.refusals = refusals;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext context) {
        Problem malformed = RequestTarget.fault(context.request().uri());
        if (malformed != null) {
            // First of all: what comes next reads the path.
            refusals.send(context, 400, malformed);
            return;
        }
        if (development && context.normalizedPath().startsWith("/q/dev")) {
            // Quarkus's development pages need inline scripts and calls of their own; they are not in the product.
            context.next();
            return;
        }
        PathLabel.bound(context);
        Authority host = host(context.request());
        writeHeaders(context, host);
        ProblemException refusal = judge(context, host);
        if (refusal != null) {
            refusals.send(context, refusal);
        } else if (CrossOrigin.isPreflight(context.request())) {
            crossOrigin.writePreflightTo(context.response().headers(), context.request());
            context.response().setStatusCode(204).end();
        } else {
            context.next();
        }
    }

    private void writeHeaders(RoutingContext context, @Nullable Authority host) {
        HttpServerRequest request = context.request();
        boolean trustworthy = "https".equals(request.scheme()) || (host != null && host.isLoopback());
        securityHeaders.writeTo(context.response().headers(), trustworthy);
        if (!origins.isEmpty()) {
            String origin = request.getHeader(HttpHeaders.ORIGIN);
            // As late as can be, since an endpoint may set a Vary of its own.
            context.addHeadersEndHandler(
                    end -> crossOrigin.writeTo(context.response().headers(), origin));
        }
    }

    private @Nullable ProblemException judge(RoutingContext context, @Nullable Authority host) {
        HttpServerRequest request = context.request();
        ProblemException refusal = judgeHost(context, host);
        if (refusal == null) {
            refusal = judgeOrigin(request, host);
        }
        if (refusal == null) {
            refusal = judgeQuery(request);
        }
        if (refusal == null && isWrite(request)) {
            refusal = judgeWrite(request);
        }
        if (refusal == null && bodyLimits.isTooLarge(request)) {
            refusal = bodyLimits.tooLarge();
        }
        return refusal;
    }

    private @Nullable ProblemException judgeHost(RoutingContext context, @Nullable Authority host) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath();
        if (path.equals("/q/health") || path.startsWith("/q/health/")) {
            return null;
        }
        if (host == null) {
            boolean absent = request.host() == null && request.authority() == null;
            if (absent && request.version() == HttpVersion.HTTP_1_0) {
                return null;
            }
            String message =
                    absent ? "the Host header is missing" : "the Host header is not one host: " + hostText(request);
            return new ProblemException(400, Problem.ofParameter("bad_host", message, "Host"));
        }
        if (hosts.allow(host)) {
            return null;
        }
        return new ProblemException(
                421,
                Problem.ofParameter(
                        "host_not_allowed",
                        "this server does not answer for host '" + host.host() + "': add it to " + AllowedHosts.KEY
                                + " if it should",
                        "Host"));
    }

    private @Nullable ProblemException judgeOrigin(HttpServerRequest request, @Nullable Authority host) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean preflight = CrossOrigin.isPreflight(request);
        if (preflight ? origins.isConfigured(origin) : !isWrite(request) && !isWebSocket(request)) {
            return null;
        }
        if (!preflight && origins.allow(origin, host)) {
            return null;
        }
        return new ProblemException(
                403,
                Problem.ofParameter(
                        "origin_not_allowed",
                        "pages of origin '" + Excerpt.of(origin) + "' may not do this: add it to " + AllowedOrigins.KEY
                                + " if they should",
                        "Origin"));
    }

    private @Nullable ProblemException judgeQuery(HttpServerRequest request) {
        String query = request.query();
        if (query == null || query.length() <= maxQueryLength) {
            return null;
        }
        return new ProblemException(
                414,
                Problem.ofParameter(
                        "query_too_long",
                        "the URL's query is " + query.length() + " bytes long, pulseboard.http.max-query-length is "
                                + maxQueryLength,
                        "query"));
    }

    private @Nullable ProblemException judgeWrite(HttpServerRequest request) {
        for (WriteRule rule : writeRules) {
            if (rule.governs(request.method(), request.path())) {
                return rule.judge(request);
            }
        }
        return judgeToken(request);
    }

    private @Nullable ProblemException judgeToken(HttpServerRequest request) {
        return switch (writeAccess.judge(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            case GRANTED -> null;
            case UNAUTHORIZED -> new ProblemException(401, WriteAccess.unauthorized());
            case CLOSED -> new ProblemException(403, WriteAccess.closed());
        };
    }

    /** What the request was sent to; null if it does not say, says it twice, or says something that is no host. */
    static @Nullable Authority host(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2
                && request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            return null;
        }
        // Not the header itself: HTTP/2 has ":authority", and a trusted proxy may have passed on the host it was asked
        // for.
        HostAndPort authority = request.authority();
        return authority == null ? null : Authority.of(authority.host(), authority.port());
    }

    private static String hostText(HttpServerRequest request) {
        return "'" + Excerpt.of(String.join(", ", request.headers().getAll(HttpHeaders.HOST))) + "'";
    }

    static boolean isWrite(HttpServerRequest request) {
        HttpMethod method = request.method();
        return !HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method) && !HttpMethod.OPTIONS.equals(method);
    }

    private static boolean isWebSocket(HttpServerRequest request) {
        return request.headers().contains("Sec-WebSocket-Key")
                || request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    }
}
