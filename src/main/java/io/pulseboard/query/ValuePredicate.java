package io.pulseboard.query;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A test of one label value. The kinds beside {@link Regex} answer the regular expressions that people write most without running
 * an automaton. Immutable, safe for use by any thread.
 */
sealed interface ValuePredicate {
    /** Whether the value passes; a label that is missing has the value {@code ""}. */
    boolean test(String value);

    /** All the values that pass, or null if they cannot be listed. */
    default @Nullable Set<String> values() {
        return null;
    }

    /** Passes the values of a set. */
    record OneOf(Set<String> members) implements ValuePredicate {
        public OneOf {
            members = Set.copyOf(members);
        }

        @Override
        public boolean test(String value) {
            return members.contains(value);
        }

        @Override
        public Set<String> values() {
            return members;
        }
    }

    /** Passes one value. */
    record Exactly(String only) implements ValuePredicate {
        @Override
        public boolean test(String value) {
            return only.equals(value);
        }

        @Override
        public Set<String> values() {
            return Set.of(only);
        }
    }

    /** Passes values that begin like this and are at least so long, in UTF-16 code units. */
    record StartsWith(String prefix, int minLength) implements ValuePredicate {
        @Override
        public boolean test(String value) {
            return value.length() >= minLength && value.startsWith(prefix);
        }
    }

    /** Passes what a regular expression matches from beginning to end. */
    record Regex(Pattern pattern) implements ValuePredicate {
        @Override
        public boolean test(String value) {
            return pattern.matches(value);
        }
    }

    /**
     * The test for a regular expression of RE2's syntax that has to match the whole value, with a dot that matches a line feed
     * too, as Prometheus compiles it.
     *
     * @param maxSize how many instructions it may compile to
     * @throws BadRegexException if it is none, or too large
     */
    static ValuePredicate regex(String regex, int maxSize) throws BadRegexException {
        Set<String> words = words(regex);
        if (words != null) {
            return words.size() == 1 ? new Exactly(words.iterator().next()) : new OneOf(words);
        }
        if (regex.endsWith(".*") || regex.endsWith(".+")) {
            Set<String> prefix = words(regex.substring(0, regex.length() - 2));
            if (prefix != null && prefix.size() == 1) {
                String start = prefix.iterator().next();
                return new StartsWith(start, start.length() + (regex.endsWith("+") ? 1 : 0));
            }
        }
        return new Regex(RegexCompiler.compile(regex, maxSize));
    }

    /** The words of {@code a|b|c} or {@code (a|b|c)}, or null if it is anything else. */
    private static @Nullable Set<String> words(String regex) {
        boolean grouped = regex.length() > 2 && regex.startsWith("(") && regex.endsWith(")");
        String body = grouped ? regex.substring(1, regex.length() - 1) : regex;
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '|') {
                words.add(word.toString());
                word.setLength(0);
            } else if (c == '\\' && i + 1 < body.length() && isPunctuation(body.charAt(i + 1))) {
                word.append(body.charAt(++i));
            } else if (isSpecial(c) || Character.isSurrogate(c)) {
                return null;
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return new LinkedHashSet<>(words);
    }

    private static boolean isSpecial(char c) {
        return "\\.+*?()[]{}^$".indexOf(c) >= 0;
    }

    private static boolean isPunctuation(char c) {
        return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c) && c != '_';
    }
}
