package io.pulseboard.operations;

import io.smallrye.config.PropertyName;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that mean something, with {@code *} for the name of an entry and {@code [*]} for an index. Tells whether a key or an
 * environment variable is one of them, and which one may have been meant. Immutable.
 */
final class KnownKeys {
    /** Of how many characters one may be wrong before a suggestion is a guess. */
    private static final int CHARACTERS_PER_SLIP = 4;

    /** The right word in the wrong place weighs as much as this many slips. */
    private static final int WRONG_PLACE = 2;

    private final List<Key> keys;

    private record Key(String name, PropertyName pattern, Pattern variable) {}

    /**
     * @param names such as {@code pulseboard.tick} or {@code pulseboard.scrape.targets[*].url}
     */
    KnownKeys(Collection<String> names) {
        keys = names.stream()
                .sorted()
                .map(name -> new Key(name, new PropertyName(name), variable(name)))
                .toList();
    }

    /** How a key is written as an environment variable (MicroProfile Config, "Environment Variables Mapping Rules"). */
    private static Pattern variable(String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '*') {
                regex.append(anyEntry(name, i));
            } else {
                regex.append(isLetterOrDigit(c) ? Character.toUpperCase(c) : '_');
            }
        }
        return Pattern.compile(regex.toString());
    }

    /**
     * An underscore within the name of an entry would end it, so that the variable meant another key and nothing at all; two
     * underscores around the name are quotes. At the end of a key there is nothing that could be cut off.
     */
    private static String anyEntry(String name, int star) {
        if (name.charAt(star - 1) == '[') {
            return "\\d+";
        }
        return star == name.length() - 1 ? ".+" : "(?:[^_]+|_.+_)";
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    boolean hasKey(String key) {
        PropertyName name = new PropertyName(key);
        return keys.stream().anyMatch(known -> known.pattern().equals(name));
    }

    /**
     * @param variable such as {@code PULSEBOARD_TICK}
     */
    boolean hasVariable(String variable) {
        return keys.stream()
                .anyMatch(known -> known.variable().matcher(variable).matches());
    }

    /** The known key that is nearest to this one, null if none is near. */
    @Nullable String nearKey(String key) {
        String nearest = null;
        int least = 1 + key.length() / CHARACTERS_PER_SLIP;
        for (Key known : keys) {
            int slips = distance(key, known.name());
            int score = lastWord(key).equals(lastWord(known.name())) ? Math.min(slips, WRONG_PLACE) : slips;
            if (score < least) {
                least = score;
                nearest = known.name();
            }
        }
        return nearest;
    }

    /** The variable for the known key that is nearest to this one, null if none is near. */
    @Nullable String nearVariable(String variable) {
        String key = nearKey(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
        return key == null ? null : key.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT);
    }

    private static String lastWord(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** How many characters must be added, taken away, replaced or swapped with their neighbour (Damerau and Levenshtein). */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = isSame(a.charAt(i - 1), b.charAt(j - 1));
                row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }

    /** An environment variable cannot tell a dot from a dash. */
    private static boolean isSame(char a, char b) {
        return a == b || (isMark(a) && isMark(b));
    }

    private static boolean isMark(char c) {
        return c == '.' || c == '-' || c == '_';
    }
}
