package io.pulseboard.http;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Writes problems in the words of a protocol that has its own, for what is refused before its endpoint is asked. Beans of this type
 * are found by themselves. Safe for use by any thread.
 */
public interface ProblemFormat {
    /**
     * The body of an answer.
     *
     * @param contentType its {@code Content-Type}
     */
    @SuppressWarnings("ArrayRecordComponent") // Written once and read once.
    record Body(String contentType, byte[] bytes) {}

    /**
     * Writes a problem.
     *
     * @param status of the answer
     * @return null if the request is not one of this protocol
     */
    @Nullable Body write(HttpServerRequest request, int status, Problem problem);
}
