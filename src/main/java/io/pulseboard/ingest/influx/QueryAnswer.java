package io.pulseboard.ingest.influx;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.pulseboard.http.Excerpt;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a query as InfluxDB 1.x writes it, one result per statement.
 *
 * @param results in the order of the statements
 */
@RegisterForReflection
record QueryAnswer(List<Result> results) {
    private static final Pattern TO_BE_AGREED_TO = Pattern.compile(
            "(?is)(CREATE\\s+DATABASE|CREATE\\s+RETENTION\\s+POLICY|ALTER\\s+RETENTION\\s+POLICY)\\s.*");
    private static final Pattern SHOW_DATABASES = Pattern.compile("(?is)SHOW\\s+DATABASES");

    /**
     * The result of one statement.
     *
     * @param statementId its place, from 0
     * @param series what it found, null for a statement that finds nothing by its nature
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record Result(
            @JsonProperty("statement_id") int statementId,
            @Nullable List<Series> series) {}

    /** A table without rows. */
    @RegisterForReflection
    record Series(String name, List<String> columns) {}

    /**
     * Agrees to the statements.
     *
     * @throws ProblemException 400 if there is another one among them than senders begin with
     */
    static QueryAnswer to(String statements) {
        List<Result> results = new ArrayList<>();
        for (String part : statements.split(";", -1)) {
            String statement = part.strip();
            if (!statement.isEmpty()) {
                results.add(new Result(results.size(), series(statement)));
            }
        }
        return new QueryAnswer(results);
    }

    private static @Nullable List<Series> series(String statement) {
        if (SHOW_DATABASES.matcher(statement).matches()) {
            return List.of(new Series("databases", List.of("name")));
        }
        if (TO_BE_AGREED_TO.matcher(statement).matches()) {
            return null;
        }
        throw new ProblemException(
                400,
                Problem.ofParameter(
                        "bad_query",
                        "error parsing query: this is no InfluxDB and answers only CREATE DATABASE, CREATE and ALTER"
                                + " RETENTION POLICY and SHOW DATABASES, found '" + Excerpt.of(statement)
                                + "'; values are read from /metrics/latest and /metrics/history",
                        "q"));
    }
}
