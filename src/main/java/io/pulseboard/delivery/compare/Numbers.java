package io.pulseboard.delivery.compare;

import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what visitors say in URLs. */
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final int SHOWN = 64;

    private Numbers() {}

    /**
     * A whole number.
     *
     * @param text null or empty for the default
     * @throws ProblemException with status 400 if it is none or out of range, naming it, the value and the range
     */
    static int read(String parameter, @Nullable String text, int least, int most, int otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        int value = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (value < least || value > most) {
            throw bad(parameter, text, "a whole number from " + least + " to " + most);
        }
        return value;
    }

    /**
     * The name that a visitor's page has given itself.
     *
     * @throws ProblemException with status 400 if it is none
     */
    static String visitor(@Nullable String text) {
        if (text == null || !ID.matcher(text).matches()) {
            throw bad("visitor", text == null ? "" : text, "128 random bits as 32 hexadecimal digits in lower case");
        }
        return text;
    }

    static ProblemException bad(String parameter, String text, String expected) {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return new ProblemException(
                400,
                new Problem(
                        "bad_parameter",
                        parameter + " is '" + shown + "', expected " + expected,
                        parameter,
                        null,
                        null,
                        null,
                        expected));
    }
}
