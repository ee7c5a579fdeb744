package io.pulseboard.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An annotation as a client wants it, read and held against the limits, but for its time. Immutable.
 *
 * @param text plain, without white space around it
 * @param tags the same
 * @param timestampMillis milliseconds since the Unix epoch, null for now
 */
record AnnotationDraft(
        String text, List<String> tags, @Nullable Long timestampMillis) {
    /** How long the text may be, in UTF-16 code units. */
    private static final int MAX_TEXT = 500;

    private static final int MAX_TAGS = 10;
    private static final int MAX_TAG = 50;

    /** Up to here a double is exact, and no clock shows more. */
    private static final double MOST_MILLIS = 1L << 53;

    private static final String TAGS = "up to " + MAX_TAGS + " strings of 1 to " + MAX_TAG + " characters";
    private static final String MILLIS = "a number of milliseconds since 1970";

    /**
     * Reads the members {@code text}, {@code tags} and {@code ts} of an object; others are passed over.
     *
     * @throws ProblemException with status 400 if one of them is wrong
     */
    static AnnotationDraft read(JsonNode node) {
        JsonNode text = node.path("text");
        if (!text.isTextual()) {
            String message = isAbsent(text) ? "text is missing" : "text is " + shortened(text.toString());
            throw bad("text", message, "a string of 1 to " + MAX_TEXT + " characters");
        }
        return new AnnotationDraft(
                plain("text", text.textValue(), MAX_TEXT, true), tags(node.path("tags")), millis(node.path("ts")));
    }

    private static List<String> tags(JsonNode node) {
        if (isAbsent(node)) {
            return List.of();
        }
        if (node.isArray() && node.size() > MAX_TAGS) {
            throw bad("tags", "there are " + node.size() + " tags", TAGS);
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : node.isArray() ? node : List.of(node)) {
            if (!tag.isTextual()) {
                throw bad("tags", "tags holds " + shortened(tag.toString()), TAGS);
            }
            tags.add(plain("tags", tag.textValue(), MAX_TAG, false));
        }
        return List.copyOf(tags);
    }

    private static @Nullable Long millis(JsonNode node) {
        if (isAbsent(node)) {
            return null;
        }
        double number = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!(Math.abs(number) < MOST_MILLIS)) {
            throw bad("ts", "ts is " + shortened(node.toString()), MILLIS);
        }
        return (long) Math.floor(number);
    }

    /** The text without the white space around it, if nothing is wrong with what is left. */
    private static String plain(String parameter, String raw, int longest, boolean lines) {
        String text = raw.strip();
        if (text.isEmpty() || text.length() > longest) {
            String has = parameter.equals("text") ? "text has " : "a tag has ";
            throw bad(parameter, has + text.length() + " characters", "1 to " + longest + " characters");
        }
        int before = raw.indexOf(text);
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            // A code point that is a surrogate is half of a pair, which no UTF-8 text can say.
            boolean broken = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (broken || (Character.isISOControl(c) && !(lines && c == '\n'))) {
                throw control(parameter, c, before + i);
            }
        }
        return text;
    }

    private static ProblemException control(String parameter, int c, int position) {
        String name = String.format("U+%04X", c);
        String expected = parameter.equals("text") ? "plain text, of one or several lines" : "plain text";
        String message = parameter + " holds " + name + " at position " + position + ", expected " + expected;
        return new ProblemException(
                400, new Problem("bad_message", message, parameter, null, null, position, expected));
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static String shortened(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    static ProblemException bad(String parameter, String message, String expected) {
        return new ProblemException(
                400,
                new Problem("bad_message", message + ", expected " + expected, parameter, null, null, null, expected));
    }
}
