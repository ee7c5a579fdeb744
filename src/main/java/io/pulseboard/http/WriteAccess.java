package io.pulseboard.http;

import io.smallrye.config.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may write: whoever shows the token in {@code pulseboard.ingest.token}. It may come as {@code Bearer} (RFC 6750),
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

    private final byte @Nullable [] expected;

    @Inject
    WriteAccess(WriteConfig config) {
        this(config.token().map(Secret::get));
    }

    /**
     * @throws IllegalArgumentException if the token is blank, which would look set and be useless
     */
    WriteAccess(Optional<String> token) {
        if (token.isPresent() && token.get().isBlank()) {
            throw new IllegalArgumentException(KEY + " is blank");
        }
        expected = token.map(WriteAccess::digest).orElse(null);
    }

    /**
     * Judges an {@code Authorization} header.
     *
     * @param authorization null if there is none
     */
    public Verdict judge(@Nullable String authorization) {
        if (expected == null) {
            return Verdict.CLOSED;
        }
        String shown = authorization == null ? null : token(authorization.strip());
        return shown != null && isToken(shown) ? Verdict.GRANTED : Verdict.UNAUTHORIZED;
    }

    /** Whether this is the token, bare; never if there is none. */
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
