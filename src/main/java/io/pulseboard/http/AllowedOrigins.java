package io.pulseboard.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which sites' pages may reach across origins. None, unless configured. Immutable. */
final class AllowedOrigins {
    /** The setting that lets other origins in. */
    static final String KEY = "pulseboard.http.allowed-origins";

    private final Set<Origin> origins = new LinkedHashSet<>();

    /**
     * @throws IllegalArgumentException for an entry that is not {@code scheme://host} with or without a port, naming it
     */
    AllowedOrigins(List<String> entries) {
        for (String entry : entries) {
            Origin origin = Origin.parse(entry);
            if (origin == null) {
                throw new IllegalArgumentException(
                        KEY + " holds '" + entry + "', which is not an origin such as https://example.com:8443");
            }
            origins.add(origin);
        }
    }

    boolean isEmpty() {
        return origins.isEmpty();
    }

    /** Whether the configuration lists this {@code Origin} header. */
    boolean isConfigured(String header) {
        Origin origin = Origin.parse(header);
        return origin != null && origins.contains(origin);
    }

    /**
     * Whether a request with this {@code Origin} header may write or open a WebSocket.
     *
     * @param header null if there is none, as from anything but a browser
     * @param host what the request was sent to, null if it did not say
     */
    boolean allow(@Nullable String header, @Nullable Authority host) {
        if (header == null) {
            return true;
        }
        Origin origin = Origin.parse(header);
        // The scheme is ignored, since a proxy that ends TLS makes ours differ from the browser's.
        return origin != null && ((host != null && origin.authority().matches(host)) || origins.contains(origin));
    }
}
