package io.pulseboard.ingest.otlp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How names are translated: Prometheus's {@code otlp.translation_strategy}, with the same names. Of label names runs of underscores become one
 * ("Prometheus and OpenMetrics Compatibility", "Metric Attributes").
 */
enum Translation {
    /** Prometheus's default: letters, digits, underscores and colons; units and types as suffixes. */
    UNDERSCORE_ESCAPING_WITH_SUFFIXES(true, true),
    /** The same without suffixes. */
    UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES(true, false),
    /** Any character; units and types as suffixes. */
    NO_UTF8_ESCAPING_WITH_SUFFIXES(false, true),
    /** Names as they are sent. */
    NO_TRANSLATION(false, false);

    private static final String TOTAL = "total";
    private static final String RATIO = "ratio";

    private final boolean escapes;
    private final boolean suffixes;

    Translation(boolean escapes, boolean suffixes) {
        this.escapes = escapes;
        this.suffixes = suffixes;
    }

    /** What a type adds to a name. */
    enum Suffix {
        /** Nothing. */
        NONE(""),
        /** A monotonic sum is a counter. */
        COUNTER(TOTAL),
        /** A gauge may be a ratio. */
        GAUGE(RATIO);

        private final String word;

        Suffix(String word) {
            this.word = word;
        }

        private boolean applies(String unit) {
            return this == COUNTER || (this == GAUGE && unit.equals("1"));
        }
    }

    /**
     * The metric name.
     *
     * @param unit in UCUM's symbols, empty if none
     * @return empty if nothing is left of the name
     */
    String metricName(String name, String unit, Suffix suffix) {
        if (!escapes) {
            return suffixes && !name.isEmpty() ? withSuffixes(name, unit, suffix) : name;
        }
        List<String> words = words(name);
        if (words.isEmpty()) {
            return "";
        }
        if (suffixes) {
            addUnit(words, clean(Units.main(unit)), clean(Units.per(unit)));
            if (suffix.applies(unit)) {
                words.removeIf(suffix.word::equals);
                words.add(suffix.word);
            }
        }
        String joined = String.join("_", words);
        return isDigit(joined.charAt(0)) ? "_" + joined : joined;
    }

    /**
     * The unit in Prometheus's words, for the metadata: {@code seconds}, {@code bytes_per_second}; {@code ratio} where the name says so
     * too. Empty if there is none.
     */
    static String unitName(String unit, Suffix suffix) {
        if (unit.equals("1")) {
            return suffix == Suffix.GAUGE ? RATIO : "";
        }
        String main = clean(Units.main(unit));
        String per = clean(Units.per(unit));
        return main.isEmpty() || per.isEmpty() ? main + per : main + "_" + per;
    }

    /**
     * The label name of an attribute.
     *
     * @return empty if nothing is left of the name
     */
    String labelName(String key) {
        if (!escapes) {
            return key;
        }
        StringBuilder name = new StringBuilder(key.length() + 4);
        boolean anything = false;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (isLetter(c) || isDigit(c)) {
                anything = true;
                name.append(c);
            } else if (name.isEmpty() || name.charAt(name.length() - 1) != '_') {
                name.append('_');
            }
        }
        if (!anything) {
            return "";
        }
        if (isDigit(name.charAt(0))) {
            return "key_" + name;
        }
        return name.charAt(0) == '_' ? "key" + name : name.toString();
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            boolean inWord = i < name.length() && isNameCharacter(name.charAt(i));
            if (!inWord) {
                if (i > start) {
                    words.add(name.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** A suffix that the name has already, wherever in it, is not added. */
    private static void addUnit(List<String> words, String main, String per) {
        boolean addMain = !main.isEmpty() && !words.contains(main);
        boolean addPer = !per.isEmpty() && !words.contains(per);
        if (addMain) {
            words.add(main);
        }
        if (addPer) {
            words.add(per);
        }
    }

    private static String withSuffixes(String name, String unit, Suffix suffix) {
        String base = suffix.applies(unit) ? without(name, suffix.word) : name;
        String main = Units.main(unit);
        String per = Units.per(unit);
        if (!per.isEmpty()) {
            base = without(base, per);
        }
        if (!main.isEmpty() && !base.endsWith(main)) {
            base = base + "_" + main;
        }
        if (!per.isEmpty()) {
            base = base + "_" + per;
        }
        return suffix.applies(unit) ? base + "_" + suffix.word : base;
    }

    /** Takes a suffix and the delimiter before it off. */
    private static String without(String name, String suffix) {
        int rest = name.length() - suffix.length() - 1;
        return rest > 0 && name.endsWith(suffix) ? name.substring(0, rest) : name;
    }

    /** A unit as a part of a name: invalid characters are one underscore between others and none at the ends. */
    private static String clean(String unit) {
        return Objects.requireNonNull(String.join("_", words(unit)));
    }

    private static boolean isNameCharacter(char c) {
        return isLetter(c) || isDigit(c) || c == ':';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
