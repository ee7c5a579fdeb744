package io.pulseboard.http;

/** Ends a request with a status and a {@link Problem}. Carries no stack trace, since it speaks of the client's fault. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Problem problem;

    /**
     * @param status the HTTP status, 4xx or 503
     */
    public ProblemException(int status, Problem problem) {
        super(problem.message(), null, false, false);
        this.status = status;
        this.problem = problem;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What the client is told. */
    public Problem problem() {
        return problem;
    }
}
