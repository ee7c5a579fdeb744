package io.pulseboard.query;

import org.jspecify.annotations.Nullable;

/**
 * Walks over the text of a selector and reads its tokens, as Prometheus's lexer does inside and outside of braces. Used by one
 * {@link SelectorParser}.
 */
final class Scanner {
    private static final String OPERATORS = "+-*/%^=<>!";

    private final String text;
    private int position;

    Scanner(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    boolean lookingAt(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    /** Whether the word stands here, in any case, and ends where it ends. */
    boolean lookingAtWord(String word) {
        int end = position + word.length();
        return text.regionMatches(true, position, word, 0, word.length())
                && (end == text.length() || !isNameChar(text.charAt(end), true, false));
    }

    boolean lookingAtOperator() {
        return (position < text.length() && OPERATORS.indexOf(text.charAt(position)) >= 0)
                || lookingAtWord("and")
                || lookingAtWord("unless");
    }

    /** Whether a character stands here that only a quoted name can hold, and that means nothing else in PromQL. */
    boolean lookingAtUnquotable() {
        return lookingAt('.') || (position < text.length() && text.charAt(position) >= 0x80);
    }

    boolean accept(char c) {
        if (lookingAt(c)) {
            position++;
            return true;
        }
        return false;
    }

    boolean accept(String token) {
        if (text.startsWith(token, position)) {
            position += token.length();
            return true;
        }
        return false;
    }

    /** Skips white space and comments. */
    void skipSpace() {
        while (position < text.length()) {
            if (isSpace(text.charAt(position))) {
                position++;
            } else if (text.charAt(position) == '#') {
                skipLine();
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        while (position < text.length() && text.charAt(position) != '\n' && text.charAt(position) != '\r') {
            position++;
        }
    }

    /** Reads a name without quotes, with colons for a metric; null if none stands here. */
    @Nullable String name(boolean metric) {
        int start = position;
        while (position < text.length() && isNameChar(text.charAt(position), position > start, metric)) {
            position++;
        }
        return position == start ? null : text.substring(start, position);
    }

    private static boolean isNameChar(char c, boolean digits, boolean colon) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (digits && c >= '0' && c <= '9')
                || (colon && c == ':');
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** Reads a string in double, single or back quotes and returns its content; null if none stands here. */
    @Nullable String string() throws QuerySyntaxException {
        if (lookingAt('`')) {
            return rawString();
        }
        if (!lookingAt('"') && !lookingAt('\'')) {
            return null;
        }
        QuotedString string = new QuotedString(this, text, position);
        String content = string.read();
        position = string.end();
        return content;
    }

    private String rawString() throws QuerySyntaxException {
        int end = text.indexOf('`', position + 1);
        if (end < 0) {
            throw problem(text.length(), "unterminated string", "a closing '`'");
        }
        String content = text.substring(position + 1, end);
        position = end + 1;
        return content;
    }

    /** What stands here is not what the grammar wants. */
    QuerySyntaxException unexpected(String expected) {
        if (atEnd()) {
            return problem(position, "unexpected end", expected);
        }
        String found = Character.toString(text.codePointAt(position));
        return problem(position, "unexpected '" + found + "'", expected);
    }

    QuerySyntaxException problem(int at, String problem, String expected) {
        return new QuerySyntaxException(text, at, problem, expected);
    }
}
