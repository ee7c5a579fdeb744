package io.pulseboard.delivery.rest;

import io.pulseboard.metric.Labels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deals out the names of a document. A family owns its name and those of all the lines that its type can have (OpenMetrics 1.0,
 * "Suffixes"), and no name may have two owners. Used once.
 */
final class FamilyNames {
    private final Map<String, PlainGroup> plains;
    private final boolean openMetrics;
    private final Set<String> claimed;
    private final Map<String, PlainGroup> created = new HashMap<>();

    /**
     * @param plains the plain series by name; these names are claimed first
     */
    FamilyNames(Map<String, PlainGroup> plains, boolean openMetrics) {
        this.plains = plains;
        this.openMetrics = openMetrics;
        this.claimed = new HashSet<>(plains.keySet());
    }

    /** Claims the names of histograms and summaries; the first that cannot have all of its own, null if all can. */
    @Nullable String firstClash(Map<String, CompoundGroup> compounds) {
        for (Map.Entry<String, CompoundGroup> compound : compounds.entrySet()) {
            String family = compound.getKey();
            CompoundGroup group = compound.getValue();
            for (String suffix : group.suffixes()) {
                if (!claimed.add(family + suffix)) {
                    return family;
                }
            }
            if (group.hasCreated() && !claimCreated(family, group.labels())) {
                return family;
            }
        }
        return null;
    }

    /**
     * Claims the name of the lines with creation times. Plain series may have it already: they become these lines if each belongs
     * to a metric of the family.
     */
    private boolean claimCreated(String family, Set<Labels> metrics) {
        String name = family + CreatedLines.SUFFIX;
        if (!openMetrics || claimed.add(name)) {
            return true;
        }
        PlainGroup lines = plains.get(name);
        boolean fits = lines != null && metrics.containsAll(lines.labels()) && lines.isFinite();
        return fits && created.putIfAbsent(family, lines) == null;
    }

    /** The plain names whose families have shorter ones, since their type demands a suffix, and those. */
    Map<String, String> shortened() {
        Map<String, String> shortened = new HashMap<>();
        plains.forEach((name, group) -> {
            String suffix = group.openMetricsSuffix();
            if (!suffix.isEmpty() && name.endsWith(suffix) && name.length() > suffix.length()) {
                String family = name.substring(0, name.length() - suffix.length());
                boolean counter = suffix.equals("_total");
                if (!claimed.contains(family) && (!counter || claimCreated(family, group.labels()))) {
                    claimed.add(family);
                    shortened.put(name, family);
                }
            }
        });
        return shortened;
    }

    /** Whether plain series of this name are creation times of a family. */
    boolean isCreated(String name) {
        return name.endsWith(CreatedLines.SUFFIX)
                && created.containsKey(name.substring(0, name.length() - CreatedLines.SUFFIX.length()));
    }

    /** The creation times by family. */
    Map<String, PlainGroup> created() {
        return created;
    }
}
