package io.pulseboard.dashboard;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which of a few words was meant by one that is none of them. */
final class NearestWord {
    /** Of how many characters one may be wrong before a suggestion is a guess. */
    private static final int CHARACTERS_PER_SLIP = 3;
    /** Fewer letters begin too many words. */
    private static final int SHORTEST_CUT = 3;
    /** What is longer than any word is near to none. */
    private static final int LONGEST = 32;

    private NearestWord() {}

    /** What follows a message: {@code ; did you mean 'range'?}, or nothing. */
    static String suggestion(String word, List<String> known) {
        String nearest = of(word, known);
        return nearest == null ? "" : "; did you mean '" + nearest + "'?";
    }

    /** The nearest, null if none is near. */
    static @Nullable String of(String word, List<String> known) {
        if (word.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = 2 + word.length() / CHARACTERS_PER_SLIP;
        for (String candidate : known) {
            int slips = slips(plain(word), plain(candidate));
            if (slips < least && slips < candidate.length()) {
                least = slips;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Case and marks are what is got wrong most easily: {@code groupBy} is {@code group-by}. */
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** A word that was cut short is one slip, whatever is missing. */
    private static int slips(String word, String candidate) {
        boolean cut = word.length() >= SHORTEST_CUT && candidate.startsWith(word) && !candidate.equals(word);
        return cut ? 1 : distance(word, candidate);
    }

    /** How many characters must be added, taken away or replaced (Levenshtein). */
    private static int distance(String a, String b) {
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
            }
            int[] free = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
