package io.pulseboard.ingest.prometheus;

import io.pulseboard.ingest.prometheus.ExpositionOptions.Timestamps;
import io.pulseboard.ingest.prometheus.SeriesCache.Spelling;
import io.pulseboard.ingest.prometheus.TextReader.UnknownEscape;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import org.jspecify.annotations.Nullable;

/**
 * The reading of bodies in one format: what both grammars share. A subclass is the grammar; it is kept from body to body with its
 * cache of series. Confined to one parser.
 */
abstract class Exposition {
    final ExpositionOptions options;
    final TextReader texts = new TextReader();
    final NumberReader numbers = new NumberReader();
    final IdentityReader identities;
    final SeriesCache cache;

    // Of the body at hand:
    Line line = new Line(new byte[0], 0, 0, 0);
    long body;
    private SampleHandler handler = (sample, timestamped) -> {};
    private long defaultTimestampMillis;
    private int samples;

    Exposition(ExpositionOptions options, boolean strict) {
        this.options = options;
        this.identities = new IdentityReader(texts, options.maxLabels(), strict);
        this.cache = new SeriesCache(identities, !strict);
    }

    /** Reads one body, and says how much it held. */
    ExposedCount read(Line lines, long timestampMillis, SampleHandler samplesTo) throws ExpositionSyntaxException {
        line = lines;
        handler = samplesTo;
        defaultTimestampMillis = timestampMillis;
        samples = 0;
        body = cache.begin();
        begin();
        while (line.advance()) {
            readLine();
        }
        end();
        return new ExposedCount(samples, cache.added());
    }

    /** Makes ready for a body. */
    abstract void begin();

    /** Reads the line that the cursor is at the start of. */
    abstract void readLine() throws ExpositionSyntaxException;

    /** Settles what is open when the body has ended. */
    abstract void end() throws ExpositionSyntaxException;

    /** Counts a sample line. */
    void countSample() throws ExpositionSyntaxException {
        if (++samples > options.maxSamples()) {
            throw line.limit("the body has more than " + options.maxSamples() + " samples");
        }
    }

    /** Reads the number under the cursor, up to the next blank. */
    double readNumber(String what) throws ExpositionSyntaxException {
        int to = line.wordEnd();
        if (!numbers.read(line.bytes, line.at, to)) {
            throw line.error("expected a number as the " + what + ", found " + line.word());
        }
        line.at = to;
        return numbers.value();
    }

    /** The metric name of a descriptor line, plain or quoted. */
    String descriptorName() throws ExpositionSyntaxException {
        String name =
                line.peek() == '"' ? texts.quoted(line, UnknownEscape.REFUSE, "metric name") : texts.metricName(line);
        if (name == null) {
            throw line.expected("a metric name");
        }
        if (name.isEmpty()) {
            throw line.error("the metric name must not be empty");
        }
        return name;
    }

    /** Notes that the body gave a timestamp, if it did, and says whether that counts. */
    boolean honor(boolean given, int place) throws ExpositionSyntaxException {
        if (given && options.timestamps() == Timestamps.REFUSE) {
            throw line.error(place, "a timestamp is not allowed here");
        }
        return given && options.timestamps() == Timestamps.HONOR;
    }

    /** Hands on a plain sample. */
    void emit(Series series, Family family, double value) {
        handler.onSample(Sample.of(series.key(), family.metadata(), value, timestamp(series)), series.timestamped);
    }

    /** Hands on a histogram or summary. */
    void emit(Series series, Family family, CompoundValue value) {
        handler.onSample(Sample.of(series.key(), family.metadata(), value, timestamp(series)), series.timestamped);
    }

    private long timestamp(Series series) {
        return series.timestamped ? series.timestampMillis : defaultTimestampMillis;
    }

    /** Sees to it that the spelling knows its series and bound, for this role in this family. */
    Series target(Spelling spelling, Family family, Role role) throws ExpositionSyntaxException {
        Series known = spelling.target;
        if (known != null && spelling.role == role) {
            return known;
        }
        Labels labels = spelling.labels();
        String special = specialLabel(role);
        if (special != null) {
            spelling.bound = bound(labels.get(special), special, spelling.name());
            labels = labels.with(special, "");
        }
        String name = targetName(spelling, family, role);
        labels = options.labels().apply(labels);
        requireWithinLimits(spelling, special, labels);
        Series target = cache.series(new SeriesKey(name, labels));
        spelling.role = role;
        spelling.target = target;
        return target;
    }

    /** As Prometheus sees it, where the bound of a bucket is a label like any. */
    private void requireWithinLimits(Spelling spelling, @Nullable String special, Labels labels)
            throws ExpositionSyntaxException {
        String bound = special == null ? null : spelling.labels().get(special);
        Labels all = special == null || bound == null ? labels : labels.with(special, bound);
        String exceeded = options.labelLimits().exceeded(spelling.name(), all);
        if (exceeded != null) {
            throw line.limit(exceeded);
        }
    }

    private static String targetName(Spelling spelling, Family family, Role role) {
        return switch (role) {
            case VALUE, TOTAL, STATE -> spelling.name();
            case TOTAL_CREATED -> family.name + "_total";
            case BUCKET, QUANTILE, SUM, COUNT, CREATED -> family.name;
        };
    }

    private static @Nullable String specialLabel(Role role) {
        return role == Role.BUCKET ? "le" : role == Role.QUANTILE ? "quantile" : null;
    }

    private double bound(@Nullable String text, String label, String name) throws ExpositionSyntaxException {
        if (text == null) {
            throw line.error(line.start, "'" + name + "' needs a label '" + label + "'");
        }
        boolean quantile = label.equals("quantile");
        boolean valid = numbers.read(text) && !Double.isNaN(numbers.value());
        if (!valid || (quantile && !(numbers.value() >= 0 && numbers.value() <= 1))) {
            throw line.error(
                    line.start,
                    "expected a number" + (quantile ? " from 0 to 1" : "") + " as the label '" + label + "' of '" + name
                            + "', found '" + text + "'");
        }
        // Adding zero turns -0.0 into 0.0, so that the two are one bound.
        return numbers.value() + 0.0;
    }
}
