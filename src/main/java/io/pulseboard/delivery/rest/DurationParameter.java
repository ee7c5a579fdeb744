package io.pulseboard.delivery.rest;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads parameters that are durations, written as in PromQL: {@code 500ms}, {@code 30s}, {@code 1h30m}. */
final class DurationParameter {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,10}(ms|s|m|h|d|w))+");
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|[smhdw])");
    private static final long MAX_MILLIS = Duration.ofDays(366).toMillis();

    private DurationParameter() {}

    /**
     * The duration; what is longer than a year becomes a year.
     *
     * @throws ProblemException with status 400 if the text is none, or is zero
     */
    static Duration parse(String parameter, String text) {
        if (text.length() > 64 || !WHOLE.matcher(text).matches()) {
            throw bad(parameter, text, "is not a duration");
        }
        long millis = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            // Ten digits of weeks stay below the limit of a long.
            millis = Math.min(MAX_MILLIS, millis + Long.parseLong(part.group(1)) * unit(part.group(2)));
        }
        if (millis == 0) {
            throw bad(parameter, text, "is no time at all");
        }
        return Duration.ofMillis(millis);
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            default -> 604_800_000L;
        };
    }

    private static ProblemException bad(String parameter, String text, String fault) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "...";
        return new ProblemException(
                400,
                new Problem(
                        "bad_" + parameter,
                        parameter + " '" + shown + "' " + fault,
                        parameter,
                        null,
                        null,
                        null,
                        "a duration such as 30s, 5m or 1h"));
    }
}
