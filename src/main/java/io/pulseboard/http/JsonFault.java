package io.pulseboard.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a text that should be JSON (RFC 8259), for who sent it. What the library says that reads it is for who wrote the
 * program: it names classes, and features to enable. So that is told here in other words, and what is not known is not repeated.
 *
 * @param line counted from 1
 * @param column counted from 1, in bytes or in characters, as the text was read
 */
public record JsonFault(String reason, int line, int column) {
    /** The reason of what is not known any better. */
    public static final String UNKNOWN = "this is not JSON";

    private static final String CHARACTER = "\\(?('.' \\(code \\d+|\\(CTRL-CHAR, code \\d+).*";
    private static final Pattern DESCRIBED = Pattern.compile("(?:'(.)' \\(|\\(CTRL-CHAR, )code (\\d+)", Pattern.DOTALL);
    private static final Pattern NO_NUMBER = Pattern.compile("Non-standard token '([A-Za-z+-]*)'.*");

    /** In this order: the first that holds is taken. */
    private static final List<Wording> WORDINGS = List.of(
            Wording.of("Unrecognized token ('.*'): was expecting .*", "expected a value, found %s"),
            Wording.of(
                    "Non-standard token ('.*'): .*",
                    "%s is no number in JSON; where it is taken, it stands in double quotes"),
            Wording.of("Unexpected character .* numbers to have plus signs.*", "a number in JSON has no plus sign"),
            Wording.of("Invalid numeric value: Leading zeroes.*", "a number in JSON has no zeros in front"),
            Wording.of("Unexpected end-of-input.* Object.*", "the text ends within an object"),
            Wording.of("Unexpected end-of-input.* Array.*", "the text ends within an array"),
            Wording.of("Unexpected end-of-input.*(VALUE_STRING|string|name|escape).*", "the text ends within a string"),
            Wording.of("Unexpected end-of-input.*", "the text ends too early"),
            Wording.of(
                    "Unexpected close marker ('.'): expected '}'.*",
                    "expected a comma or the end of the object, found %s"),
            Wording.of(
                    "Unexpected close marker ('.'): expected .*", "expected a comma or the end of the array, found %s"),
            Wording.of("Unexpected close marker ('.'): .*", "%s ends what has not begun"),
            Wording.of("Unexpected character .* comment\\?.*", "there are no comments in JSON"),
            Wording.of(
                    "Unexpected character " + CHARACTER + "comma.* Array.*",
                    "expected a comma or the end of the array, found %s"),
            Wording.of(
                    "Unexpected character " + CHARACTER + "comma.*",
                    "expected a comma or the end of the object, found %s"),
            Wording.of("Unexpected character " + CHARACTER + "colon.*", "expected a colon, found %s"),
            Wording.of(
                    "Unexpected character " + CHARACTER + "field name.*", "expected a name in double quotes, found %s"),
            Wording.of(
                    "Unexpected character " + CHARACTER + "hex-digit.*",
                    "expected four hexadecimal digits behind \\u, found %s"),
            Wording.of(
                    "Unexpected character " + CHARACTER + "root-level.*",
                    "expected white space before the next value, found %s"),
            Wording.of("Unexpected character " + CHARACTER + "(numeric value).*", "expected a digit, found %s"),
            Wording.of("Unexpected character " + CHARACTER, "expected a value, found %s"),
            Wording.of("Illegal unquoted character " + CHARACTER, "%s in a string has to be escaped"),
            Wording.of("Illegal character " + CHARACTER, "there is %s between values"),
            Wording.of("Unrecognized character escape " + CHARACTER, "a backslash before %s is no escape in JSON"),
            Wording.of("Duplicate field ('.*')", "%s is given twice"),
            Wording.of("Trailing token .*", "there is something behind the value"),
            Wording.of("Invalid UTF-.*", "the text is not UTF-8"),
            Wording.of("Document nesting depth .* allowed \\((\\d+).*", "nested deeper than %s levels"),
            Wording.of("String value length .* allowed \\((\\d+).*", "a string is longer than %s characters"),
            Wording.of("Name length .* allowed \\((\\d+).*", "a name is longer than %s characters"),
            Wording.of("Number value length .* allowed \\((\\d+).*", "a number is longer than %s characters"));

    /** What the library says of something, and the words for it here. */
    private record Wording(Pattern said, String words) {
        static Wording of(String said, String words) {
            return new Wording(Pattern.compile(said, Pattern.DOTALL), words);
        }

        @Nullable String insteadOf(String message) {
            Matcher matcher = said.matcher(message);
            return matcher.matches()
                    ? words.replace("%s", matcher.groupCount() == 0 ? "" : shown(matcher.group(1)))
                    : null;
        }
    }

    /**
     * Says it.
     *
     * @param reached how far the text was read, for a fault that does not say where it is; null if that is not known
     */
    public static JsonFault of(JacksonException fault, @Nullable JsonLocation reached) {
        String message = String.valueOf(fault.getOriginalMessage());
        JsonLocation known = fault.getLocation() == null ? reached : fault.getLocation();
        if (known == null) {
            return new JsonFault(reason(message), 1, 1);
        }
        // This one is told where the word ends, and not where it begins.
        Matcher word = NO_NUMBER.matcher(message);
        int column = known.getColumnNr() - (word.matches() ? word.group(1).length() : 0);
        return new JsonFault(reason(message), Math.max(1, known.getLineNr()), Math.max(1, column));
    }

    private static String reason(String message) {
        for (Wording wording : WORDINGS) {
            String words = wording.insteadOf(message);
            if (words != null) {
                return words;
            }
        }
        return UNKNOWN;
    }

    /** A token in quotes, a character, or a number, as it may be shown. */
    private static String shown(String subject) {
        Matcher character = DESCRIBED.matcher(subject);
        if (!character.matches()) {
            boolean quoted = subject.startsWith("'");
            return quoted ? "'" + Excerpt.of(subject.substring(1, subject.length() - 1)) + "'" : subject;
        }
        int code = Integer.parseInt(character.group(2));
        if (character.group(1) == null || Character.isISOControl(code)) {
            return "a control character (code " + code + ")";
        }
        // Of bytes it may be the first of several that make the character.
        return code < 128 ? "'" + character.group(1) + "'" : "a character that is not ASCII";
    }

    /** Place and reason, for a message that has one line. */
    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": " + reason;
    }
}
