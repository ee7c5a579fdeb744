package io.pulseboard.delivery.rest;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.query.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private void splitWhereNeeded() {
        for (String name : List.copyOf(compounds.keySet())) {
            CompoundGroup group = compounds.get(name);
            if (group != null && !group.isUniform(format.openMetrics())) {
                split(name, group);
            }
        }
        // What is split has new names, which may be in the way of others, so the names are claimed anew.
        FamilyNames names = new FamilyNames(plains, format.openMetrics());
        for (String name = names.firstClash(compounds); name != null; name = names.firstClash(compounds)) {
            split(name, Objects.requireNonNull(compounds.get(name)));
            names = new FamilyNames(plains, format.openMetrics());
        }
    }

    private void split(String name, CompoundGroup group) {
        compounds.remove(name);
        group.forEachComponent(
                (key, metadata, value, millis) -> plain(key.name()).add(key, metadata, value, millis));
    }

    private ExpositionFamily compoundFamily(String name, CompoundGroup group) {
        List<ExpositionSample> samples = new ArrayList<>();
        group.forEachLine(
                format.openMetrics(),
                (key, metadata, value, millis) -> samples.add(new ExpositionSample(
                        format.openMetrics() ? CanonicalBounds.of(key) : key, value, timestamp(millis))));
        MetricMetadata metadata = group.metadata();
        return new ExpositionFamily(name, group.type(), unit(name, metadata), metadata.help(), samples);
    }

    private void addOpenMetrics(Map<String, ExpositionFamily> families) {
        FamilyNames names = new FamilyNames(plains, true);
        names.firstClash(compounds);
        Map<String, String> shortened = names.shortened();
        plains.forEach((name, group) -> {
            if (!names.isCreated(name)) {
                String family = shortened.getOrDefault(name, name);
                String type = group.openMetricsType(family, !family.equals(name));
                String unit = type.equals("info") || type.equals("stateset") ? "" : unit(family, group.metadata());
                ExpositionFamily written = group.family(family, type, unit, this::timestamp);
                families.put(family, type.equals("stateset") ? StateSetLines.together(written) : written);
            }
        });
        names.created()
                .forEach((family, lines) ->
                        families.computeIfPresent(family, (name, written) -> CreatedLines.weave(written, lines)));
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
