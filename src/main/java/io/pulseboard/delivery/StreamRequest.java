package io.pulseboard.delivery;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.FrameEncoder;
import io.pulseboard.hub.StreamPosition;
import io.pulseboard.hub.Subscription;
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of a stream, read from URL parameters or from the members of a WebSocket message; the words are the same.
 * Immutable.
 *
 * @param query which series
 * @param encoder in which format
 * @param every the smallest time between updates; zero for every tick
 * @param after from where on, null for a snapshot first
 */
public record StreamRequest(
        Query query,
        FrameEncoder encoder,
        Duration every,
        @Nullable StreamPosition after) {
    /** Everything, as named values, at every tick. */
    public static final StreamRequest DEFAULT = new StreamRequest(Query.ALL, Formats.NAMED, Duration.ZERO, null);

    private static final RecentQueries RECENT = new RecentQueries();
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Reads the query.
     *
     * @param selectors none for everything
     * @throws ProblemException with status 400 if one of them does not parse
     */
    public static Query query(List<String> selectors) {
        try {
            return RECENT.parse(selectors);
        } catch (QuerySyntaxException fault) {
            throw new ProblemException(
                    400,
                    new Problem(
                            "bad_query",
                            String.valueOf(fault.getMessage()),
                            "query",
                            null,
                            null,
                            fault.position(),
                            fault.expected()));
        }
    }

    /**
     * Reads the format's name; null or empty for the default.
     *
     * @throws ProblemException with status 400 if there is none of that name
     */
    public static FrameEncoder format(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return Formats.NAMED;
        }
        FrameEncoder encoder = Formats.get(name);
        if (encoder == null) {
            throw bad("format", "unknown format '" + shortened(name) + "'", "named or compact");
        }
        return encoder;
    }

    /**
     * Reads the format's name where messages are CBOR; null or empty for {@link Formats#CBOR}, the only one.
     *
     * @throws ProblemException with status 400 if it is the name of another
     */
    public static FrameEncoder binaryFormat(@Nullable String name) {
        if (name == null || name.isEmpty() || name.equals(Formats.CBOR.name())) {
            return Formats.CBOR;
        }
        throw bad("format", "there is no format '" + shortened(name) + "' in CBOR", Formats.CBOR.name());
    }

    /**
     * Reads a duration such as {@code 500ms}, {@code 5s}, {@code 1m}; null or empty for zero.
     *
     * @throws ProblemException with status 400 if it is none, or more than an hour
     */
    public static Duration every(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Duration.ZERO;
        }
        return duration("every", text, LONGEST);
    }

    /**
     * Reads a duration such as {@code 500ms}, {@code 5s}, {@code 1m}, {@code 1h}.
     *
     * @param parameter its name, for the error
     * @throws ProblemException with status 400 if it is none, zero, or too long
     */
    public static Duration duration(String parameter, String text, Duration longest) {
        Matcher matcher = DURATION.matcher(text);
        String expected = "a number with its unit, such as 500ms, 5s, 1m, from 1ms to " + longest.toMinutes() + "m";
        if (!matcher.matches()) {
            throw bad(parameter, "'" + shortened(text) + "' is not a duration", expected);
        }
        long count = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
        if (duration.isZero() || duration.compareTo(longest) > 0) {
            throw bad(parameter, "'" + text + "' is out of range", expected);
        }
        return duration;
    }

    /**
     * Reads a position; null or empty for none.
     *
     * @throws ProblemException with status 400 if it does not parse
     */
    public static @Nullable StreamPosition after(String parameter, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return StreamPosition.parse(text);
        } catch (IllegalArgumentException fault) {
            throw bad(parameter, String.valueOf(fault.getMessage()), "<epoch>-<seq>, the id of a message");
        }
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
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    /** The same from another position. */
    public StreamRequest from(@Nullable StreamPosition position) {
        return new StreamRequest(query, encoder, every, position);
    }

    /** The same at another interval. */
    public StreamRequest at(Duration interval) {
        return new StreamRequest(query, encoder, interval, after);
    }

    /** The subscription of a viewer who comes by this transport and is served on this loop. */
    public Subscription subscription(String transport, Executor loop) {
        return new Subscription(query, encoder, every, after, transport, loop);
    }
}
