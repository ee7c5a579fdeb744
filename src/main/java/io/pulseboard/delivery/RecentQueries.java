package io.pulseboard.delivery;

import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The queries parsed last, so that viewers who ask the same share one, and ten thousand who come back at once do not have it parsed
 * ten thousand times. Safe for use by any thread.
 *
 * <p>Bounded, since clients decide what is in it: the one not asked for the longest goes first, and long ones are not kept at all.
 */
final class RecentQueries {
    static final int CAPACITY = 256;
    static final int LONGEST = 1024;

    private final Map<List<String>, Query> byText = new LinkedHashMap<>(CAPACITY, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Query> eldest) {
            return size() > CAPACITY;
        }
    };

    /**
     * The query of these selectors; equal texts give the same object, while it is kept.
     *
     * @throws QuerySyntaxException if one of them does not parse
     */
    Query parse(List<String> selectors) throws QuerySyntaxException {
        if (selectors.stream().mapToInt(String::length).sum() > LONGEST) {
            return Query.parse(selectors);
        }
        Query known;
        synchronized (byText) {
            known = byText.get(selectors);
        }
        if (known != null) {
            return known;
        }
        // Outside of the lock: a regular expression takes its time. Two who ask first may both parse it, and get the
        // same.
        Query parsed = Query.parse(selectors);
        synchronized (byText) {
            Query other = byText.putIfAbsent(List.copyOf(selectors), parsed);
            return other == null ? parsed : other;
        }
    }
}
