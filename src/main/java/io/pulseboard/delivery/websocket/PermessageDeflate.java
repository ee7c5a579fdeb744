package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.websocket.ExtensionOffer.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The negotiation of {@code permessage-deflate} (RFC 7692, section 7.1). Every message, in both directions, is compressed by itself: so one that we
 * send is compressed once for all clients, and one that we get needs no memory of those before it. Hence both {@code
 * no_context_takeover}, which a server may answer without being asked (sections 7.1.1.1 and 7.1.1.2).
 */
final class PermessageDeflate {
    private static final String NAME = "permessage-deflate";
    private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String LARGEST_WINDOW = "15";

    private PermessageDeflate() {}

    /**
     * The answer to the first of the offers that can be taken.
     *
     * @param offers in the client's order, which is that of its preference
     * @return the value of the answer's {@code Sec-WebSocket-Extensions}; null if messages are to be plain
     */
    static @Nullable String answer(List<ExtensionOffer> offers) {
        for (ExtensionOffer offer : offers) {
            if (offer.name().equals(NAME) && isValid(offer)) {
                Parameter serverBits = find(offer, SERVER_BITS);
                if (serverBits == null) {
                    return ANSWER;
                }
                // A deflater of Java's has the largest window and no other.
                if (LARGEST_WINDOW.equals(serverBits.value())) {
                    return ANSWER + "; " + SERVER_BITS + "=" + LARGEST_WINDOW;
                }
            }
        }
        return null;
    }

    /** Section 7: a parameter that is unknown, there twice, or has a wrong value, has its offer declined. */
    private static boolean isValid(ExtensionOffer offer) {
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : offer.parameters()) {
            if (!seen.add(parameter.name()) || !isValid(parameter)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValid(Parameter parameter) {
        String value = parameter.value();
        return switch (parameter.name()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
            case SERVER_BITS -> value != null && isWindow(value);
            case "client_max_window_bits" -> value == null || isWindow(value);
            default -> false;
        };
    }

    /** Section 7.1.2.1: a decimal integer without leading zeros, 8 to 15. */
    private static boolean isWindow(String value) {
        return value.matches("[89]|1[0-5]");
    }

    private static @Nullable Parameter find(ExtensionOffer offer, String name) {
        return offer.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
