package io.pulseboard.http;

import org.jspecify.annotations.Nullable;

/** What a bare status means, in words for the client. */
final class Statuses {
    private Statuses() {}

    /**
     * @param status 4xx or 5xx
     * @param path as sent, null if it was no path
     */
    static Problem problem(int status, String method, @Nullable String path) {
        String where = "'" + Excerpt.of(path) + "'";
        return switch (status) {
            case 400 -> Problem.of("bad_request", "the request is not understood");
            case 404 -> Problem.of("not_found", "there is nothing at " + where);
            case 405 -> Problem.of("method_not_allowed", where + " does not take " + Excerpt.of(method));
            case 406 ->
                Problem.ofParameter("not_acceptable", where + " has no representation that fits Accept", "Accept");
            case 408 -> Problem.of("too_slow", "the request took too long to arrive");
            case 413 -> Problem.of("too_large", "the body is too large");
            case 414 -> Problem.of("query_too_long", "the URL is too long");
            case 415 ->
                Problem.ofParameter("unsupported_type", where + " does not take this Content-Type", "Content-Type");
            case 431 -> Problem.of("headers_too_large", "the header fields are too large");
            case 503 -> Problem.of("overloaded", "too much is going on right now: try again later");
            default ->
                status < 500
                        ? Problem.of("refused", "the request was refused with status " + status)
                        : Problem.of("internal", "something went wrong here; the log has the details");
        };
    }
}
