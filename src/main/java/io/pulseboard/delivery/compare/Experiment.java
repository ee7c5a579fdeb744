package io.pulseboard.delivery.compare;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a visitor can have done to their own streams. */
enum Experiment {
    /** Closes both at once, without {@code bye}. */
    CUT,
    /** Holds everything back for some seconds; the streams are then as those of a client that reads too slowly. */
    SILENT,
    /** Closes both, and answers 503 to the next connects. */
    REFUSE,
    /** Answers, over HTTP and as an event. */
    PING,
    /** Sends heartbeats, or does not. */
    HEARTBEATS;

    /** As it stands in the URL. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one of this name.
     *
     * @throws ProblemException with status 400 and the list if there is none
     */
    static Experiment of(String name) {
        for (Experiment each : values()) {
            if (each.text().equals(name)) {
                return each;
            }
        }
        String known = Arrays.stream(values()).map(Experiment::text).collect(Collectors.joining(", "));
        ProblemException unknown = Numbers.bad("experiment", name, "one of " + known);
        Problem problem = unknown.problem();
        throw new ProblemException(
                400,
                new Problem(
                        "unknown_experiment", problem.message(), "experiment", null, null, null, problem.expected()));
    }
}
