package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SummaryValue;
import io.pulseboard.query.Query;
import io.pulseboard.store.Series;
import io.pulseboard.store.SeriesLimits;
import io.pulseboard.store.SeriesTable;
import io.pulseboard.store.SeriesValues;
import io.pulseboard.store.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The short cuts by which feeds find their series, and series their feeds, beside the long way: every query tried with every
 * series. Names and labels are few, so that they meet often. A failure names its seed, which makes the run again.
 */
class SeriesAndFeedIndexTest implements Feed.FeedContext {
    private static final String[] NAMES = {
        "a", "b", "lat", "lat_count", "lat_sum", "lat_bucket", "x_count", "x", "my.name"
    };
    private static final String[] LABELS = {"job", "zone", "le", "quantile"};
    private static final String[] VALUES = {"1", "2", "0.5", "+Inf"};
    private static final String[] OPERATORS = {"=", "=", "=", "!=", "=~", "!~"};
    private static final String[] PATTERNS = {"1", "2", "1|2", "0.*", ".*", "", "1|", "0\\\\.5", "+Inf"};
    private static final String[] NAME_PATTERNS = {"a|b", "lat", "lat_.*", "lat_count|x_count", ".*_sum", "a|"};

    private final SeriesTable table =
            new SeriesTable(new SeriesLimits(100_000, 10, 64, 64, Duration.ofMinutes(1)), () -> Instant.EPOCH);
    private final Feeds feeds = new Feeds(this, 1 << 20);
    private final ResumeWindow window = new ResumeWindow(4_000, 1 << 30, feeds::evicted);
    private final KeptFrames keptFrames = new KeptFrames(1 << 20);
    private final List<Feed> open = new ArrayList<>();
    private final List<Series> removed = new ArrayList<>();
    private Random random = new Random(0);
    private long seq;

    @Override
    public StreamPosition now() {
        return new StreamPosition("k3", seq);
    }

    @Override
    public long nowMillis() {
        return seq * 1000;
    }

    @Override
    public long replayBytes() {
        return 1 << 20;
    }

    @Override
    public ResumeWindow window() {
        return window;
    }

    @Override
    public KeptFrames keptFrames() {
        return keptFrames;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyFeedHasTheSeriesThatItsQuerySelectsAndNoOther(long seed) {
        random = new Random(seed);
        for (int step = 0; step < 150; step++) {
            tick();
            for (int i = random.nextInt(6); i > 0; i--) {
                Query query = query();
                FeedKey key = new FeedKey(query, new TestMessage.Encoder(), 1);
                open.add(feeds.create(key));
            }
            while (open.size() > 60) {
                feeds.retire(open.remove(random.nextInt(open.size())));
            }
            if (step % 10 == 9) {
                check(seed);
            }
        }
        assertThat(removed).as("removals of seed %d", seed).hasSizeGreaterThan(20);
    }

    private void check(long seed) {
        List<Series> held = new ArrayList<>();
        feeds.select(Query.ALL).forEach(selected -> held.add(selected.series()));
        for (Feed feed : open) {
            Query query = feed.key().query();
            List<Series> expected = held.stream()
                    .filter(series ->
                            !query.select(series.key(), series.layout()).isNone())
                    .toList();
            assertThat(feed.members().stream()
                            .map(FeedMember::series)
                            .filter(series -> !series.gone())
                            .toList())
                    .as("series of '%s', seed %d", query, seed)
                    .isEqualTo(expected);
            assertThat(feeds.select(query).stream().map(Selected::series).toList())
                    .isEqualTo(expected);
            long forgotten = removed.stream()
                    .filter(series -> series.evicted() == series.version())
                    .filter(series ->
                            !query.select(series.key(), series.layout()).isNone())
                    .mapToLong(Series::version)
                    .max()
                    .orElse(0);
            assertThat(feed.forgotAfter(forgotten)).isFalse();
            assertThat(forgotten == 0 || feed.forgotAfter(forgotten - 1)).isTrue();
        }
    }

    /** Some new and changed series, some removed ones, and a tick of a second. */
    private void tick() {
        int bulk = random.nextInt(10) == 0 ? 60 : 4;
        for (int i = random.nextInt(bulk); i > 0; i--) {
            SeriesKey key = new SeriesKey(any(NAMES), labels());
            Sample sample = random.nextBoolean()
                    ? Sample.of(key, MetricMetadata.UNKNOWN, random.nextInt(3), seq * 1000)
                    : Sample.of(key, MetricMetadata.UNKNOWN, compound(), seq * 1000);
            table.append(Source.orderly("test"), List.of(sample));
        }
        List<Selected> held = feeds.select(Query.ALL);
        if (!held.isEmpty() && random.nextInt(3) == 0) {
            table.remove(List.of(held.get(random.nextInt(held.size())).series().key()));
        }
        seq++;
        SeriesValues changes = table.freeze(seq);
        for (int row = 0; row < changes.size(); row++) {
            if (changes.series(row).gone()) {
                removed.add(changes.series(row));
            }
        }
        feeds.changed(changes);
        window.add(new Tick(seq, seq * 1000, changes));
    }

    private CompoundValue compound() {
        double inf = Double.POSITIVE_INFINITY;
        return switch (random.nextInt(3)) {
            case 0 -> new HistogramValue(new double[] {0.5, inf}, new double[] {1, 2}, 3, false);
            case 1 -> new HistogramValue(new double[] {1, 2, inf}, new double[] {1, 2, 3}, 3, true);
            default -> new SummaryValue(new double[] {0.5, 1}, new double[] {1, 2}, 3, 4);
        };
    }

    private Labels labels() {
        Labels labels = Labels.EMPTY;
        for (String label : LABELS) {
            if (random.nextInt(3) == 0) {
                labels = labels.with(label, any(VALUES));
            }
        }
        return labels.with("many", Integer.toString(random.nextInt(20)));
    }

    private Query query() {
        String[] selectors = new String[random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(3)];
        for (int i = 0; i < selectors.length; i++) {
            selectors[i] = selector();
        }
        return TestHub.query(selectors);
    }

    private String selector() {
        List<String> matchers = new ArrayList<>();
        switch (random.nextInt(4)) {
            case 0 -> matchers.add("__name__=~\"" + any(NAME_PATTERNS) + "\"");
            case 1 -> matchers.add("__name__!=\"" + any(NAMES) + "\"");
            case 2 -> matchers.add("__name__=\"" + any(NAMES) + "\"");
            default -> matchers.add("many=~\"" + random.nextInt(20) + "|" + random.nextInt(20) + "\"");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String operator = any(OPERATORS);
            String value = operator.contains("~") ? any(PATTERNS).replace("+Inf", "[+]Inf") : any(VALUES);
            matchers.add(any(LABELS) + operator + "\"" + value + "\"");
        }
        // At least one matcher must ask for something.
        matchers.add(random.nextBoolean() ? "many!=\"\"" : "many=\"" + random.nextInt(20) + "\"");
        return "{" + String.join(",", matchers) + "}";
    }

    private String any(String[] words) {
        return words[random.nextInt(words.length)];
    }

    @Test
    void aQueryWithALabelLooksAtFewSeriesOfManyWithTheSameName() {
        SeriesIndex<Listed> index = new SeriesIndex<>();
        for (int i = 0; i < 1000; i++) {
            index.add(new Listed(SeriesKey.of("m", "job", "shop", "i", "" + i), i));
        }

        assertThat(index.candidates(TestHub.query("m{job=\"shop\",i=\"7\"}"))).hasSize(1);
        assertThat(index.candidates(TestHub.query("{i=\"7\"}", "{i=\"8\"}"))).hasSize(2);
        assertThat(index.candidates(TestHub.query("m{nothing=\"7\"}"))).isEmpty();
        assertThat(index.candidates(TestHub.query("other{i=\"7\"}"))).isEmpty();
    }

    @Test
    void aNewSeriesLooksAtFewFeedsOfManyWithTheSameName() {
        FeedIndex index = new FeedIndex();
        for (int i = 0; i < 1000; i++) {
            Query query = TestHub.query("m{job=\"shop\",i=\"" + i + "\"}");
            index.add(new Feed(new FeedKey(query, new TestMessage.Encoder(), 1), this, Fragments.NONE));
        }

        assertThat(index.candidates(SeriesKey.of("m", "job", "shop", "i", "7"))).hasSizeLessThan(3);
        assertThat(index.candidates(SeriesKey.of("other", "job", "shop", "i", "7")))
                .isEmpty();
    }

    private record Listed(SeriesKey key, int number) implements SeriesIndex.Entry {}
}
