package io.pulseboard.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of the configured origins read the answers (the CORS protocol of the Fetch standard). Credentials that a browser
 * adds by itself are never allowed; a token in a header is. Immutable.
 */
final class CrossOrigin {
    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    private static final String REQUEST_HEADERS =
            "Accept, Authorization, Cache-Control, Content-Encoding, Content-Type, Last-Event-ID";
    private static final String RESPONSE_HEADERS = "Retry-After, WWW-Authenticate";
    private static final String MAX_AGE_SECONDS = "600";

    private final AllowedOrigins origins;

    CrossOrigin(AllowedOrigins origins) {
        this.origins = origins;
    }

    static boolean isPreflight(HttpServerRequest request) {
        return HttpMethod.OPTIONS.equals(request.method())
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Adds what any answer needs, so that an allowed page may read it and no cache gives it to another. */
    void writeTo(MultiMap headers, @Nullable String origin) {
        if (origins.isEmpty()) {
            return;
        }
        headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (origin != null && origins.isConfigured(origin)) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        }
    }

    /** Adds what the answer to a preflight from an allowed origin needs on top. */
    void writePreflightTo(MultiMap headers, HttpServerRequest request) {
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        if (request.headers().contains("Access-Control-Request-Private-Network")) {
            headers.set("Access-Control-Allow-Private-Network", "true");
        }
    }
}
