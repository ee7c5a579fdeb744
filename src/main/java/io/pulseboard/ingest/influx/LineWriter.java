package io.pulseboard.ingest.influx;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.http.Excerpt;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.http.Refusals;
import io.pulseboard.http.RequestBody;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.AppendResult.Refusal;
import io.pulseboard.ingest.Intake;
import io.pulseboard.ingest.ParserPool;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes bodies in line protocol, whichever version of the interface they came by. Safe for use by any thread. */
@Singleton
final class LineWriter {
    static final String PROTOCOL = "influx";

    private final RequestBody bodies;
    private final Intake intake;
    private final Refusals refusals;
    private final Counter badLines;
    private final Counter strings;
    private final InstantSource clock = InstantSource.system();
    private final ParserPool<LineProtocolParser> parsers = new ParserPool<>(LineProtocolParser::new);

    LineWriter(RequestBody bodies, Intake intake, Refusals refusals, MeterRegistry registry) {
        this.bodies = bodies;
        this.intake = intake;
        this.refusals = refusals;
        badLines = Counter.builder("pulseboard.influx.lines.refused")
                .description("Lines that were no points, of which nothing was taken.")
                .register(registry);
        strings = Counter.builder("pulseboard.influx.strings.skipped")
                .description("Fields of good lines that are texts, which no series can have as a value.")
                .register(registry);
    }

    /**
     * Applies what is good in a request's body, and says what is not.
     *
     * @param originLabel the parameter that says where lines are written to, which becomes a label
     * @return 204, or an error in the shape of this version
     */
    Uni<Response> write(RoutingContext context, Api api, String originLabel) {
        return Uni.createFrom()
                .deferred(() -> {
                    Origin origin = origin(context, originLabel);
                    Precision precision = precision(context, api);
                    return bodies.read(context).map(body -> apply(context, api, origin, precision, body));
                })
                .onFailure(ProblemException.class)
                .recoverWithItem(failure -> refuse(api, (ProblemException) failure));
    }

    /** Counts a problem and answers it. */
    Response refuse(Api api, ProblemException problem) {
        refusals.count(problem.problem().code());
        return api.error(problem);
    }

    private Response apply(RoutingContext context, Api api, Origin origin, Precision precision, byte[] body) {
        Points points = parsers.use(parser -> parser.parse(body, origin, precision, clock.millis()));
        if (points.tooMany()) {
            throw new ProblemException(
                    413,
                    Problem.of(
                            "too_large",
                            "the body has more than " + LineProtocolParser.MOST_POINTS
                                    + " points; nothing was written"));
        }
        badLines.increment(points.badLineCount());
        strings.increment(points.stringCount());
        List<Refusal> refused =
                points.samples().isEmpty() ? List.of() : refused(intake.append(context, PROTOCOL, points.samples()));
        if (points.badLineCount() == 0 && refused.isEmpty()) {
            return Api.answer(204).build();
        }
        boolean budget = points.badLineCount() == 0
                && refused.stream().allMatch(refusal -> refusal.reason().isBudget());
        String message = new Complaint(points, refused).text();
        return budget ? api.error(429, message, Refusals.RETRY_AFTER_SECONDS) : api.error(400, message, null);
    }

    /** What was refused but for points that came late: the newer one is held, which is all that their sender can want. */
    private static List<Refusal> refused(AppendResult result) {
        return result.refused().stream()
                .filter(refusal -> refusal.reason() != AppendResult.Reason.OUT_OF_ORDER)
                .toList();
    }

    private static Origin origin(RoutingContext context, String label) {
        String value = parameter(context, label);
        if (value == null) {
            return new Origin(label, "");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw badParameter(label, "has a control character", value);
        }
        return new Origin(label, value);
    }

    private static Precision precision(RoutingContext context, Api api) {
        String name = parameter(context, "precision");
        if (name == null || name.isEmpty()) {
            return Precision.NANOSECOND;
        }
        Precision precision = api.precision(name);
        if (precision == null) {
            throw badParameter("precision", "is none of " + api.precisions(), name);
        }
        return precision;
    }

    private static @Nullable String parameter(RoutingContext context, String name) {
        return context.request().getParam(name);
    }

    private static ProblemException badParameter(String name, String fault, String value) {
        return new ProblemException(
                400, Problem.ofParameter("bad_parameter", name + " = '" + Excerpt.of(value) + "' " + fault, name));
    }
}
