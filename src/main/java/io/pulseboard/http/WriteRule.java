package io.pulseboard.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Decides in place of the token who may do one kind of write. All else that holds for a write (host, origin, length) is looked at
 * before. Beans of this type are found by themselves. Safe for use by any thread.
 */
public interface WriteRule {
    /**
     * Whether this rule decides.
     *
     * @param path as sent, still encoded; null if it was no path
     */
    boolean governs(HttpMethod method, @Nullable String path);

    /** Why the request may not write, null if it may. Called on the request's event loop, before its body is read. */
    @Nullable ProblemException judge(HttpServerRequest request);
}
