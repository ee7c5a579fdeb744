package io.pulseboard.delivery.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.ingest.prometheus.ExpositionParser;
import io.pulseboard.ingest.prometheus.ExpositionSyntaxException;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import io.pulseboard.query.Selection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the series are, what is written is a valid document that says the same: random series whose names get into each
 * other's way are written and read back by the parser that reads scrapes, which is strict about OpenMetrics.
 */
class ExpositionReadsBackTest {
    private static final long NOW = 1_763_800_000_000L;
    private static final int DOCUMENTS = 500;

    private static final List<String> NAMES = List.of(
            "a",
            "a_total",
            "a_count",
            "a_sum",
            "a_bucket",
            "a_created",
            "a_info",
            "a_gcount",
            "a_total_total",
            "a.b",
            "größe",
            "b_total",
            "b_seconds",
            "b_seconds_total",
            "b_seconds_created");
    private static final double[] NUMBERS = {
        0, 1, -1, 0.25, 1e20, -3.5e-9, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1763800000
    };

    private final Map<SeriesKey, Sample> series = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void textSaysTheSame(long seed) throws ExpositionSyntaxException {
        writesAndReadsBack(seed, new ExpositionFormat(false, "0.0.4", NameEscaping.ALLOW_UTF_8, true));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void openMetricsSaysTheSame(long seed) throws ExpositionSyntaxException {
        writesAndReadsBack(seed, new ExpositionFormat(true, "1.0.0", NameEscaping.ALLOW_UTF_8, true));
    }

    private void writesAndReadsBack(long seed, ExpositionFormat format) throws ExpositionSyntaxException {
        for (int document = 0; document < DOCUMENTS; document++) {
            String about = "seed " + seed + ", document " + document;
            generate(new Random(seed * DOCUMENTS + document));

            String written = write(format);

            Map<SeriesKey, Long> times = new HashMap<>();
            Map<SeriesKey, Double> read = read(about + "\n" + written, written, format, times);
            assertThat(read).as(about + "\n" + written).isEqualTo(expected(format, read));
            times.forEach(
                    (key, millis) -> assertThat(millis).as(about + " " + key).isBetween(NOW - 1000, NOW));
        }
    }

    private String write(ExpositionFormat format) {
        Exposition exposition = new Exposition(format, NOW);
        for (Sample sample : series.values()) {
            exposition.add(
                    sample.key(),
                    sample.metadata(),
                    sample.value(),
                    sample.compound(),
                    Selection.ALL,
                    sample.timestampMillis());
        }
        return new ExpositionWriter(format.openMetrics()).write(exposition.families());
    }

    private static Map<SeriesKey, Double> read(
            String about, String document, ExpositionFormat format, Map<SeriesKey, Long> times)
            throws ExpositionSyntaxException {
        Map<SeriesKey, Double> read = new HashMap<>();
        try {
            ExpositionParser.parseOnce(
                    document.getBytes(StandardCharsets.UTF_8),
                    format.openMetrics()
                            ? io.pulseboard.ingest.prometheus.ExpositionFormat.OPENMETRICS_1_0
                            : io.pulseboard.ingest.prometheus.ExpositionFormat.TEXT_0_0_4,
                    NOW,
                    sample -> flatten(sample, read, times));
        } catch (ExpositionSyntaxException e) {
            throw new AssertionError(about, e);
        }
        return read;
    }

    /** What should be there. OpenMetrics's readers leave creation times out, and the count of a histogram without a sum is there. */
    private Map<SeriesKey, Double> expected(ExpositionFormat format, Map<SeriesKey, Double> read) {
        Map<SeriesKey, Double> expected = new HashMap<>();
        Map<SeriesKey, Long> times = new HashMap<>();
        series.values().forEach(sample -> flatten(sample, expected, times));
        expected.keySet()
                .removeIf(key -> format.openMetrics() && key.name().endsWith("_created") && !read.containsKey(key));
        return expected;
    }

    /** Adds the lines of a sample; where there are two of one line, the newer. */
    private static void flatten(Sample sample, Map<SeriesKey, Double> values, Map<SeriesKey, Long> times) {
        CompoundValue compound = sample.compound();
        int components = compound == null ? 1 : compound.componentCount();
        for (int i = 0; i < components; i++) {
            SeriesKey key = compound == null ? sample.key() : compound.componentKey(sample.key(), i);
            if (times.merge(key, sample.timestampMillis(), Math::max) == sample.timestampMillis()) {
                values.put(key, compound == null ? sample.value() : compound.component(i));
            }
        }
    }

    private void generate(Random random) {
        series.clear();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            SeriesKey key = new SeriesKey(NAMES.get(random.nextInt(NAMES.size())), labels(random));
            MetricType type = MetricType.values()[random.nextInt(MetricType.values().length)];
            String help = random.nextInt(3) == 0 ? "" : "say \"hi\" \\ \n twice";
            MetricMetadata metadata = new MetricMetadata(type, random.nextBoolean() ? "seconds" : "", help);
            // Different times, so that of two of one line there is a newer one.
            long millis = NOW - i;
            series.put(
                    key,
                    switch (random.nextInt(4)) {
                        case 0 -> Sample.of(key, metadata, histogram(random), millis);
                        case 1 -> Sample.of(key, metadata, summary(random), millis);
                        default -> Sample.of(key, metadata, number(random), millis);
                    });
        }
    }

    private static Labels labels(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Labels.of("job", "x");
            case 1 -> Labels.of("job", "a \"b\"\n\\", "pod.name", "ü😀");
            case 2 -> Labels.of("a", "on", "job", "y");
            default -> Labels.EMPTY;
        };
    }

    private static double number(Random random) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private static CompoundValue histogram(Random random) {
        double[] bounds = random.nextBoolean()
                ? new double[] {0.5, 1, Double.POSITIVE_INFINITY}
                : new double[] {10, Double.POSITIVE_INFINITY};
        double[] counts = new double[bounds.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (i == 0 ? 0 : counts[i - 1]) + random.nextInt(3);
        }
        return new HistogramValue(bounds, counts, random.nextInt(4) == 0 ? Double.NaN : 4.5, random.nextInt(4) == 0);
    }

    private static CompoundValue summary(Random random) {
        return new SummaryValue(
                new double[] {0, 0.5, 1},
                new double[] {number(random), Double.NaN, 3},
                random.nextBoolean() ? 2.5 : Double.NaN,
                random.nextBoolean() ? 7 : Double.NaN);
    }
}
