package io.pulseboard.delivery.rest;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import java.util.List;

/** Reads the parameter {@code query} of a request. */
final class QueryParameter {
    private static final String NAME = "query";

    private QueryParameter() {}

    /**
     * The union of the selectors given; everything if there are none.
     *
     * @throws ProblemException with status 400 if one does not parse
     */
    static Query parse(List<String> selectors) {
        try {
            return Query.parse(selectors);
        } catch (QuerySyntaxException e) {
            throw new ProblemException(
                    400, new Problem("bad_query", e.getMessage(), NAME, null, null, e.position(), e.expected()));
        }
    }
}
