package io.pulseboard.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text from a client, cut down to what a message or a log line can hold. */
public final class Excerpt {
    private static final int LONGEST = 128;

    private Excerpt() {}

    /** The text without control characters, and with an ellipsis where it was longer than a message can hold. */
    public static String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > LONGEST ? out.append("...").toString() : out.toString();
    }

    /** The same of bytes, from {@code from} up to, not with, {@code to}, which need not be UTF-8. */
    public static String of(byte[] bytes, int from, int to) {
        // One more than is shown says that there is more.
        int length = Math.min(to - from, 4 * (LONGEST + 1));
        return of(new String(bytes, from, length, StandardCharsets.UTF_8));
    }
}
