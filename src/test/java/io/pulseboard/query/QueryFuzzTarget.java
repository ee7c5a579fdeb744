package io.pulseboard.query;

import io.pulseboard.metric.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Selectors under Jazzer: what is understood says of itself what is understood alike. */
public final class QueryFuzzTarget {
    private static final SeriesKey KEY = SeriesKey.of("orders_total", "job", "shop", "zone", "eu");

    private QueryFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Query query;
        try {
            query = Query.parse(List.of(new String(input, StandardCharsets.UTF_8)));
        } catch (QuerySyntaxException refused) {
            return;
        }
        query.select(KEY, null);
        requireSame(query);
    }

    private static void requireSame(Query query) {
        try {
            if (!Query.parse(List.of(query.toString())).equals(query)) {
                throw new AssertionError("other than it says: " + query);
            }
        } catch (QuerySyntaxException refused) {
            throw new AssertionError("does not understand itself: " + query, refused);
        }
    }
}
