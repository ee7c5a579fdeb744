package io.pulseboard.ingest.influx;

import java.nio.charset.StandardCharsets;

/** Text from a sender, cut down to what a message can hold. */
final class Excerpt {
    private static final int LONGEST = 64;

    private Excerpt() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > LONGEST ? out.append("...").toString() : out.toString();
    }

    /** These bytes, which need not be UTF-8. */
    static String of(byte[] bytes, int from, int to) {
        // One more than is shown says that there is more.
        int length = Math.min(to - from, 4 * (LONGEST + 1));
        return of(new String(bytes, from, length, StandardCharsets.UTF_8));
    }
}
