package io.pulseboard.http;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A cookie that says by itself until when it holds: {@code v1.<expiry>.<mac>}, with the expiry in seconds since the Unix epoch and
 * an HMAC-SHA256 (RFC 2104) over name, version and expiry, keyed by the token, in base64url without padding (RFC 4648, section 5).
 * It holds on every server with the same token, and dies with the token. Immutable.
 */
final class SessionCookie {
    static final String NAME = "pulseboard_session";

    private static final String VERSION = "v1";
    private static final Pattern VALUE = Pattern.compile("v1\\.([0-9]{1,12})\\.[A-Za-z0-9_-]{43}");
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final InstantSource clock;

    /**
     * @param token not empty
     */
    SessionCookie(String token, InstantSource clock) {
        this.key = new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clock = clock;
    }

    /** A value that holds for so long from now on. */
    String value(Duration maxAge) {
        return signed(clock.millis() / 1000 + maxAge.toSeconds());
    }

    /** Whether a value was made with our token, and not too long ago. */
    boolean holds(String value) {
        Matcher matcher = VALUE.matcher(value);
        if (!matcher.matches()) {
            return false;
        }
        long expiry = Long.parseLong(matcher.group(1));
        // The whole text, so that what decodes to the same bytes is not the same.
        boolean ours = MessageDigest.isEqual(bytes(signed(expiry)), bytes(value));
        return ours && clock.millis() / 1000 < expiry;
    }

    private String signed(long expiry) {
        String claim = VERSION + "." + expiry;
        byte[] mac = mac(bytes(NAME + "=" + claim));
        return claim + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    private byte[] mac(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256 and takes any key for it", impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
