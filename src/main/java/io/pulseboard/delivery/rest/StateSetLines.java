package io.pulseboard.delivery.rest;

import io.pulseboard.metric.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the states of one metric together and gives them one time, the newest: in OpenMetrics they are a single point. */
final class StateSetLines {
    private StateSetLines() {}

    static ExpositionFamily together(ExpositionFamily family) {
        Map<Labels, List<ExpositionSample>> metrics = new LinkedHashMap<>();
        for (ExpositionSample state : family.samples()) {
            Labels metric = state.key().labels().with(family.name(), "");
            metrics.computeIfAbsent(metric, any -> new ArrayList<>()).add(state);
        }
        List<ExpositionSample> lines = new ArrayList<>();
        metrics.values().forEach(states -> {
            long newest = states.stream()
                    .mapToLong(ExpositionSample::timestampMillis)
                    .max()
                    .orElse(ExpositionSample.NO_TIMESTAMP);
            states.forEach(state -> lines.add(new ExpositionSample(state.key(), state.value(), newest)));
        });
        return new ExpositionFamily(family.name(), family.type(), family.unit(), family.help(), lines);
    }
}
