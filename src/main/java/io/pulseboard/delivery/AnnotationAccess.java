package io.pulseboard.delivery;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.Sessions;
import io.pulseboard.http.WriteRule;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may annotate, as {@code pulseboard.annotations} says: nobody, everybody, or who shows the ingest token or has a
 * session that it began. Safe for use by any thread.
 */
@Singleton
public final class AnnotationAccess implements WriteRule {
    /** Where annotations are read and posted. */
    public static final String PATH = "/metrics/annotations";

    private final AnnotationConfig.Mode mode;
    private final Sessions sessions;
    private final AnnotationRefusals refusals;

    AnnotationAccess(AnnotationConfig config, Sessions sessions, AnnotationRefusals refusals) {
        this.mode = config.annotations();
        this.sessions = sessions;
        this.refusals = refusals;
    }

    /** The setting, as it is written. */
    public String mode() {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /** Whether who sends this request, a handshake for instance, may annotate. */
    public boolean admits(HttpServerRequest request) {
        return refusal(request) == null;
    }

    @Override
    public boolean governs(HttpMethod method, @Nullable String path) {
        return PATH.equals(path) && method.equals(HttpMethod.POST);
    }

    @Override
    public @Nullable ProblemException judge(HttpServerRequest request) {
        ProblemException refusal = refusal(request);
        return refusal == null ? null : refusals.counted(refusal);
    }

    private @Nullable ProblemException refusal(HttpServerRequest request) {
        return switch (mode) {
            case OFF ->
                new ProblemException(
                        403,
                        Problem.ofParameter(
                                "not_allowed",
                                "annotations are off: set pulseboard.annotations to open them",
                                "pulseboard.annotations"));
            case TOKEN -> sessions.refusal(request);
            case OPEN -> null;
        };
    }
}
