package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.websocket.ExtensionOffer.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The negotiation of {@code permessage-deflate} (RFC 7692, section 7.1). Clients are always told to compress every message by itself, which a
 * server may answer without being asked (section 7.1.1.2): so what we get needs no memory of what came before. What we send may refer to
 * the message before it, unless the client does not want that (section 7.1.1.1): all who are in step have the same one.
 *
 * @param header the value of the answer's {@code Sec-WebSocket-Extensions}
 * @param contextTakeover whether a message that we send may refer to those before it
 */
record PermessageDeflate(String header, boolean contextTakeover) {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String LARGEST_WINDOW = "15";

    /**
     * The answer to the first of the offers that can be taken.
     *
     * @param offers in the client's order, which is that of its preference
     * @return null if messages are to be plain
     */
    static @Nullable PermessageDeflate answer(List<ExtensionOffer> offers) {
        for (ExtensionOffer offer : offers) {
            if (offer.name().equals(NAME) && isValid(offer)) {
                Parameter bits = find(offer, SERVER_BITS);
                // A deflater of Java's has the largest window and no other.
                if (bits == null || LARGEST_WINDOW.equals(bits.value())) {
                    return answer(find(offer, SERVER_TAKEOVER) == null, bits != null);
                }
            }
        }
        return null;
    }

    private static PermessageDeflate answer(boolean contextTakeover, boolean sayBits) {
        String header = NAME
                + (contextTakeover ? "; " : "; " + SERVER_TAKEOVER + "; ")
                + CLIENT_TAKEOVER
                + (sayBits ? "; " + SERVER_BITS + "=" + LARGEST_WINDOW : "");
        return new PermessageDeflate(header, contextTakeover);
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
            case SERVER_TAKEOVER, CLIENT_TAKEOVER -> value == null;
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
