package io.pulseboard.http;

import io.vertx.core.MultiMap;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers that tell a browser what a page of ours may do and who may use it: nothing comes from elsewhere, nobody frames it,
 * no type is guessed, no address leaks. Immutable.
 */
@Singleton
final class SecurityHeaders {
    /** The setting that lets other sites show the pages in a frame. */
    static final String KEY = "pulseboard.http.frame-ancestors";

    private static final String POLICY_HEADER = "Content-Security-Policy";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors ";

    private final String policy;
    private final boolean framed;

    @Inject
    SecurityHeaders(HttpConfig config) {
        this(config.frameAncestors().orElse(List.of()));
    }

    /**
     * @param frameAncestors origins, {@code *.example.com} hosts, or {@code self}
     * @throws IllegalArgumentException for an entry that is none of these, naming it
     */
    SecurityHeaders(List<String> frameAncestors) {
        List<String> sources = new ArrayList<>();
        for (String entry : frameAncestors) {
            sources.add(source(entry));
        }
        framed = !sources.isEmpty();
        policy = POLICY + (framed ? String.join(" ", sources) : "'none'");
    }

    private static String source(String entry) {
        if (entry.equals("self") || entry.equals("'self'")) {
            return "'self'";
        }
        Origin origin = Origin.parse(entry.replace("://*.", "://"));
        Authority host = Authority.parse(entry.startsWith("*.") ? entry.substring(2) : entry);
        if (origin == null && host == null) {
            throw new IllegalArgumentException(
                    KEY + " holds '" + entry + "', which is not an origin, a host, a *.host or self");
        }
        return entry;
    }

    static boolean areIn(MultiMap headers) {
        return headers.contains(POLICY_HEADER);
    }

    /**
     * @param trustworthy whether the browser takes the address for secure: elsewhere it only complains about an opener policy
     */
    void writeTo(MultiMap headers, boolean trustworthy) {
        headers.set(POLICY_HEADER, policy);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (trustworthy) {
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
        }
        if (!framed) {
            headers.set("X-Frame-Options", "DENY");
        }
    }
}
