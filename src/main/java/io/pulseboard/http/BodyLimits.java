package io.pulseboard.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How large a body may be and how long it may take. Immutable. */
@Singleton
final class BodyLimits {
    private static final long LEAST_BYTES = 1 << 10;
    private static final long MOST_BYTES = 1 << 30;

    private final int maxBytes;
    private final long timeoutMillis;
    /** What the limit of bytes is called. */
    private final String limit;

    @Inject
    BodyLimits(HttpConfig config) {
        this(config.maxBody().asLongValue(), config.bodyTimeout());
    }

    /**
     * @throws IllegalArgumentException if a limit makes no sense, naming it
     */
    BodyLimits(long maxBytes, Duration timeout) {
        if (maxBytes < LEAST_BYTES || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "pulseboard.http.max-body must be from 1K to 1G: " + maxBytes + " bytes");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("pulseboard.http.body-timeout must be above zero: " + timeout);
        }
        this.maxBytes = (int) maxBytes;
        timeoutMillis = Math.max(1, timeout.toMillis());
        limit = "pulseboard.http.max-body";
    }

    private BodyLimits(int maxBytes, long timeoutMillis) {
        this.maxBytes = maxBytes;
        this.timeoutMillis = timeoutMillis;
        limit = "what is taken here";
    }

    /** The same for an endpoint that has no use for more than so many bytes. */
    BodyLimits atMost(int bytes) {
        return bytes < maxBytes ? new BodyLimits(bytes, timeoutMillis) : this;
    }

    int maxBytes() {
        return maxBytes;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    /** Whether the request says by itself that its body is too large. */
    boolean isTooLarge(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return false;
        }
        try {
            return Long.parseLong(length) > maxBytes;
        } catch (NumberFormatException notEvenALong) {
            return true;
        }
    }

    ProblemException tooLarge() {
        return tooLarge(limit, maxBytes);
    }

    private static ProblemException tooLarge(String limit, int maxBytes) {
        return new ProblemException(
                413, Problem.of("too_large", "the body is larger than " + limit + ", " + maxBytes + " bytes"));
    }

    ProblemException tooSlow() {
        return new ProblemException(
                408,
                Problem.of(
                        "too_slow",
                        "the body did not arrive within pulseboard.http.body-timeout, " + timeoutMillis + " ms"));
    }
}
