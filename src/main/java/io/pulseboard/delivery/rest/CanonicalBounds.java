package io.pulseboard.delivery.rest;

import io.pulseboard.metric.SeriesKey;
import org.jspecify.annotations.Nullable;

/** Writes whole bounds with a fraction, {@code le="1.0"}, as the section "Canonical Numbers" of OpenMetrics 1.0 wants. */
final class CanonicalBounds {
    private CanonicalBounds() {}

    static SeriesKey of(SeriesKey component) {
        return with(with(component, "le"), "quantile");
    }

    private static SeriesKey with(SeriesKey component, String label) {
        String bound = component.labels().get(label);
        if (bound == null || !isWhole(bound)) {
            return component;
        }
        return new SeriesKey(component.name(), component.labels().with(label, bound + ".0"));
    }

    private static boolean isWhole(@Nullable String bound) {
        if (bound == null) {
            return false;
        }
        for (int i = bound.startsWith("-") ? 1 : 0; i < bound.length(); i++) {
            if (bound.charAt(i) < '0' || bound.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
