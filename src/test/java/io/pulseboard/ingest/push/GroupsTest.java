package io.pulseboard.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.prometheus.ExpositionParser;
import io.pulseboard.ingest.push.GroupingKey.MalformedKeyException;
import io.pulseboard.ingest.push.Groups.Replacement;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupsTest {
    private static final long NOW = 1_763_800_000_000L;

    private final RecordingSink sink = new RecordingSink();
    private final Groups groups = new Groups(sink);
    private final GroupingKey shop = new GroupingKey(Map.of("job", "shop"));

    @Test
    void aPushSaysWhenItWas() {
        groups.push(shop, Replacement.GROUP, samples("a"), NOW);

        assertThat(sink.sample("push_time_seconds{job=\"shop\"}").value()).isEqualTo(1_763_800_000.0);
        assertThat(sink.sample("push_failure_time_seconds{job=\"shop\"}").value())
                .isZero();
    }

    @Test
    void putReplacesTheGroup() {
        groups.push(shop, Replacement.GROUP, samples("a", "b"), NOW);

        groups.push(shop, Replacement.GROUP, samples("b", "c"), NOW + 1);

        assertThat(sink.pushedKeys()).containsExactly("b{job=\"shop\"}", "c{job=\"shop\"}");
    }

    @Test
    void putOfNothingLeavesTheTimesOnly() {
        groups.push(shop, Replacement.GROUP, samples("a"), NOW);

        groups.push(shop, Replacement.GROUP, List.of(), NOW + 1);

        assertThat(sink.keys())
                .containsExactly("push_failure_time_seconds{job=\"shop\"}", "push_time_seconds{job=\"shop\"}");
    }

    @Test
    void postReplacesMetricsOfTheSameName() {
        groups.push(
                shop,
                Replacement.GROUP,
                List.of(sample(SeriesKey.of("a", "k", "1")), sample(SeriesKey.of("b", "k", "1"))),
                NOW);

        groups.push(shop, Replacement.SAME_NAMES, List.of(sample(SeriesKey.of("a", "k", "2"))), NOW + 1);

        assertThat(sink.pushedKeys()).containsExactly("a{k=\"2\"}", "b{k=\"1\"}");
    }

    @Test
    void otherGroupsStayAsTheyAre() throws MalformedKeyException {
        groups.push(shop, Replacement.GROUP, samples("a"), NOW);

        groups.push(GroupingKey.parse("job/other"), Replacement.GROUP, List.of(), NOW + 1);

        assertThat(sink.pushedKeys()).containsExactly("a{job=\"shop\"}");
    }

    @Test
    void deleteRemovesEverything() {
        groups.push(shop, Replacement.GROUP, samples("a", "b"), NOW);

        groups.delete(shop);

        assertThat(sink.keys()).isEmpty();
    }

    @Test
    void aFailureIsNotedAndLeavesTheRest() {
        groups.push(shop, Replacement.GROUP, samples("a"), NOW);

        groups.pushFailed(shop, NOW + 2000);

        assertThat(sink.sample("push_failure_time_seconds{job=\"shop\"}").value())
                .isEqualTo(1_763_800_002.0);
        assertThat(sink.sample("push_time_seconds{job=\"shop\"}").value()).isEqualTo(1_763_800_000.0);
        assertThat(sink.pushedKeys()).containsExactly("a{job=\"shop\"}");
    }

    @Test
    void whatTheBudgetRefusesIsNotInTheGroup() {
        sink.budget(1);

        AppendResult result = groups.push(shop, Replacement.GROUP, samples("a", "b"), NOW);

        assertThat(result.refused())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.index()).isOne());
        assertThat(sink.keys()).containsExactly("a{job=\"shop\"}");
    }

    @Test
    void everyPushIsNewerThanTheOneBefore() {
        groups.push(shop, Replacement.GROUP, samples("a"), NOW);
        groups.push(shop, Replacement.GROUP, samples("a"), NOW);
        groups.push(shop, Replacement.GROUP, samples("a"), NOW - 5000);

        assertThat(sink.sample("a{job=\"shop\"}").timestampMillis()).isEqualTo(NOW + 2);
    }

    @Test
    void aGroupsParserIsLentAgainAndToOneAtATime() {
        ExpositionParser first = groups.lendParser(shop);
        groups.push(shop, Replacement.GROUP, samples(many()), NOW);
        groups.takeBack(shop, first);

        ExpositionParser again = groups.lendParser(shop);
        ExpositionParser meanwhile = groups.lendParser(shop);

        assertThat(again).isSameAs(first);
        assertThat(meanwhile).isNotSameAs(first);
    }

    @Test
    void aGroupThatIsGoneKeepsNoParser() {
        ExpositionParser parser = groups.lendParser(shop);
        groups.push(shop, Replacement.GROUP, samples(many()), NOW);
        groups.delete(shop);

        groups.takeBack(shop, parser);

        assertThat(groups.lendParser(shop)).isNotSameAs(parser);
    }

    @Test
    void aParserOfAMalformedPushIsNotKept() {
        ExpositionParser parser = groups.lendParser(shop);
        groups.push(shop, Replacement.GROUP, samples(many()), NOW);
        groups.pushFailed(shop, NOW + 1);

        groups.takeBack(shop, parser);

        assertThat(groups.lendParser(shop)).isNotSameAs(parser);
    }

    @Test
    void aParserThatKnowsWhatTheBudgetRefusedIsNotKept() {
        sink.budget(Groups.WORTH_A_PARSER);
        List<Sample> samples = samples(many());
        samples.addAll(samples("beyond"));
        ExpositionParser parser = groups.lendParser(shop);
        groups.push(shop, Replacement.GROUP, samples, NOW);

        groups.takeBack(shop, parser);

        assertThat(groups.lendParser(shop)).isNotSameAs(parser);
    }

    @Test
    void aFewSeriesAreNotWorthAParser() {
        ExpositionParser parser = groups.lendParser(shop);
        groups.push(shop, Replacement.GROUP, samples("a"), NOW);

        groups.takeBack(shop, parser);

        assertThat(groups.lendParser(shop)).isNotSameAs(parser);
    }

    private static String[] many() {
        return IntStream.range(0, Groups.WORTH_A_PARSER).mapToObj(i -> "a" + i).toArray(String[]::new);
    }

    @Test
    void concurrentPushesLeaveTheGroupAsOneOfThemWould() throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String own = "own" + i;
                done.add(executor.submit(() -> groups.push(shop, Replacement.GROUP, samples("shared", own), NOW)));
            }
            for (Future<?> push : done) {
                push.get();
            }
        } finally {
            executor.shutdownNow();
        }

        assertThat(sink.pushedKeys()).hasSize(2).contains("shared{job=\"shop\"}");
    }

    private static List<Sample> samples(String... names) {
        List<Sample> samples = new ArrayList<>();
        for (String name : names) {
            samples.add(sample(SeriesKey.of(name, "job", "shop")));
        }
        return samples;
    }

    private static Sample sample(SeriesKey key) {
        return Sample.of(key, MetricMetadata.UNKNOWN, 1, NOW);
    }
}
