package io.pulseboard.hub;

import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.query.Requirement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Series by what queries ask of their identity, so that a new feed looks at those that it may match and not at all. Every series
 * is listed by its name. Where a name has many, those are listed by the values of a label too, from the first query on that asks
 * for the label; a list entry costs 4 bytes. Confined to the hub's thread.
 *
 * @param <T> what is listed; compared by identity
 */
final class SeriesIndex<T extends SeriesIndex.Entry> {
    /** So few are tried one by one. */
    private static final int MANY = 32;

    private final Postings<T> all = new Postings<>();
    private final Map<String, Postings<T>> byName = new HashMap<>();

    /** What can be listed. */
    interface Entry {
        /** The identity of a series. */
        SeriesKey key();

        /** The number of the series. */
        int number();
    }

    /** Some entries in ascending order of numbers, and parts of them by label and value. */
    private static final class Postings<T extends Entry> {
        private final List<T> entries = new ArrayList<>();
        private final Map<String, Map<String, List<T>>> byLabel = new HashMap<>(0);

        void add(T entry) {
            entries.add(entry);
            byLabel.forEach((label, byValue) -> add(entry, label, byValue));
        }

        private void add(T entry, String label, Map<String, List<T>> byValue) {
            String value = entry.key().labels().get(label);
            if (value != null) {
                byValue.computeIfAbsent(value, v -> new ArrayList<>(2)).add(entry);
            }
        }

        void removeAll(Set<T> gone) {
            entries.removeIf(gone::contains);
            byLabel.entrySet().removeIf(label -> {
                removeAll(gone, label.getKey(), label.getValue());
                return label.getValue().isEmpty();
            });
        }

        private static <T extends Entry> void removeAll(Set<T> gone, String label, Map<String, List<T>> byValue) {
            Set<String> values = new HashSet<>();
            for (T entry : gone) {
                String value = entry.key().labels().get(label);
                if (value != null) {
                    values.add(value);
                }
            }
            for (String value : values) {
                byValue.computeIfPresent(value, (v, list) -> {
                    list.removeIf(gone::contains);
                    return list.isEmpty() ? null : list;
                });
            }
        }

        /** The lists that together hold all that has these labels; of those that can be had the fewest entries. */
        List<List<T>> having(Map<String, Set<String>> labels) {
            List<List<T>> best = List.of(entries);
            int fewest = entries.size();
            for (Map.Entry<String, Set<String>> label : labels.entrySet()) {
                if (fewest <= MANY) {
                    break;
                }
                Map<String, List<T>> byValue = list(label.getKey());
                List<List<T>> lists = label.getValue().stream()
                        .map(value -> byValue.getOrDefault(value, List.of()))
                        .toList();
                int size = lists.stream().mapToInt(List::size).sum();
                if (size < fewest) {
                    fewest = size;
                    best = lists;
                }
            }
            return best;
        }

        private Map<String, List<T>> list(String label) {
            Map<String, List<T>> known = byLabel.get(label);
            if (known != null) {
                return known;
            }
            Map<String, List<T>> byValue = new HashMap<>();
            entries.forEach(entry -> add(entry, label, byValue));
            if (!byValue.isEmpty()) {
                // What no series has is not kept: clients could ask for any number of labels.
                byLabel.put(label, byValue);
            }
            return byValue;
        }
    }

    /** Lists one that has a greater number than all listed before. */
    void add(T entry) {
        all.add(entry);
        byName.computeIfAbsent(entry.key().name(), name -> new Postings<>()).add(entry);
    }

    /** Takes these out. Costs a walk over the lists that they are in, so it is done for many at once. */
    void removeAll(List<T> gone) {
        Map<String, Set<T>> goneByName = new HashMap<>();
        gone.forEach(entry -> goneByName
                .computeIfAbsent(entry.key().name(), name -> identitySet())
                .add(entry));
        goneByName.forEach((name, entries) -> {
            Postings<T> postings = byName.get(name);
            if (postings != null) {
                postings.removeAll(entries);
                if (postings.entries.isEmpty()) {
                    byName.remove(name);
                }
            }
        });
        Set<T> every = identitySet();
        every.addAll(gone);
        all.removeAll(every);
    }

    /** All that a query may select something of, and perhaps more, in ascending order of numbers. To be used up at once. */
    List<T> candidates(Query query) {
        List<Requirement> requirements = query.requirements();
        if (requirements.isEmpty()) {
            return Collections.unmodifiableList(all.entries);
        }
        List<List<T>> lists = new ArrayList<>();
        for (Requirement requirement : requirements) {
            Set<String> names = requirement.names();
            if (names == null) {
                lists.addAll(all.having(requirement.labels()));
            } else {
                for (String name : names) {
                    Postings<T> postings = byName.get(name);
                    if (postings != null) {
                        lists.addAll(postings.having(requirement.labels()));
                    }
                }
            }
        }
        return union(lists);
    }

    private static <T extends Entry> List<T> union(List<List<T>> lists) {
        if (lists.size() == 1) {
            return Collections.unmodifiableList(lists.get(0));
        }
        List<T> union = new ArrayList<>();
        lists.forEach(union::addAll);
        union.sort(Comparator.comparingInt(Entry::number));
        int distinct = 0;
        for (int i = 0; i < union.size(); i++) {
            if (i == 0 || union.get(i) != union.get(i - 1)) {
                union.set(distinct++, union.get(i));
            }
        }
        return union.subList(0, distinct);
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
