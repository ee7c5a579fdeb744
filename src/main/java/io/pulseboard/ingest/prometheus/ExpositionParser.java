package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.Sample;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads text exposition 0.0.4 and OpenMetrics 1.0: bytes in, samples out. The lines of a histogram or summary become one sample.
 *
 * <p>A parser remembers the series of the bodies it has read, which makes the next body of the same source cheap; keep one per
 * source. What it remembers is bounded by what the last bodies held. Not for use by several threads at once.
 *
 * <p>Where the two formats leave a choice:
 *
 * <ul>
 *   <li>In 0.0.4 the last line may lack its line feed, and lines may end in CR LF. A histogram without a bucket for {@code +Inf}
 *       gets one from its count; counts that contradict one another are taken as they are, since many programs do not read theirs
 *       atomically. {@code _bucket} without a {@code TYPE} line that says histogram is a plain series.
 *   <li>In OpenMetrics created times and exemplars are checked and left out.
 *   <li>Names in quotes ({@code {"my.metric"}}) are read in both.
 * </ul>
 */
public final class ExpositionParser {
    private final ExpositionOptions options;
    private @Nullable TextExposition text;
    private @Nullable OpenMetricsExposition openMetrics;

    /** A parser for one source. */
    public ExpositionParser(ExpositionOptions options) {
        this.options = Objects.requireNonNull(options);
    }

    /**
     * Reads one body with the default options, remembering nothing.
     *
     * @param defaultTimestampMillis the time of samples that carry none, milliseconds since the Unix epoch
     * @throws ExpositionSyntaxException if the body is malformed; samples given out before it are of a body to be refused whole
     */
    public static void parseOnce(
            byte[] body, ExpositionFormat format, long defaultTimestampMillis, Consumer<Sample> samples)
            throws ExpositionSyntaxException {
        new ExpositionParser(ExpositionOptions.DEFAULTS)
                .parse(body, 0, body.length, format, defaultTimestampMillis, (sample, timed) -> samples.accept(sample));
    }

    /** Reads one body; see the other method of this name. */
    public ExposedCount parse(byte[] body, ExpositionFormat format, long defaultTimestampMillis, SampleHandler handler)
            throws ExpositionSyntaxException {
        return parse(body, 0, body.length, format, defaultTimestampMillis, handler);
    }

    /**
     * Reads one body, which is a part of an array.
     *
     * @param defaultTimestampMillis the time of samples that carry none, milliseconds since the Unix epoch
     * @param handler gets the samples; if it throws, the parser may be used for the next body all the same
     * @return how much the body held
     * @throws ExpositionSyntaxException if the body is malformed or exceeds a limit; samples given out before it are of a body to be
     *     refused whole
     */
    public ExposedCount parse(
            byte[] body,
            int offset,
            int length,
            ExpositionFormat format,
            long defaultTimestampMillis,
            SampleHandler handler)
            throws ExpositionSyntaxException {
        Objects.checkFromIndexSize(offset, length, body.length);
        Line lines = new Line(body, offset, length, options.maxLineBytes());
        return exposition(format).read(lines, defaultTimestampMillis, handler);
    }

    /** How many spellings of series are remembered. */
    int remembered() {
        return (text == null ? 0 : text.cache.size()) + (openMetrics == null ? 0 : openMetrics.cache.size());
    }

    private Exposition exposition(ExpositionFormat format) {
        if (format == ExpositionFormat.OPENMETRICS_1_0) {
            if (openMetrics == null) {
                openMetrics = new OpenMetricsExposition(options);
            }
            return openMetrics;
        }
        if (text == null) {
            text = new TextExposition(options);
        }
        return text;
    }
}
