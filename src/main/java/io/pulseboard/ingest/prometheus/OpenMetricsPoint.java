package io.pulseboard.ingest.prometheus;

import io.pulseboard.ingest.prometheus.SeriesCache.Spelling;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.MetricType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one metric point of an OpenMetrics text that is being read, and the rules for its values (section "Metric Types").
 * Confined to one parse.
 */
final class OpenMetricsPoint {
    private final CompoundBuilder compound = new CompoundBuilder();
    private int line;
    private boolean timestamped;
    private double seconds;
    private boolean single;
    private boolean created;
    private final Set<Series> states = new HashSet<>();

    /** The suffixes of the samples of a type (section "Suffixes"). */
    static List<String> suffixes(MetricType type) {
        return switch (type) {
            case COUNTER -> List.of("_total", "_created");
            case SUMMARY -> List.of("", "_count", "_sum", "_created");
            case HISTOGRAM -> List.of("_count", "_sum", "_bucket", "_created");
            case GAUGEHISTOGRAM -> List.of("_gcount", "_gsum", "_bucket");
            case INFO -> List.of("_info");
            case GAUGE, STATESET, UNKNOWN -> List.of("");
        };
    }

    /** What a sample with this suffix is in a family of this type, null if nothing. */
    static @Nullable Role role(MetricType type, String suffix) {
        if (!suffixes(type).contains(suffix)) {
            return null;
        }
        return switch (suffix) {
            case "_total" -> Role.TOTAL;
            case "_created" -> type == MetricType.COUNTER ? Role.TOTAL_CREATED : Role.CREATED;
            case "_count", "_gcount" -> Role.COUNT;
            case "_sum", "_gsum" -> Role.SUM;
            case "_bucket" -> Role.BUCKET;
            case "_info" -> Role.VALUE;
            default ->
                type == MetricType.SUMMARY ? Role.QUANTILE : type == MetricType.STATESET ? Role.STATE : Role.VALUE;
        };
    }

    /** Begins another point. */
    void open(int atLine, boolean withTimestamp, double atSeconds) {
        line = atLine;
        timestamped = withTimestamp;
        seconds = atSeconds;
        single = false;
        created = false;
        compound.clear();
        states.clear();
    }

    /** Whether a sample of the same metric with this timestamp is of a later point; complains if it is of an earlier one. */
    boolean isBefore(Line at, boolean withTimestamp, double atSeconds) throws ExpositionSyntaxException {
        if (withTimestamp != timestamped) {
            throw at.error(at.start, "the samples of one metric must all have a timestamp or none");
        }
        if (timestamped && atSeconds < seconds) {
            throw at.error(at.start, "the timestamps of one metric must ascend");
        }
        return timestamped && atSeconds > seconds;
    }

    /** Takes one sample into the point. */
    void take(Line at, Role role, Spelling spelling, Series target, MetricType type, double value)
            throws ExpositionSyntaxException {
        boolean fresh = switch (role) {
            case VALUE -> takeValue(at, type, value);
            case TOTAL -> takeTotal(at, value);
            case STATE -> takeState(at, target, value);
            case BUCKET -> takeBucket(at, spelling, value);
            case QUANTILE -> takeQuantile(at, spelling, value);
            case SUM -> takeSum(at, type, value);
            case COUNT -> compound.count(count(at, "count", value));
            case CREATED, TOTAL_CREATED -> takeCreated(at, value);
        };
        if (!fresh) {
            throw at.error(at.start, "'" + spelling.name() + spelling.labels() + "' is given twice");
        }
    }

    private boolean takeValue(Line at, MetricType type, double value) throws ExpositionSyntaxException {
        if (type == MetricType.INFO && value != 1) {
            throw at.error(at.start, "the value of an info must be 1, found " + value);
        }
        return takeSingle();
    }

    private boolean takeSingle() {
        boolean fresh = !single;
        single = true;
        return fresh;
    }

    private boolean takeTotal(Line at, double value) throws ExpositionSyntaxException {
        if (!(value >= 0)) {
            throw at.error(at.start, "a total must not be negative or NaN, found " + value);
        }
        return takeSingle();
    }

    private boolean takeState(Line at, Series target, double value) throws ExpositionSyntaxException {
        if (value != 0 && value != 1) {
            throw at.error(at.start, "the value of a state must be 0 or 1, found " + value);
        }
        return states.add(target);
    }

    private boolean takeBucket(Line at, Spelling spelling, double value) throws ExpositionSyntaxException {
        String le = spelling.labels().get("le");
        if (spelling.bound == Double.POSITIVE_INFINITY && !"+Inf".equals(le)) {
            throw at.error(at.start, "expected '+Inf' as the label 'le', found '" + le + "'");
        }
        count(at, "bucket", value);
        if (compound.size() > 0 && spelling.bound <= compound.lastBound()) {
            throw at.error(
                    at.start,
                    "the buckets of a histogram must ascend by 'le', found '" + le + "' after '"
                            + CompoundValue.bound(compound.lastBound()) + "'");
        }
        if (compound.size() > 0 && value < compound.lastValue()) {
            throw at.error(
                    at.start,
                    "the buckets of a histogram are cumulative, found " + value + " after " + compound.lastValue());
        }
        compound.add(spelling.bound, value);
        return true;
    }

    private boolean takeQuantile(Line at, Spelling spelling, double value) throws ExpositionSyntaxException {
        if (value < 0) {
            throw at.error(at.start, "the value of a quantile must not be negative, found " + value);
        }
        compound.add(spelling.bound, value);
        return true;
    }

    private boolean takeSum(Line at, MetricType type, double value) throws ExpositionSyntaxException {
        if (Double.isNaN(value) || (value < 0 && type != MetricType.GAUGEHISTOGRAM)) {
            throw at.error(at.start, "a sum must not be negative or NaN, found " + value);
        }
        return compound.sum(value);
    }

    private static double count(Line at, String what, double value) throws ExpositionSyntaxException {
        if (!(value >= 0) || value != Math.rint(value) || Double.isInfinite(value)) {
            throw at.error(at.start, "a " + what + " must be a whole number, found " + value);
        }
        return value;
    }

    private boolean takeCreated(Line at, double value) throws ExpositionSyntaxException {
        if (!Double.isFinite(value)) {
            throw at.error(at.start, "expected seconds since 1970 as the created time, found " + value);
        }
        boolean fresh = !created;
        created = true;
        return fresh;
    }

    /** Ends the point: its value if it is a histogram or a summary, else null. */
    @Nullable CompoundValue close(Family family, Series metric) throws ExpositionSyntaxException {
        return switch (family.type()) {
            case COUNTER -> {
                if (!single) {
                    throw refusal("counter '" + metric.key() + "' has a created time but no total");
                }
                yield null;
            }
            case HISTOGRAM, GAUGEHISTOGRAM -> histogram(family.type(), metric);
            case SUMMARY -> summary(metric);
            case GAUGE, INFO, STATESET, UNKNOWN -> null;
        };
    }

    private CompoundValue histogram(MetricType type, Series metric) throws ExpositionSyntaxException {
        String subject = type.text() + " '" + metric.key() + "'";
        if (compound.size() == 0 || compound.lastBound() != Double.POSITIVE_INFINITY) {
            throw refusal(subject + " has no bucket with le=\"+Inf\"");
        }
        if (compound.hasSum() != compound.hasCount()) {
            throw refusal(subject + " has only one of sum and count");
        }
        if (compound.hasCount() && compound.count() != compound.lastValue()) {
            throw refusal(subject + " has the count " + compound.count() + " but " + compound.lastValue()
                    + " in the bucket with le=\"+Inf\"");
        }
        boolean gauge = type == MetricType.GAUGEHISTOGRAM;
        boolean negativeBounds = compound.firstBound() < 0;
        if (compound.hasSum() && (gauge ? compound.sum() < 0 && !negativeBounds : negativeBounds)) {
            throw refusal(subject + (gauge ? " has a negative sum without" : " has a sum although it has")
                    + " negative bounds");
        }
        CompoundValue value = compound.histogram(gauge);
        if (value == null) {
            throw new IllegalStateException("no +Inf bucket after it was checked");
        }
        return value;
    }

    private @Nullable CompoundValue summary(Series metric) throws ExpositionSyntaxException {
        Double repeated = compound.arrange();
        if (repeated != null) {
            throw refusal(
                    "summary '" + metric.key() + "' has the quantile " + CompoundValue.bound(repeated) + " twice");
        }
        return compound.summary();
    }

    private ExpositionSyntaxException refusal(String reason) {
        return new ExpositionSyntaxException(line, 1, reason, false);
    }
}
