package io.pulseboard.delivery.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One extension that a client offers, from {@code Sec-WebSocket-Extensions} (RFC 6455, section 9.1). Immutable.
 *
 * @param name in lower case
 * @param parameters as written, with those that come twice
 */
record ExtensionOffer(String name, List<Parameter> parameters) {
    /**
     * A parameter.
     *
     * @param name in lower case
     * @param value without quotes, null if there is none
     */
    record Parameter(String name, @Nullable String value) {}

    /**
     * The offers in a client's order.
     *
     * @param headers the values of all header fields of that name
     * @throws IllegalArgumentException if that is not what the grammar of the RFC allows; such a handshake has to fail
     */
    static List<ExtensionOffer> parse(List<String> headers) {
        List<ExtensionOffer> offers = new ArrayList<>();
        for (String header : headers) {
            Reader reader = new Reader(header);
            while (reader.more()) {
                if (!reader.skip(',')) {
                    offers.add(reader.offer());
                }
            }
        }
        return List.copyOf(offers);
    }

    /** Reads one header from left to right. */
    private static final class Reader {
        private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        /** Whether something but white space is left; steps over white space. */
        boolean more() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            return at < text.length();
        }

        boolean skip(char c) {
            boolean there = more() && text.charAt(at) == c;
            if (there) {
                at++;
            }
            return there;
        }

        ExtensionOffer offer() {
            String name = token().toLowerCase(Locale.ROOT);
            List<Parameter> parameters = new ArrayList<>();
            while (skip(';')) {
                String parameter = token().toLowerCase(Locale.ROOT);
                parameters.add(new Parameter(parameter, skip('=') ? value() : null));
            }
            if (more() && text.charAt(at) != ',') {
                throw malformed();
            }
            return new ExtensionOffer(name, List.copyOf(parameters));
        }

        private String token() {
            more();
            int start = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw malformed();
            }
            return text.substring(start, at);
        }

        private String value() {
            if (!skip('"')) {
                return token();
            }
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                // What is left without quotes has to be a token as well.
                if (at == text.length() || !isTokenCharacter(text.charAt(at))) {
                    throw malformed();
                }
                value.append(text.charAt(at++));
            }
            if (value.isEmpty() || !skip('"')) {
                throw malformed();
            }
            return value.toString();
        }

        private static boolean isTokenCharacter(char c) {
            return c > ' ' && c < 0x7f && SEPARATORS.indexOf(c) < 0;
        }

        private IllegalArgumentException malformed() {
            return new IllegalArgumentException("Sec-WebSocket-Extensions is malformed at character " + at);
        }
    }
}
