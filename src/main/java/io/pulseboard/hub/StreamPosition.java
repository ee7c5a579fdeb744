package io.pulseboard.hub;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the stream: everything up to and with tick {@code seq} of one epoch. Its text, {@code <epoch>-<seq>}, is the SSE event
 * id, the {@code id} of a message and the value of {@code after}. Immutable.
 *
 * @param epoch names one life of the server; lower-case letters and digits
 * @param seq the tick, from 0 for "before the first"
 */
public record StreamPosition(String epoch, long seq) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-z]{1,16})-(0|[1-9][0-9]{0,17})");

    public StreamPosition {
        Objects.requireNonNull(epoch);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not one, naming the text
     */
    public static StreamPosition parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + abbreviate(text) + "' is not a stream position <epoch>-<seq>");
        }
        return new StreamPosition(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    private static String abbreviate(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    /** The same epoch at another tick. */
    public StreamPosition at(long otherSeq) {
        return new StreamPosition(epoch, otherSeq);
    }

    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
