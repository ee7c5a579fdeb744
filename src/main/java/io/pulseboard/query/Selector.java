package io.pulseboard.query;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.SeriesKey;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One vector selector: matchers that a series has to satisfy all. Immutable, safe for use by any thread.
 *
 * <p>A component of a histogram or summary goes by two names, its own ({@code latency_bucket}) and that of the whole
 * ({@code latency}). A matcher that asks for a name is content with either; one that excludes a name excludes both. Its labels are
 * those of the component, so with {@code le} or {@code quantile}. Where that leaves every component in, the whole is selected.
 */
final class Selector {
    private static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count", "_gsum", "_gcount");
    private static final Set<String> COMPONENT_LABELS = Set.of("le", "quantile");

    private final List<LabelMatcher> names;
    private final List<LabelMatcher> labels;
    private final boolean excludesNames;
    private final String text;

    /**
     * @param matchers in any order, duplicates allowed
     */
    Selector(List<LabelMatcher> matchers) {
        List<LabelMatcher> sorted = matchers.stream().sorted().distinct().toList();
        this.names = sorted.stream().filter(LabelMatcher::isName).toList();
        this.labels = sorted.stream().filter(matcher -> !matcher.isName()).toList();
        this.excludesNames = names.stream().anyMatch(LabelMatcher::isNegative);
        this.text = SelectorText.of(names, labels);
    }

    /** What this selects of a series; {@code layout} is null for a plain number. */
    Selection select(SeriesKey key, @Nullable CompoundValue layout) {
        if (layout == null) {
            return matchesName(key.name(), key.name()) && matchesLabels(key, null) ? Selection.ALL : Selection.NONE;
        }
        String own = layout instanceof HistogramValue ? "le" : "quantile";
        if (!matchesLabels(key, own)) {
            return Selection.NONE;
        }
        if (!excludesNames && !asksFor(own) && matchesName(key.name(), key.name())) {
            return Selection.ALL;
        }
        return components(key, layout, own);
    }

    private Selection components(SeriesKey key, CompoundValue layout, String own) {
        int count = layout.componentCount();
        BitSet selected = new BitSet(count);
        for (int i = 0; i < count; i++) {
            SeriesKey component = layout.componentKey(key, i);
            if (matchesName(key.name(), component.name())
                    && matchesLabel(own, component.labels().get(own))) {
                selected.set(i);
            }
        }
        return Selection.of(selected, count);
    }

    private boolean asksFor(String label) {
        for (LabelMatcher matcher : labels) {
            if (matcher.label().equals(label)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesName(String whole, String component) {
        for (LabelMatcher matcher : names) {
            boolean first = matcher.matches(whole);
            boolean second = matcher.matches(component);
            if (matcher.isNegative() ? !(first && second) : !(first || second)) {
                return false;
            }
        }
        return true;
    }

    private boolean matchesLabels(SeriesKey key, @Nullable String except) {
        for (LabelMatcher matcher : labels) {
            if (!matcher.label().equals(except) && !matcher.matches(key.labels().get(matcher.label()))) {
                return false;
            }
        }
        return true;
    }

    private boolean matchesLabel(String label, @Nullable String value) {
        for (LabelMatcher matcher : labels) {
            if (matcher.label().equals(label) && !matcher.matches(value)) {
                return false;
            }
        }
        return true;
    }

    /** What a series must have for this to select anything of it. */
    Requirement requirement() {
        Map<String, Set<String>> required = new HashMap<>();
        for (LabelMatcher matcher : labels) {
            Set<String> values =
                    matcher.isNegative() ? null : matcher.predicate().values();
            // A value that may be empty is satisfied by a series without the label.
            if (values != null && !values.contains("") && !COMPONENT_LABELS.contains(matcher.label())) {
                required.putIfAbsent(matcher.label(), values);
            }
        }
        return new Requirement(exactNames(), required);
    }

    private @Nullable Set<String> exactNames() {
        for (LabelMatcher matcher : names) {
            Set<String> values =
                    matcher.isNegative() ? null : matcher.predicate().values();
            if (values != null) {
                Set<String> all = new LinkedHashSet<>();
                values.forEach(value -> addWithFamilies(all, value));
                return all;
            }
        }
        return null;
    }

    private static void addWithFamilies(Set<String> all, String name) {
        if (name.isEmpty()) {
            return;
        }
        all.add(name);
        for (String suffix : SUFFIXES) {
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                all.add(name.substring(0, name.length() - suffix.length()));
            }
        }
    }

    /** The canonical form: matchers sorted, without duplicates, in double quotes, without spaces. It parses to an equal selector. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Selector that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
