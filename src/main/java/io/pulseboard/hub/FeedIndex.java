package io.pulseboard.hub;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Feeds by what their queries ask of the identity of a series, so that a new series is tried with those that may match it and not
 * with all. A feed is listed under one term per alternative of its query: a name and a label where it asks for both. Confined to
 * the hub's thread.
 */
final class FeedIndex {
    /** A query with more alternatives is listed under the names alone, or with those that may match anything. */
    private static final int MAX_TERMS = 256;

    private static final Term ANY = new Term(null, null, null);

    private final Map<Term, List<Feed>> feeds = new HashMap<>();
    private final Map<Feed, Set<Term>> terms = new HashMap<>();

    /** What a series has: a name, a label with a value, both, or (for {@link #ANY}) whatever it has. */
    private record Term(
            @Nullable String name,
            @Nullable String label,
            @Nullable String value) {}

    void add(Feed feed) {
        Set<Term> listed = new HashSet<>();
        List<Requirement> requirements = feed.key().query().requirements();
        if (requirements.isEmpty()) {
            listed.add(ANY);
        }
        requirements.forEach(requirement -> listed.addAll(terms(requirement)));
        listed.forEach(
                term -> feeds.computeIfAbsent(term, t -> new ArrayList<>(1)).add(feed));
        terms.put(feed, listed);
    }

    void remove(Feed feed) {
        Set<Term> listed = terms.remove(feed);
        if (listed == null) {
            return;
        }
        for (Term term : listed) {
            feeds.computeIfPresent(term, (t, list) -> {
                list.remove(feed);
                return list.isEmpty() ? null : list;
            });
        }
    }

    /** The feeds that may match a series with this identity, and perhaps others, each once. */
    Set<Feed> candidates(SeriesKey key) {
        Set<Feed> found = new LinkedHashSet<>();
        add(ANY, found);
        add(new Term(key.name(), null, null), found);
        Labels labels = key.labels();
        for (int i = 0; i < labels.size(); i++) {
            add(new Term(null, labels.name(i), labels.value(i)), found);
            add(new Term(key.name(), labels.name(i), labels.value(i)), found);
        }
        return found;
    }

    private void add(Term term, Set<Feed> found) {
        List<Feed> listed = feeds.get(term);
        if (listed != null) {
            found.addAll(listed);
        }
    }

    /** The terms of which a series must have one, those under which the fewest feeds are listed so far. */
    private List<Term> terms(Requirement requirement) {
        List<Term> best = terms(requirement.names(), null, null);
        if (best.isEmpty()) {
            // It wants a name that no series can have.
            return best;
        }
        int fewest = listed(best);
        for (Map.Entry<String, Set<String>> label : requirement.labels().entrySet()) {
            List<Term> more = terms(requirement.names(), label.getKey(), label.getValue());
            // With a name and a label a term is never worse than with the name alone.
            if (more.size() <= MAX_TERMS && (best.get(0).label() == null || listed(more) < fewest)) {
                best = more;
                fewest = listed(more);
            }
        }
        return best.size() <= MAX_TERMS ? best : List.of(ANY);
    }

    private static List<Term> terms(@Nullable Set<String> names, @Nullable String label, @Nullable Set<String> values) {
        List<Term> all = new ArrayList<>();
        Set<@Nullable String> eachName = new HashSet<>();
        Set<@Nullable String> eachValue = new HashSet<>();
        if (names == null) {
            eachName.add(null);
        } else {
            eachName.addAll(names);
        }
        if (values == null) {
            eachValue.add(null);
        } else {
            eachValue.addAll(values);
        }
        for (String name : eachName) {
            for (String value : eachValue) {
                all.add(new Term(name, label, value));
            }
        }
        return all;
    }

    private int listed(List<Term> some) {
        return some.stream()
                .mapToInt(term -> feeds.getOrDefault(term, List.of()).size())
                .sum();
    }
}
