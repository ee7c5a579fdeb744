package io.pulseboard.ingest.influx;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.WriteAccess;
import io.pulseboard.http.WriteRule;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the token as any write does, but explains to who shows it in the URL, as InfluxDB 1.x allows it ({@code u} and {@code p}), that
 * secrets are not taken there: URLs are in the logs of every proxy.
 */
@Singleton
final class InfluxAccess implements WriteRule {
    private static final Set<String> PATHS = Set.of("/write", "/api/v2/write", "/query");

    private final WriteAccess access;

    InfluxAccess(WriteAccess access) {
        this.access = access;
    }

    @Override
    public boolean governs(HttpMethod method, @Nullable String path) {
        return HttpMethod.POST.equals(method) && path != null && PATHS.contains(path);
    }

    @Override
    public @Nullable ProblemException judge(HttpServerRequest request) {
        try {
            refuseCredentials(request);
            access.require(request.getHeader(HttpHeaders.AUTHORIZATION));
            return null;
        } catch (ProblemException refusal) {
            return refusal;
        }
    }

    /**
     * Ends a request with credentials in its URL.
     *
     * @throws ProblemException 401
     */
    static void refuseCredentials(HttpServerRequest request) {
        for (String name : new String[] {"u", "p"}) {
            if (request.params().contains(name)) {
                throw new ProblemException(
                        401,
                        Problem.ofParameter(
                                "credentials_in_url",
                                "credentials are not taken from the URL ('" + name + "'): send the token of "
                                        + WriteAccess.KEY + " in the header, as 'Authorization: Token <token>'"
                                        + " or as the password of Basic",
                                name));
            }
        }
    }
}
