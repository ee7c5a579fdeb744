package io.pulseboard.ingest.remotewrite;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What senders of version 1.0 have said about metric families. They do so once a minute and apart from samples, so it is remembered
 * for all parsers together. Bounded: beyond {@value #MOST_FAMILIES} families those are forgotten that were not mentioned for longest.
 * Safe for use by any thread.
 */
final class FamilyMetadata {
    static final int MOST_FAMILIES = 10_000;
    /** How long name, unit and help may be together, in UTF-16 code units. */
    private static final int LONGEST = 2_048;

    /** What the series of a family can be called beside the family (OpenMetrics 1.0, "Suffixes"). */
    private static final String[] SUFFIXES = {
        "_total", "_bucket", "_count", "_sum", "_created", "_info", "_gcount", "_gsum"
    };

    /** In the order in which they were last mentioned. */
    private final Map<String, MetricMetadata> families = new LinkedHashMap<>();

    private volatile long version;

    /** Changes whenever {@link #of} may answer something else than before. */
    long version() {
        return version;
    }

    /** How many families are remembered. */
    synchronized int size() {
        return families.size();
    }

    /** What is known, should this be what one request says of a family: targets may disagree, and then what was known stays. */
    synchronized void choose(Map<String, MetricMetadata> said, String family, MetricMetadata metadata) {
        if (family.length() + metadata.unit().length() + metadata.help().length() > LONGEST) {
            return;
        }
        if (metadata.equals(families.get(family))) {
            said.put(family, metadata);
        } else if (said.size() < MOST_FAMILIES) {
            said.putIfAbsent(family, metadata);
        }
    }

    /** Remembers what one request said. */
    synchronized void remember(Map<String, MetricMetadata> said) {
        boolean changed = false;
        for (Map.Entry<String, MetricMetadata> entry : said.entrySet()) {
            MetricMetadata before = families.remove(entry.getKey());
            families.put(entry.getKey(), entry.getValue());
            changed |= !entry.getValue().equals(before);
        }
        Iterator<String> oldest = families.keySet().iterator();
        while (families.size() > MOST_FAMILIES) {
            oldest.next();
            oldest.remove();
        }
        if (changed) {
            // Written under the lock alone.
            version = version + 1;
        }
    }

    /** What is known of the family of a series with this metric name; {@link MetricMetadata#UNKNOWN} if nothing. */
    synchronized MetricMetadata of(String metricName) {
        MetricMetadata known = families.get(metricName);
        for (int i = 0; known == null && i < SUFFIXES.length; i++) {
            if (metricName.endsWith(SUFFIXES[i])) {
                known = families.get(metricName.substring(0, metricName.length() - SUFFIXES[i].length()));
            }
        }
        return known == null ? MetricMetadata.UNKNOWN : known;
    }

    /**
     * The type by itself of a series that is a number, since a histogram's or summary's series come one by one.
     *
     * @param family the type of its family
     */
    static MetricType typeOfNumber(MetricType family, String metricName) {
        boolean created = metricName.endsWith("_created");
        boolean total = metricName.endsWith("_count") || metricName.endsWith("_sum");
        return switch (family) {
            case COUNTER -> created ? MetricType.GAUGE : MetricType.COUNTER;
            case HISTOGRAM ->
                created
                        ? MetricType.GAUGE
                        : total || metricName.endsWith("_bucket") ? MetricType.COUNTER : MetricType.UNKNOWN;
            case SUMMARY -> total ? MetricType.COUNTER : MetricType.GAUGE;
            case GAUGEHISTOGRAM -> MetricType.GAUGE;
            case GAUGE, INFO, STATESET, UNKNOWN -> family;
        };
    }
}
