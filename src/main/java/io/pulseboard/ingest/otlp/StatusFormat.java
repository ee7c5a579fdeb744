package io.pulseboard.ingest.otlp;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemFormat;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is wrong with an OTLP request as {@code google.rpc.Status}, which the body of every 4xx and 5xx has to be (OTLP 1.9,
 * "OTLP/HTTP", "Failures"); the words are those that anyone else gets as JSON.
 */
@Singleton
final class StatusFormat implements ProblemFormat {
    /** The field of the request that everything is in. */
    private static final String EVERYTHING = "resource_metrics";

    @Override
    public @Nullable Body write(HttpServerRequest request, int status, Problem problem) {
        if (!OtlpResource.PATH.equals(request.path()) || !HttpMethod.POST.equals(request.method())) {
            return null;
        }
        OtlpEncoding named = OtlpEncoding.of(request.getHeader(HttpHeaders.CONTENT_TYPE));
        // Who speaks neither is told in the one that people can read.
        return write(named == null ? OtlpEncoding.JSON : named, status, problem);
    }

    /** Writes a problem for a request in this encoding. */
    static Body write(OtlpEncoding encoding, int status, Problem problem) {
        boolean badData = status == 400;
        return new Body(
                encoding.contentType(), encoding.status(code(status), problem.message(), badData ? EVERYTHING : null));
    }

    /** The {@code google.rpc.Code} that goes with an HTTP status. */
    private static int code(int status) {
        return switch (status) {
            case 401 -> 16; // UNAUTHENTICATED
            case 403 -> 7; // PERMISSION_DENIED
            case 408 -> 4; // DEADLINE_EXCEEDED
            case 413, 429 -> 8; // RESOURCE_EXHAUSTED
            case 500 -> 13; // INTERNAL
            case 503 -> 14; // UNAVAILABLE
            default -> 3; // INVALID_ARGUMENT
        };
    }
}
