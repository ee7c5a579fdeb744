package io.pulseboard.http;

import io.smallrye.config.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may write: whoever shows the token in {@code pulseboard.ingest.token}, or one of those below {@code
 * pulseboard.ingest.tokens}. It may come as {@code Bearer} (RFC 6750),
 * as {@code Token} (InfluxDB's clients) or as the password of {@code Basic} (RFC 7617) with any user name. Immutable.
 */
@Singleton
public final class WriteAccess {
    /** The setting that opens writing. */
    public static final String KEY = "pulseboard.ingest.token";

    /** What a 401 asks for (RFC 9110, section 11.6.1). */
    static final String CHALLENGE = "Bearer realm=\"pulseboard\", Basic realm=\"pulseboard\", charset=\"UTF-8\"";

    /** Whether a request may write. */
    public enum Verdict {
        /** It showed the token. */
        GRANTED,
        /** It showed none or a wrong one: 401. */
        UNAUTHORIZED,
        /** There is no token to show, so nobody may write: 403. */
        CLOSED
    }

    /** What the token that has no name of its own is called. */
    private static final String UNNAMED = "default";

    private final byte @Nullable [] expected;
    private final List<Named> all = new ArrayList<>();

    private record Named(String name, byte[] digest) {}

    @Inject
    WriteAccess(WriteConfig config) {
        this(config.token().map(Secret::get), reveal(config.tokens()));
    }

    /**
     * @param named further tokens by their names
     * @throws IllegalArgumentException if a token is blank, which would look set and be useless, or one is given twice
     */
    WriteAccess(Optional<String> token, Map<String, String> named) {
        token.ifPresent(secret -> add(KEY, UNNAMED, secret));
        expected = token.map(WriteAccess::digest).orElse(null);
        named.forEach((name, secret) -> add("pulseboard.ingest.tokens." + name, name, secret));
    }

    private static Map<String, String> reveal(Map<String, Secret<String>> secrets) {
        Map<String, String> revealed = new TreeMap<>();
        secrets.forEach((name, secret) -> revealed.put(name, secret.get()));
        return revealed;
    }

    private void add(String key, String name, String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException(key + " is blank");
        }
        byte[] digest = digest(secret);
        if (all.stream().anyMatch(known -> MessageDigest.isEqual(known.digest(), digest))) {
            throw new IllegalArgumentException(key + " is the same token as another one");
        }
        all.add(new Named(name, digest));
    }

    /**
     * Judges an {@code Authorization} header.
     *
     * @param authorization null if there is none
     */
    public Verdict judge(@Nullable String authorization) {
        if (all.isEmpty()) {
            return Verdict.CLOSED;
        }
        return holder(authorization) == null ? Verdict.UNAUTHORIZED : Verdict.GRANTED;
    }

    /**
     * The name of the token that an {@code Authorization} header shows: {@code default} for that of {@code pulseboard.ingest.token}.
     *
     * @param authorization null if there is none
     * @return null if it shows none of them
     */
    public @Nullable String holder(@Nullable String authorization) {
        String shown = authorization == null ? null : token(authorization.strip());
        if (shown == null) {
            return null;
        }
        byte[] digest = digest(shown);
        String holder = null;
        for (Named known : all) {
            // Through all of them, so that the time does not tell which it was.
            if (MessageDigest.isEqual(known.digest(), digest)) {
                holder = known.name();
            }
        }
        return holder;
    }

    /** Whether this is the token without a name of its own, bare; never if there is none. */
    boolean isToken(String shown) {
        return expected != null && MessageDigest.isEqual(expected, digest(shown));
    }

    /**
     * Ends the request unless it may write.
     *
     * @param authorization null if there is none
     * @throws ProblemException 401 or 403
     */
    public void require(@Nullable String authorization) {
        switch (judge(authorization)) {
            case UNAUTHORIZED -> throw new ProblemException(401, unauthorized());
            case CLOSED -> throw new ProblemException(403, closed());
            case GRANTED -> {}
        }
    }

    static Problem unauthorized() {
        return Problem.ofParameter(
                "unauthorized",
                "writing needs the token of " + KEY
                        + ", as 'Authorization: Bearer <token>', as 'Authorization: Token <token>'"
                        + " or as the password of Basic",
                "Authorization");
    }

    static Problem closed() {
        return Problem.ofParameter("writing_closed", "writing is closed: set " + KEY + " to open it", KEY);
    }

    private static @Nullable String token(String authorization) {
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return null;
        }
        String credentials = authorization.substring(space + 1).strip();
        return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer", "token" -> credentials;
            case "basic" -> password(credentials);
            default -> null;
        };
    }

    private static @Nullable String password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Equal lengths make the comparison take the same time for every wrong token. */
    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
