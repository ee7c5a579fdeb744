package io.pulseboard.delivery.compare;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.Sessions;
import io.pulseboard.http.WriteRule;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Lets everybody begin experiments, since they touch nobody else; but pages of other origins, listed ones included, not. */
@Singleton
final class ExperimentAccess implements WriteRule {
    static final String PATH = "/compare/experiments/";

    @Override
    public boolean governs(HttpMethod method, @Nullable String path) {
        return path != null && path.startsWith(PATH) && method.equals(HttpMethod.POST);
    }

    @Override
    public @Nullable ProblemException judge(HttpServerRequest request) {
        if (Sessions.isOwn(request)) {
            return null;
        }
        return new ProblemException(
                403,
                Problem.ofParameter(
                        "origin_not_allowed", "experiments are for this server's own page, not for others", "Origin"));
    }
}
