package io.pulseboard.http;

import org.jspecify.annotations.Nullable;

/** Ends a request with a status and a {@link Problem}. Carries no stack trace, since it speaks of the client's fault. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Problem problem;
    private final @Nullable String header;
    private final @Nullable String value;

    /**
     * @param status the HTTP status, 4xx or 503
     */
    public ProblemException(int status, Problem problem) {
        this(status, problem, null, null);
    }

    /**
     * @param header a field that the answer has to carry, null for what the status brings with it
     * @param value of the field
     */
    ProblemException(int status, Problem problem, @Nullable String header, @Nullable String value) {
        super(problem.message(), null, false, false);
        this.status = status;
        this.problem = problem;
        this.header = header;
        this.value = value;
    }

    /** A 429 that says after how many seconds to try again (RFC 6585, section 4). */
    public static ProblemException retryAfter(int seconds, Problem problem) {
        return new ProblemException(429, problem, "Retry-After", String.valueOf(seconds));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** After how many seconds to try again, null if that is no use. */
    public @Nullable String retryAfter() {
        boolean later = status == 429 || status == 503;
        return later ? header("Retry-After", Refusals.RETRY_AFTER_SECONDS) : null;
    }

    /** The value of a field that the answer has to carry, or else this one. */
    public String header(String name, String otherwise) {
        return value != null && name.equalsIgnoreCase(header) ? value : otherwise;
    }

    /** What the client is told. */
    public Problem problem() {
        return problem;
    }
}
