package io.pulseboard.http;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the target of a request (RFC 9112, section 3.2) as browsers write it. The WHATWG URL standard leaves braces, pipes and a few
 * other characters of a query as they are, which RFC 3986 does not know and {@link URI} refuses; a selector is full of them. So
 * Quarkus's own check is switched off ({@link #acceptBrowserUrls}), and this one takes its place: the path as strict as before, the query as the
 * standard has it.
 */
public final class RequestTarget {
    private RequestTarget() {}

    /** Switches Quarkus's own check off, which answers with nothing but a status. Must be called before the server starts. */
    public static void acceptBrowserUrls() {
        System.setProperty("vertx.disableURIValidation", "true");
    }

    /** What is wrong with a target, null if nothing. */
    static @Nullable Problem fault(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        try {
            new URI(path);
        } catch (URISyntaxException fault) {
            return Problem.ofParameter(
                    "bad_url", "the path of the URL is malformed: '" + Excerpt.of(path) + "'", "path");
        }
        for (int i = mark + 1; mark >= 0 && i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return inQuery(i - mark - 1, "a character that must be percent-encoded, U+" + Integer.toHexString(c));
            }
            if (c == '%' && !(isHex(target, i + 1) && isHex(target, i + 2))) {
                return inQuery(i - mark - 1, "a % that two hexadecimal digits do not follow");
            }
        }
        return null;
    }

    private static Problem inQuery(int position, String what) {
        return new Problem(
                "bad_url",
                "the query of the URL has " + what + ", at position " + position,
                null,
                null,
                null,
                position,
                "percent-encoded UTF-8");
    }

    private static boolean isHex(String text, int index) {
        return index < text.length() && Character.digit(text.charAt(index), 16) >= 0;
    }
}
