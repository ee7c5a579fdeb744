package io.pulseboard.delivery;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.search.Search;
import java.util.stream.StreamSupport;

/** Reads meters where they are, since reading them over HTTP would move some. */
final class Meters {
    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The sum of the counts or values of all meters with this name and these tags, names and values in turn; 0 if there is none. */
    double value(String name, String... tags) {
        return sum(Statistic.COUNT, name, tags) + sum(Statistic.VALUE, name, tags);
    }

    /** The sum of what all summaries with this name and these tags have taken in. */
    double total(String name, String... tags) {
        return sum(Statistic.TOTAL, name, tags);
    }

    /** How many tasks are under way, of all timers of long tasks with this name and these tags. */
    double active(String name, String... tags) {
        return sum(Statistic.ACTIVE_TASKS, name, tags);
    }

    private double sum(Statistic statistic, String name, String... tags) {
        Search search = registry.find(name).tags(tags);
        double sum = 0;
        for (Meter meter : search.meters()) {
            sum += StreamSupport.stream(meter.measure().spliterator(), false)
                    .filter(measurement -> measurement.getStatistic() == statistic)
                    .mapToDouble(Measurement::getValue)
                    .sum();
        }
        return sum;
    }
}
