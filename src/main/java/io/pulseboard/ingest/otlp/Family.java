package io.pulseboard.ingest.otlp;

import io.pulseboard.http.Excerpt;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import org.jspecify.annotations.Nullable;

/**
 * A metric of one scope of one target, translated. Immutable.
 *
 * @param id unlike that of any other in the life of its parser
 * @param name the metric name, empty if there is a fault
 * @param labels those that all its series have
 * @param kind what its points are
 * @param delta whether they are deltas, to be added up
 * @param fault why none of its points can be taken, null if they can
 */
record Family(
        long id,
        String name,
        MetricMetadata metadata,
        Labels labels,
        PointKind kind,
        boolean delta,
        @Nullable String fault) {
    static final int TEMPORALITY_DELTA = 1;
    static final int TEMPORALITY_CUMULATIVE = 2;

    /**
     * What is said of a metric beside its points.
     *
     * @param temporality the number, 0 if nothing is said
     * @param monotonic whether the sum only rises
     * @param prometheusType what {@code prometheus.type} of its metadata says, empty if nothing
     */
    record Definition(
            String name,
            String description,
            String unit,
            PointKind kind,
            int temporality,
            boolean monotonic,
            String prometheusType) {

        private @Nullable String fault() {
            if (kind.hasTemporality() && temporality != TEMPORALITY_DELTA && temporality != TEMPORALITY_CUMULATIVE) {
                return "its aggregation temporality is " + temporality + ", neither delta (1) nor cumulative (2)";
            }
            if (kind == PointKind.SUM && temporality == TEMPORALITY_DELTA && !monotonic) {
                return "a sum that is not monotonic cannot be added up from deltas, since nobody knows where it began:"
                        + " send it as cumulative";
            }
            return null;
        }

        /** "Prometheus and OpenMetrics Compatibility", "Gauges" and "Sums". */
        private MetricType type() {
            return switch (kind) {
                case GAUGE -> prometheusType.equals("unknown") ? MetricType.UNKNOWN : MetricType.GAUGE;
                case SUM ->
                    monotonic
                            ? MetricType.COUNTER
                            : switch (prometheusType) {
                                case "info" -> MetricType.INFO;
                                case "stateset" -> MetricType.STATESET;
                                default -> MetricType.GAUGE;
                            };
                case HISTOGRAM, EXPONENTIAL_HISTOGRAM -> MetricType.HISTOGRAM;
                case SUMMARY -> MetricType.SUMMARY;
            };
        }

        private Translation.Suffix suffix() {
            if (kind == PointKind.GAUGE) {
                return Translation.Suffix.GAUGE;
            }
            return kind == PointKind.SUM && monotonic ? Translation.Suffix.COUNTER : Translation.Suffix.NONE;
        }
    }

    /** Translates a definition. */
    static Family of(long id, Scope scope, Definition definition, Translation translation) {
        MetricMetadata metadata = new MetricMetadata(
                definition.type(),
                Translation.unitName(definition.unit(), definition.suffix()),
                definition.description());
        String name = translation.metricName(definition.name(), definition.unit(), definition.suffix());
        String fault = scope.fault() != null ? scope.fault() : definition.fault();
        if (fault == null && name.isEmpty()) {
            fault = "nothing is left of its name as a metric name";
        }
        boolean delta = definition.kind().hasTemporality() && definition.temporality() == TEMPORALITY_DELTA;
        if (fault != null) {
            fault = "metric '" + Excerpt.of(definition.name()) + "': " + fault;
        }
        return new Family(id, name, metadata, scope.labels(), definition.kind(), delta, fault);
    }
}
