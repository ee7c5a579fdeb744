package io.pulseboard.delivery.rest;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.query.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sorts series into the families of an exposition, so that the document is valid whatever the series are: each family once, never
 * interleaved, each line once, and a type that its lines satisfy. Used once, by one thread.
 *
 * <ul>
 *   <li>Where series of one name disagree about type, unit or help, the newest that says a type wins.
 *   <li>A histogram or summary is written as such only if all of its family are of that kind, all of it was asked for, and no
 *       other series has the name of one of its lines; otherwise its components become families of their own.
 *   <li>A series keeps its name in every format. So in OpenMetrics a counter whose name does not end in {@code _total} is
 *       {@code unknown}, as in Prometheus's Go library; likewise where the name without the suffix is taken, or a value is not
 *       what the type demands.
 *   <li>Stale series are left out.
 *   <li>A sample has its timestamp, as when Prometheus federates: a reader's rates stay exact. Not when it is old: Prometheus
 *       drops samples that lag behind its own clock, and a number that was pushed once is still the number now.
 * </ul>
 */
final class Exposition {
    /** How old a sample may be to be given with its timestamp; well within Prometheus's lookback of five minutes. */
    static final long FRESH_MILLIS = 120_000;

    private final ExpositionFormat format;
    private final long oldestTimestamp;
    private final Map<String, CompoundGroup> compounds = new TreeMap<>();
    private final Map<String, PlainGroup> plains = new TreeMap<>();

    /**
     * @param nowMillis the time of the state that is written, milliseconds since the Unix epoch
     */
    Exposition(ExpositionFormat format, long nowMillis) {
        this.format = format;
        this.oldestTimestamp = nowMillis - FRESH_MILLIS;
    }

    /**
     * Adds one series.
     *
     * @param value the number; not used if there is a compound value
     * @param selection which components of a compound value are written
     */
    void add(
            SeriesKey key,
            MetricMetadata metadata,
            double value,
            @Nullable CompoundValue compound,
            Selection selection,
            long timestampMillis) {
        if (SpecialValues.isStale(value) || SpecialValues.isGone(value) || selection.isNone()) {
            return;
        }
        SeriesKey written = format.names().apply(key);
        if (compound == null) {
            plain(written.name()).add(written, metadata, value, timestampMillis);
        } else {
            compounds
                    .computeIfAbsent(written.name(), name -> new CompoundGroup())
                    .add(new CompoundGroup.Entry(written, metadata, compound, selection, timestampMillis));
        }
    }

    private PlainGroup plain(String name) {
        return plains.computeIfAbsent(name, any -> new PlainGroup());
    }

    /** The families, sorted by name. */
    List<ExpositionFamily> families() {
        splitWhereNeeded();
        Map<String, ExpositionFamily> families = new TreeMap<>();
        compounds.forEach((name, group) -> families.put(name, compoundFamily(name, group)));
        if (format.openMetrics()) {
            addOpenMetrics(families);
        } else {
            plains.forEach(
                    (name, group) -> families.put(name, group.family(name, group.textType(), "", this::timestamp)));
        }
        return List.copyOf(families.values());
    }

    /** Splitting one group makes new plain names, which may be in the way of another: repeats until nothing is. */
    private void splitWhereNeeded() {
        boolean again = true;
        while (again) {
            again = false;
            for (String name : List.copyOf(compounds.keySet())) {
                CompoundGroup group = compounds.get(name);
                if (group != null && (!group.isUniform(format.openMetrics()) || isTaken(name, group))) {
                    compounds.remove(name);
                    group.forEachComponent(
                            (key, metadata, value, millis) -> plain(key.name()).add(key, metadata, value, millis));
                    again = true;
                }
            }
        }
    }

    private boolean isTaken(String name, CompoundGroup group) {
        for (String suffix : group.suffixes()) {
            if (plains.containsKey(name + suffix)) {
                return true;
            }
        }
        return format.openMetrics() && group.hasCreated() && createdIsTaken(name, group.labels());
    }

    /** Whether there is a series with the name of a {@code _created} line that is none of this family. */
    private boolean createdIsTaken(String family, Set<Labels> metrics) {
        PlainGroup created = plains.get(family + CreatedLines.SUFFIX);
        return created != null && !metrics.containsAll(created.labels());
    }

    private ExpositionFamily compoundFamily(String name, CompoundGroup group) {
        List<ExpositionSample> samples = new ArrayList<>();
        group.forEachComponent((key, metadata, value, millis) -> samples.add(
                new ExpositionSample(format.openMetrics() ? CanonicalBounds.of(key) : key, value, timestamp(millis))));
        MetricMetadata metadata = group.metadata();
        return new ExpositionFamily(name, group.type(), unit(name, metadata), metadata.help(), samples);
    }

    private void addOpenMetrics(Map<String, ExpositionFamily> families) {
        Map<String, String> shortened = shortened();
        Map<String, PlainGroup> created = new HashMap<>();
        plains.forEach((name, group) -> {
            String family = shortened.getOrDefault(name, name);
            String type = group.openMetricsType(family, !family.equals(name));
            families.put(family, group.family(family, type, unit(family, group.metadata()), this::timestamp));
        });
        families.forEach((name, family) -> {
            PlainGroup lines = plains.get(name + CreatedLines.SUFFIX);
            if (lines != null && family.hasCreated()) {
                created.put(name, lines);
            }
        });
        created.forEach((name, lines) -> {
            families.remove(name + CreatedLines.SUFFIX);
            families.computeIfPresent(name, (any, family) -> CreatedLines.weave(family, lines));
        });
    }

    /** For each plain name that of its family, which is shorter where the type demands a suffix and nothing else has the name. */
    private Map<String, String> shortened() {
        Map<String, String> shortened = new HashMap<>();
        Set<String> names = new HashSet<>(plains.keySet());
        compounds.forEach((name, group) -> group.suffixes().forEach(suffix -> names.add(name + suffix)));
        plains.forEach((name, group) -> {
            String suffix = group.openMetricsSuffix();
            boolean suffixed = !suffix.isEmpty() && name.endsWith(suffix) && name.length() > suffix.length();
            String family = suffixed ? name.substring(0, name.length() - suffix.length()) : name;
            boolean fits = suffixed && !createdIsTaken(family, group.labels()) && names.add(family);
            shortened.put(name, fits ? family : name);
        });
        return shortened;
    }

    /** OpenMetrics wants a unit to be the end of the name; the other format has none. */
    private String unit(String family, MetricMetadata metadata) {
        boolean fits = format.openMetrics() && !metadata.unit().isEmpty() && family.endsWith("_" + metadata.unit());
        return fits ? metadata.unit() : "";
    }

    private long timestamp(long millis) {
        return millis >= oldestTimestamp ? millis : ExpositionSample.NO_TIMESTAMP;
    }
}
