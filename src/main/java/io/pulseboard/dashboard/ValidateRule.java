package io.pulseboard.dashboard;

import io.pulseboard.http.ProblemException;
import io.pulseboard.http.WriteRule;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Lets anybody have a board checked: that changes nothing, although it is sent as a write is. The path is compared as sent, so that no other one
 * becomes it on the way to its endpoint.
 */
@Singleton
final class ValidateRule implements WriteRule {
    @Override
    public boolean governs(HttpMethod method, @Nullable String path) {
        return HttpMethod.POST.equals(method) && "/dashboards/validate".equals(path);
    }

    @Override
    public @Nullable ProblemException judge(HttpServerRequest request) {
        return null;
    }
}
