package io.pulseboard.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a series: names mapped to values, sorted by name, without duplicates. As in Prometheus's data model, a label
 * with an empty value is the same as no label and is left out. Immutable.
 */
public final class Labels {
    /** No labels at all. */
    public static final Labels EMPTY = new Labels(new String[0]);

    /** Names and values in turn, sorted by name in code unit order, as Go sorts them for ASCII. */
    private final String[] pairs;

    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    /**
     * Labels from names and values in turn, in any order.
     *
     * @throws IllegalArgumentException for an odd number of strings, an empty name, or a name given twice
     */
    public static Labels of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values must come in pairs: " + namesAndValues.length);
        }
        Builder builder = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /**
     * Labels from a map.
     *
     * @throws IllegalArgumentException for an empty name
     */
    public static Labels of(Map<String, String> map) {
        Builder builder = new Builder();
        map.forEach(builder::add);
        return builder.build();
    }

    /** How many labels there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** The name of the label at this index, in order of names. */
    public String name(int index) {
        return pairs[2 * index];
    }

    /** The value of the label at this index, never empty. */
    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /** The value of the label with this name, or null if there is none. */
    public @Nullable String get(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    /** These labels with one more, or with that one replaced; an empty value takes it away. */
    public Labels with(String name, String value) {
        Builder builder = new Builder();
        forEach((n, v) -> {
            if (!n.equals(name)) {
                builder.add(n, v);
            }
        });
        return builder.add(name, value).build();
    }

    /** Calls the consumer with each name and value, in order of names. */
    public void forEach(BiConsumer<String, String> consumer) {
        for (int i = 0; i < pairs.length; i += 2) {
            consumer.accept(pairs[i], pairs[i + 1]);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels that && hash == that.hash && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As in the text exposition format, {@code {a="b",c="d"}}; empty text if there are no labels. */
    @Override
    public String toString() {
        if (pairs.length == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        SeriesKey.appendLabels(text.append('{'), this, false);
        return text.append('}').toString();
    }

    /** Collects labels in any order. Not for use by several threads. */
    public static final class Builder {
        private final List<String> pairs = new ArrayList<>();

        /** Adds a label; one with an empty value is left out. */
        public Builder add(String name, String value) {
            Objects.requireNonNull(value, name);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("empty label name");
            }
            if (!value.isEmpty()) {
                pairs.add(name);
                pairs.add(value);
            }
            return this;
        }

        /**
         * The labels added.
         *
         * @throws IllegalArgumentException if a name was added twice, naming it
         */
        public Labels build() {
            if (pairs.isEmpty()) {
                return EMPTY;
            }
            String[] sorted = pairs.toArray(String[]::new);
            // Insertion sort: labels are few and mostly sorted already.
            for (int i = 2; i < sorted.length; i += 2) {
                String name = sorted[i];
                String value = sorted[i + 1];
                int at = i;
                while (at > 0 && sorted[at - 2].compareTo(name) > 0) {
                    sorted[at] = sorted[at - 2];
                    sorted[at + 1] = sorted[at - 1];
                    at -= 2;
                }
                sorted[at] = name;
                sorted[at + 1] = value;
            }
            for (int i = 2; i < sorted.length; i += 2) {
                if (sorted[i].equals(sorted[i - 2])) {
                    throw new IllegalArgumentException("label '" + sorted[i] + "' is given twice");
                }
            }
            return new Labels(sorted);
        }
    }
}
