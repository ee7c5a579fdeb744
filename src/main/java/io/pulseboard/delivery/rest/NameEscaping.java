package io.pulseboard.delivery.rest;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.util.HashSet;
import java.util.Set;

/**
 * What becomes of names that are more than letters, digits and underscores, for a reader that may be older than the UTF-8 names of
 * Prometheus 3. The texts are the values of the parameter {@code escaping} of its media types.
 */
enum NameEscaping {
    /** Names stay and are written in quotes. */
    ALLOW_UTF_8("allow-utf-8"),
    /** Every character that does not belong becomes an underscore. */
    UNDERSCORES("underscores");

    private final String text;

    NameEscaping(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** The key as it is written; different keys may become the same. */
    SeriesKey apply(SeriesKey key) {
        if (this == ALLOW_UTF_8 || isClassic(key)) {
            return key;
        }
        Labels.Builder labels = new Labels.Builder();
        Set<String> taken = new HashSet<>();
        key.labels().forEach((name, value) -> {
            String escaped = underscores(name, SeriesKey.isClassicLabelName(name), false);
            while (!taken.add(escaped)) {
                escaped += "_";
            }
            labels.add(escaped, value);
        });
        return new SeriesKey(name(key.name()), labels.build());
    }

    /** The metric name as it is written. */
    String name(String metric) {
        return this == ALLOW_UTF_8 ? metric : underscores(metric, SeriesKey.isClassicMetricName(metric), true);
    }

    private static boolean isClassic(SeriesKey key) {
        if (!SeriesKey.isClassicMetricName(key.name())) {
            return false;
        }
        for (int i = 0; i < key.labels().size(); i++) {
            if (!SeriesKey.isClassicLabelName(key.labels().name(i))) {
                return false;
            }
        }
        return true;
    }

    private static String underscores(String name, boolean classic, boolean colon) {
        if (classic) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length());
        name.codePoints().forEach(c -> out.append(belongs(c, out.length() > 0, colon) ? (char) c : '_'));
        return out.toString();
    }

    private static boolean belongs(int c, boolean digits, boolean colon) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (digits && c >= '0' && c <= '9')
                || (colon && c == ':');
    }
}
