package io.pulseboard.dashboard;

/** Text of a file, cut down to what a message or a log line can hold. */
final class OneLine {
    /** How long a quoted value may be, in UTF-16 code units. */
    static final int VALUE = 80;
    /** How long a whole message may be. */
    static final int MESSAGE = 600;

    private OneLine() {}

    /** The text without control characters and line breaks, and with an ellipsis where it was longer. */
    static String of(String text, int longest) {
        int end = Math.min(text.length(), longest);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder out = new StringBuilder(end + 3);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean breaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            out.append(breaks ? (c == '\n' ? ' ' : '?') : c);
        }
        return end < text.length() ? out.append("...").toString() : out.toString();
    }

    /** The text in quotes, as a value in a message. */
    static String quoted(String text) {
        return "'" + of(text, VALUE) + "'";
    }
}
