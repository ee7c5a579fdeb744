package io.pulseboard.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a page comes from, as in an {@code Origin} header (RFC 6454, section 6.2). Immutable.
 *
 * @param scheme in lower case
 * @param authority the host and the port; no port where it is the scheme's own
 */
record Origin(String scheme, Authority authority) {

    /** Reads {@code scheme://host} or {@code scheme://host:port}; null for anything else, {@code null} included. */
    static @Nullable Origin parse(String text) {
        int mark = text.indexOf("://");
        if (mark <= 0 || !isScheme(text.substring(0, mark))) {
            return null;
        }
        Authority authority = Authority.parse(text.substring(mark + 3));
        if (authority == null) {
            return null;
        }
        String scheme = text.substring(0, mark).toLowerCase(Locale.ROOT);
        if (authority.port() == defaultPort(scheme)) {
            authority = new Authority(authority.host(), Authority.NO_PORT);
        }
        return new Origin(scheme, authority);
    }

    private static boolean isScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (!letter && !(other && i > 0)) {
                return false;
            }
        }
        return true;
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> Authority.NO_PORT;
        };
    }

    @Override
    public String toString() {
        return scheme + "://" + authority;
    }
}
