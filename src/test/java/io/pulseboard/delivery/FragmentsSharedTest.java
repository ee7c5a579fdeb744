package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.hub.HandTurnedHub;
import io.pulseboard.hub.HandTurnedHub.Viewer;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StateView;
import io.pulseboard.hub.StreamPosition;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a tick's messages have in common is rendered once, and reads the same as if each had rendered it for itself. */
class FragmentsSharedTest {
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");
    private static final MetricMetadata HISTOGRAM = new MetricMetadata(MetricType.HISTOGRAM, "seconds", "Help.");
    private static final int GAUGES = 40;
    private static final int HISTOGRAMS = 5;
    private static final int COMPONENTS = 5;

    private final Map<String, Integer> rendered = new HashMap<>();
    private final NamedEncoder named = new NamedEncoder() {
        @Override
        void render(StateView view, int row, int part, JsonBytes out) {
            rendered.merge(view.number(row) + " " + part + " at " + view.version(row), 1, Integer::sum);
            super.render(view, row, part, out);
        }
    };
    private final CompactEncoder compact = new CompactEncoder() {
        @Override
        void render(StateView view, int row, int part, JsonBytes out) {
            rendered.merge(view.number(row) + " " + part, 1, Integer::sum);
            super.render(view, row, part, out);
        }
    };
    private final Random random = new Random(7);

    @Test
    void manyFeedsOfTheSameSeriesRenderEachNameWithItsValueOncePerTick() {
        HandTurnedHub hub = new HandTurnedHub();
        hub.tick(samples(hub));
        List<Viewer> viewers = new ArrayList<>();
        overlapping().forEach(query -> viewers.add(hub.view(named, query, null)));
        viewers.forEach(viewer -> viewer.take(1000));
        for (int tick = 0; tick < 3; tick++) {
            rendered.clear();
            hub.tick(samples(hub));

            assertThat(rendered).hasSize(GAUGES + HISTOGRAMS * COMPONENTS);
            assertThat(rendered.values()).containsOnly(1);
        }
    }

    @Test
    void manyFeedsOfTheSameSeriesRenderEachValueAndEachDefinitionOncePerTick() {
        HandTurnedHub hub = new HandTurnedHub();
        List<Viewer> viewers = new ArrayList<>();
        overlapping().forEach(query -> viewers.add(hub.view(compact, query, null)));
        viewers.forEach(viewer -> viewer.take(1000));

        hub.tick(samples(hub));

        assertThat(rendered).hasSize(2 * (GAUGES + HISTOGRAMS));
        assertThat(rendered.values()).containsOnly(1);
    }

    @Test
    void snapshotsAndMergedAndReplayedFramesShareWithTheUpdatesOfTheirTick() {
        HandTurnedHub hub = new HandTurnedHub();
        hub.tick(samples(hub));
        List<Viewer> slow = new ArrayList<>();
        overlapping().forEach(query -> slow.add(hub.view(named, query, null)));
        slow.forEach(Viewer::next);
        hub.tick(samples(hub));
        hub.tick(samples(hub));
        StreamPosition before = hub.hub().position();
        rendered.clear();

        hub.tick(samples(hub));
        slow.forEach(Viewer::next);
        overlapping().forEach(query -> hub.view(named, query, null).next());
        selectors("{i=~\".*[1-5]\"}", "g{i!=\"1\"}")
                .forEach(query -> hub.view(named, query, before).next());

        assertThat(rendered).hasSize(GAUGES + HISTOGRAMS * COMPONENTS);
        assertThat(rendered.values()).containsOnly(1);
    }

    @Test
    void messagesReadTheSameWithAndWithoutSharing() {
        HandTurnedHub sharing = new HandTurnedHub();
        // So little heap that no piece is kept.
        HandTurnedHub plain = new HandTurnedHub(20_000);
        List<Viewer> withSharing = new ArrayList<>();
        List<Viewer> without = new ArrayList<>();
        for (MessageEncoder encoder : List.of(named, compact)) {
            overlapping().forEach(query -> {
                withSharing.add(sharing.view(encoder, query, null));
                without.add(plain.view(encoder, query, null));
            });
        }
        for (int tick = 0; tick < 20; tick++) {
            Sample[] samples = samples(sharing);
            for (int i = 0; i < GAUGES; i += 7) {
                double special = Double.NEGATIVE_INFINITY * (random.nextInt(3) - 1);
                samples[i] = Sample.of(samples[i].key(), GAUGE, special, sharing.nextTickMillis());
            }
            SeriesKey removed = samples[random.nextInt(samples.length)].key();
            for (HandTurnedHub hub : List.of(sharing, plain)) {
                hub.hub().remove(List.of(removed));
                hub.tick(samples);
            }
            for (int i = random.nextInt(3); i < withSharing.size(); i += 1 + random.nextInt(3)) {
                assertThat(texts(withSharing.get(i))).isEqualTo(texts(without.get(i)));
            }
        }
    }

    private static List<String> texts(Viewer viewer) {
        List<Payload> payloads = viewer.take(1);
        return payloads.stream()
                .map(payload -> ((EncodedMessage) payload).text())
                .toList();
    }

    private Sample[] samples(HandTurnedHub hub) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < GAUGES; i++) {
            SeriesKey key = SeriesKey.of("g", "i", Integer.toString(i));
            samples.add(Sample.of(key, GAUGE, random.nextDouble(), hub.nextTickMillis()));
        }
        for (int i = 0; i < HISTOGRAMS; i++) {
            double[] bounds = {0.1, 1, Double.POSITIVE_INFINITY};
            double[] counts = {random.nextInt(100), 100 + random.nextInt(100), 200 + random.nextInt(100)};
            HistogramValue value = new HistogramValue(bounds, counts, random.nextDouble(), false);
            SeriesKey key = SeriesKey.of("lat", "i", Integer.toString(i));
            samples.add(Sample.of(key, HISTOGRAM, value, hub.nextTickMillis() - i));
        }
        return samples.toArray(Sample[]::new);
    }

    /** Everything, halves, single series, and histograms whole and in parts. */
    private static List<Query> overlapping() {
        List<Query> queries = new ArrayList<>(selectors(
                "g",
                "lat",
                "lat_count",
                "lat_bucket",
                "lat_bucket{le=\"1\"}",
                "{i=~\"[0-4]\"}",
                "{i=\"1\"}",
                "{i=~\".*[13579]\"}",
                "{i=~\".*[02468]\"}",
                "{__name__=~\"g|lat_sum\"}"));
        queries.add(Query.ALL);
        return queries;
    }

    private static List<Query> selectors(String... selectors) {
        List<Query> queries = new ArrayList<>();
        for (String selector : selectors) {
            try {
                queries.add(Query.parse(List.of(selector)));
            } catch (QuerySyntaxException fault) {
                throw new AssertionError(fault);
            }
        }
        return queries;
    }
}
