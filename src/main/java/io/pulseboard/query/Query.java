package io.pulseboard.query;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which series a client wants: the union of one or several PromQL vector selectors, or everything. Two queries that are written
 * differently but mean the same conditions are equal, so that their readers share one feed. Immutable, safe for use by any thread.
 */
public final class Query {
    /** Every series. Not the same as any selector: Prometheus has none that selects everything. */
    public static final Query ALL = new Query(List.of());

    /** Sorted by their text, without duplicates; empty for everything. */
    private final List<Selector> selectors;

    private final String text;
    private final List<Requirement> requirements;

    private Query(List<Selector> selectors) {
        this.selectors = selectors;
        this.text =
                String.join(" or ", selectors.stream().map(Selector::toString).toList());
        this.requirements = selectors.stream().map(Selector::requirement).toList();
    }

    /** The query of these selectors within {@link QueryLimits#DEFAULT}; see {@link #parse(List, QueryLimits)}. */
    public static Query parse(List<String> selectors) throws QuerySyntaxException {
        return parse(selectors, QueryLimits.DEFAULT);
    }

    /**
     * The query of these selectors; {@link #ALL} if there are none.
     *
     * @throws QuerySyntaxException for the first selector that does not parse or goes beyond a limit
     */
    public static Query parse(List<String> selectors, QueryLimits limits) throws QuerySyntaxException {
        if (selectors.isEmpty()) {
            return ALL;
        }
        if (selectors.size() > limits.maxSelectors()) {
            throw new QuerySyntaxException(
                    selectors.get(limits.maxSelectors()),
                    0,
                    "too many selectors (" + selectors.size() + ")",
                    "at most " + limits.maxSelectors() + " selectors");
        }
        TreeMap<String, Selector> byText = new TreeMap<>();
        for (String selector : selectors) {
            Selector parsed = new SelectorParser(selector, limits).parse();
            byText.put(parsed.toString(), parsed);
        }
        return new Query(List.copyOf(byText.values()));
    }

    /** Whether this is everything. */
    public boolean isAll() {
        return selectors.isEmpty();
    }

    /**
     * What this asks for of a series.
     *
     * @param key the series, for a histogram or summary that of the whole
     * @param layout a value of the series that is a histogram or summary, for its bounds or quantiles; null for a plain number
     */
    public Selection select(SeriesKey key, @Nullable CompoundValue layout) {
        if (selectors.isEmpty()) {
            return Selection.ALL;
        }
        Selection selection = Selection.NONE;
        for (int i = 0; i < selectors.size() && !selection.isAll(); i++) {
            Selection more = selectors.get(i).select(key, layout);
            selection = selection.or(more, layout == null ? 1 : layout.componentCount());
        }
        return selection;
    }

    /**
     * What a series must have for {@link #select} to answer anything but none: one of these, each the requirement of a selector.
     *
     * @return an immutable list; empty for everything, where a series need have nothing
     */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** The selectors in canonical form, sorted; empty for everything. Parsing them gives an equal query. */
    public List<String> selectors() {
        List<String> all = new ArrayList<>(selectors.size());
        selectors.forEach(selector -> all.add(selector.toString()));
        return all;
    }

    /** The canonical form: the selectors joined by {@code or}; empty for everything. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Query that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
