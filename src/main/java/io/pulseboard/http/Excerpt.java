package io.pulseboard.http;

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
}
