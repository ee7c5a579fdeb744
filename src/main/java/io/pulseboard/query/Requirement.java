package io.pulseboard.query;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a series must have for a selector to select anything of it, for use as an index: a series that has it may still not be
 * selected, one that has it not never is. Immutable.
 *
 * @param names the metric names, one of which the series ({@link io.pulseboard.metric.SeriesKey#name()}, so the whole's name for
 *     a histogram or summary) must have; null if they cannot be listed
 * @param labels the labels that the series must have, with the values of which each must have one. Never {@code le} or
 *     {@code quantile}, since these belong to components
 */
public record Requirement(@Nullable Set<String> names, Map<String, Set<String>> labels) {
    public Requirement {
        names = names == null ? null : Set.copyOf(names);
        labels = Map.copyOf(labels);
    }
}
