package io.pulseboard.delivery.doctor;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a probe sends, and when. Immutable.
 *
 * @param everyMillis the time before each event; a long one is a silence
 * @param count how many events
 * @param after the number of the event before the first
 * @param resumedBy what said so: {@code Last-Event-ID} or {@code after}; null if nothing did
 * @param plain whether not to compress, even if the client would like it
 */
record ProbePlan(
        long everyMillis, int count, long after, @Nullable String resumedBy, boolean plain) {
    private static final List<String> PARAMETERS = List.of("every", "count", "idle", "after", "encoding");
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final int LEAST_EVERY = 20;
    private static final int MOST_EVERY = 10_000;
    private static final int USUAL_EVERY = 200;
    private static final int MOST_COUNT = 1000;
    private static final int USUAL_COUNT = 10;
    private static final int MOST_AFTER = 1_000_000_000;
    private static final long MILLIS = 1000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final int LONGEST_SHOWN = 64;

    /**
     * Reads the parameters of a request.
     *
     * @param lastEventId the header of that name, which wins over {@code after}; null if there is none
     * @param longest how long a probe may take
     * @throws ProblemException with status 400 for a parameter that is unknown, given twice or out of range
     */
    static ProbePlan parse(MultiMap parameters, @Nullable String lastEventId, Duration longest) {
        for (String name : parameters.names()) {
            if (!PARAMETERS.contains(name)) {
                throw bad(shortened(name), "there is no such parameter", "one of " + String.join(", ", PARAMETERS));
            }
            if (parameters.getAll(name).size() > 1) {
                throw bad(name, "it is given more than once", "one value");
            }
        }
        String idle = parameters.get("idle");
        boolean plain = plain(parameters.get("encoding"));
        boolean reconnected = lastEventId != null && !lastEventId.isEmpty();
        String from = reconnected ? lastEventId : parameters.get("after");
        String resumedBy = reconnected ? LAST_EVENT_ID : from == null ? null : "after";
        long after = number(resumedBy == null ? "after" : resumedBy, from, 0, MOST_AFTER, 0);
        if (idle != null) {
            if (parameters.contains("every") || parameters.contains("count")) {
                throw bad("idle", "it cannot be together with every and count", "idle alone");
            }
            return new ProbePlan(number("idle", idle, 1, longest.toSeconds(), 1) * MILLIS, 1, after, resumedBy, plain);
        }
        long every = number("every", parameters.get("every"), LEAST_EVERY, MOST_EVERY, USUAL_EVERY);
        long most = Math.min(MOST_COUNT, longest.toMillis() / every);
        long count = number("count", parameters.get("count"), 1, most, Math.min(most, USUAL_COUNT));
        return new ProbePlan(every, (int) count, after, resumedBy, plain);
    }

    private static boolean plain(@Nullable String encoding) {
        if (encoding != null && !encoding.equals("identity")) {
            throw bad("encoding", "'" + shortened(encoding) + "' is not possible", "identity, or nothing");
        }
        return encoding != null;
    }

    private static long number(String name, @Nullable String text, long least, long most, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        String expected = "a whole number from " + least + " to " + most;
        if (!NUMBER.matcher(text).matches()) {
            throw bad(name, "'" + shortened(text) + "' is not a number", expected);
        }
        long number = Long.parseLong(text);
        if (number < least || number > most) {
            throw bad(name, text + " is out of range", expected);
        }
        return number;
    }

    private static ProblemException bad(String parameter, String message, String expected) {
        return new ProblemException(
                400,
                new Problem(
                        "bad_parameter",
                        parameter + ": " + message + ", expected " + expected,
                        parameter,
                        null,
                        null,
                        null,
                        expected));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }
}
