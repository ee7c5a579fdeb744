package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.store.SeriesLimits;
import io.pulseboard.store.SeriesShare;
import io.pulseboard.store.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HubTest {
    private final TestHub test = new TestHub();

    @Test
    void aViewerGetsTheFullStateAndThenOnlyWhatChanges() {
        test.set("a", 1);
        test.set("b", 2);
        test.tick();
        TestViewer viewer = test.view(null);
        test.set("b", 3);
        test.tick();
        assertThat(viewer.types()).containsExactly("snapshot", "update");
        assertThat(viewer.messages.get(0).values()).isEqualTo(Map.of("a", 1.0, "b", 2.0));
        assertThat(viewer.messages.get(1).values()).isEqualTo(Map.of("b", 3.0));
        assertThat(viewer.messages.get(1).after()).isEqualTo(test.at(1));
        assertThat(viewer.messages.get(1).id()).isEqualTo(test.at(2));
    }

    @Test
    void aTickWithoutAMatchingChangeSendsNothing() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = test.view(null, "a");
        test.set("a", 1);
        test.set("b", 5);
        test.ticks(3);
        assertThat(viewer.types()).containsExactly("snapshot");
    }

    @Test
    void theUpdateAfterQuietTicksFollowsOnTheLastUpdateAndNotOnTheLastTick() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = test.view(null, "a");
        test.ticks(4);
        test.set("a", 2);
        test.tick();
        assertThat(viewer.last().after()).isEqualTo(test.at(1));
        assertThat(viewer.last().id()).isEqualTo(test.at(6));
    }

    @Test
    void aQuietFeedSendsAHeartbeatWithThePositionUpToWhichNothingWasMissed() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = test.view(null, "a");
        test.ticks(15);
        assertThat(viewer.types()).containsExactly("snapshot", "heartbeat");
        assertThat(viewer.last().id()).isEqualTo(test.at(16));
    }

    @Test
    void whoComesBackInTheWindowGetsEveryMissedUpdateInOrderAndNoSnapshot() {
        test.set("a", 1);
        test.ticks(2);
        for (int i = 0; i < 5; i++) {
            test.set("a", 10 + i);
            test.tick();
        }
        TestViewer viewer = test.view(test.at(3), "a");
        assertThat(viewer.types()).containsOnly("update");
        assertThat(viewer.messages).extracting(m -> m.id().seq()).containsExactly(4L, 5L, 6L, 7L);
        assertThat(viewer.messages).extracting(m -> m.values().get("a")).containsExactly(11.0, 12.0, 13.0, 14.0);
        assertThat(viewer.messages).allSatisfy(m -> assertThat(m.afterSeq()).isEqualTo(m.id().seq() - 1));
    }

    @Test
    void whoComesBackToAFeedThatWasRetiredInTheMeantimeSeesNoFalseHole() {
        test.set("a", 1);
        test.tick();
        TestViewer first = test.view(null, "a");
        first.leave();
        test.ticks(5);
        TestViewer back = test.view(first.last().id(), "a");
        test.set("a", 2);
        test.tick();
        assertThat(back.types()).containsExactly("update");
        assertThat(back.last().after()).isEqualTo(first.last().id());
    }

    @Test
    void whoIsUpToDateGetsNothingUntilSomethingChanges() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = test.view(test.at(1), "a");
        test.tick();
        assertThat(viewer.messages).isEmpty();
    }

    @Test
    void aChangeThatLeftTheWindowIsAGapAndAFreshSnapshot() {
        test.set("a", 1);
        test.tick();
        test.set("a", 2);
        test.tick();
        test.ticks(30);
        TestViewer viewer = test.view(test.at(1), "a");
        assertThat(viewer.types()).containsExactly("gap", "snapshot");
        assertThat(viewer.messages.get(0).after()).isEqualTo(test.at(1));
        assertThat(viewer.messages.get(0).id()).isEqualTo(test.at(32));
        assertThat(viewer.state).isEqualTo(Map.of("a", 2.0));
    }

    @Test
    void thereIsNoGapWhereNothingThatMatchesLeftTheWindow() {
        test.set("a", 1);
        test.tick();
        for (int i = 0; i < 30; i++) {
            test.set("b", i);
            test.tick();
        }
        test.set("a", 2);
        test.tick();
        TestViewer viewer = test.view(test.at(1), "a");
        assertThat(viewer.types()).containsExactly("update");
        assertThat(viewer.last().afterSeq()).isLessThanOrEqualTo(1);
    }

    @Test
    void anotherEpochAndTheFutureAreGaps() {
        test.set("a", 1);
        test.tick();
        assertThat(test.view(new StreamPosition("other", 1)).types()).containsExactly("gap", "snapshot");
        assertThat(test.view(test.at(99)).types()).containsExactly("gap", "snapshot");
    }

    @Test
    void aSlowViewerGetsOneMergedUpdateForAllThatItMissed() {
        test.set("a", 1);
        test.set("b", 1);
        test.tick();
        TestViewer viewer = TestViewer.slow();
        test.hub.subscribe(test.subscription(Duration.ZERO, null)).subscribe().withSubscriber(viewer);
        viewer.take(1);
        for (int i = 2; i <= 6; i++) {
            test.set("a", i);
            test.tick();
        }
        viewer.take(5);
        assertThat(viewer.types()).containsExactly("snapshot", "update");
        assertThat(viewer.last().merged()).isEqualTo(5);
        assertThat(viewer.last().after()).isEqualTo(test.at(1));
        assertThat(viewer.last().values()).isEqualTo(Map.of("a", 6.0));
    }

    /** A hub that gives those who come back two or three messages at a time; its window holds some 20 ticks of one series. */
    private static TestHub frugal() {
        return new TestHub(Runnable::run, Runnable::run, TestHub.settings(Duration.ofSeconds(60), 12_800));
    }

    private static TestViewer slowAfter(TestHub hub, long seq) {
        TestViewer viewer = TestViewer.slow();
        hub.hub
                .subscribe(hub.subscription(Duration.ZERO, hub.at(seq), "a"))
                .subscribe()
                .withSubscriber(viewer);
        return viewer;
    }

    private static void set(TestHub hub, int times) {
        for (int i = 0; i < times; i++) {
            hub.set("a", hub.hub.position().seq() + 1);
            hub.tick();
        }
    }

    @Test
    void whoReadsSlowlyWhatItHasMissedGetsItAllInOrderThoughNeverMuchAtOnce() {
        TestHub hub = frugal();
        set(hub, 12);
        TestViewer viewer = slowAfter(hub, 2);

        for (int i = 0; i < 5; i++) {
            viewer.take(1);
        }
        set(hub, 1);
        viewer.take(100);

        assertThat(viewer.messages)
                .extracting(m -> m.id().seq())
                .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L);
        assertThat(viewer.messages)
                .allSatisfy(m -> assertThat(m.merged()).isZero())
                .allSatisfy(m -> assertThat(m.afterSeq()).isEqualTo(m.id().seq() - 1));
    }

    @Test
    void whatCameLiveWhileAViewerReadWhatItHadMissedIsMergedAfterwards() {
        TestHub hub = frugal();
        set(hub, 8);
        TestViewer viewer = slowAfter(hub, 2);
        viewer.take(1);
        set(hub, 3);
        viewer.take(100);

        assertThat(viewer.messages).extracting(m -> m.id().seq()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 11L);
        assertThat(viewer.last().merged()).isEqualTo(3);
        assertThat(viewer.last().after()).isEqualTo(hub.at(8));
    }

    @Test
    void whoReadsWhatItHasMissedMoreSlowlyThanTheWindowMovesGetsTheRestMerged() {
        TestHub hub = frugal();
        set(hub, 8);
        TestViewer viewer = slowAfter(hub, 2);
        viewer.take(1);
        set(hub, 400);
        viewer.take(100);

        assertThat(viewer.types()).containsOnly("update");
        TestMessage rest = viewer.last();
        assertThat(rest.afterSeq())
                .as("where what it had been given ends")
                .isEqualTo(viewer.messages.get(viewer.messages.size() - 2).id().seq())
                .isLessThan(8);
        assertThat(rest.id()).isEqualTo(hub.at(408));
        assertThat(rest.merged()).isEqualTo(408 - rest.afterSeq());
        assertThat(viewer.state).isEqualTo(Map.of("a", 408.0));
    }

    @Test
    void whoHasReadWhatItMissedIsLive() {
        TestHub hub = frugal();
        set(hub, 8);
        TestViewer viewer = slowAfter(hub, 2);
        viewer.take(6);
        set(hub, 1);
        viewer.take(1);

        assertThat(viewer.last().id()).isEqualTo(hub.at(9));
        assertThat(viewer.last().merged()).isZero();
    }

    @Test
    void aViewerThatIsOneUpdateLateGetsThatUpdateAsItWas() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = TestViewer.slow();
        test.hub.subscribe(test.subscription(Duration.ZERO, null)).subscribe().withSubscriber(viewer);
        viewer.take(1);
        test.set("a", 2);
        test.tick();
        viewer.take(1);
        assertThat(viewer.last().merged()).isZero();
        assertThat(viewer.last().id()).isEqualTo(test.at(2));
    }

    @Test
    void aHeartbeatIsNotForThoseWhoAreBehind() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = TestViewer.slow();
        test.hub.subscribe(test.subscription(Duration.ZERO, null)).subscribe().withSubscriber(viewer);
        viewer.take(1);
        test.set("a", 2);
        test.tick();
        test.ticks(20);
        viewer.take(1);
        assertThat(viewer.types()).containsExactly("snapshot", "update");
    }

    @Test
    void anIntervalCollectsAndSendsAtItsMultiples() {
        test.ticks(1);
        TestViewer viewer = test.view(Duration.ofSeconds(5), null);
        for (int i = 2; i <= 11; i++) {
            test.set("a", i);
            test.tick();
        }
        assertThat(viewer.types()).containsExactly("snapshot", "update", "update");
        assertThat(viewer.messages).extracting(m -> m.id().seq()).containsExactly(1L, 5L, 10L);
        assertThat(viewer.last().values()).isEqualTo(Map.of("a", 10.0));
        assertThat(viewer.last().merged()).isZero();
    }

    @Test
    void anIntervalResumesWithTheNewestValuesOfEachStretch() {
        test.ticks(1);
        for (int i = 2; i <= 12; i++) {
            test.set("a", i);
            test.tick();
        }
        TestViewer viewer = test.view(Duration.ofSeconds(5), test.at(3));
        assertThat(viewer.messages).extracting(m -> m.id().seq()).containsExactly(5L, 10L);
        assertThat(viewer.messages).extracting(m -> m.values().get("a")).containsExactly(5.0, 10.0);
    }

    @Test
    void whoComesBackFromBetweenTwoPointsOfAnIntervalSeesNoFalseHole() {
        test.tick();
        test.set("a", 1);
        test.tick();
        Duration every = Duration.ofSeconds(5);
        TestViewer staysOn = test.view(every, null);
        test.ticks(35);
        test.set("a", 2);
        test.ticks(5);
        TestViewer back = test.view(every, test.at(3));
        assertThat(staysOn.last().afterSeq()).isEqualTo(5);
        assertThat(back.types()).containsExactly("heartbeat", "update");
        assertThat(back.messages.get(0).id()).isEqualTo(test.at(35));
    }

    @Test
    void whoComesBackFromBetweenTwoPointsOfAnIntervalToQuietSeesNoFalseHoleLater() {
        test.tick();
        test.set("a", 1);
        test.tick();
        Duration every = Duration.ofSeconds(5);
        test.view(every, null);
        test.ticks(35);
        TestViewer back = test.view(every, test.at(3));
        assertThat(back.types()).containsExactly("heartbeat");
        assertThat(back.last().id()).isEqualTo(test.at(35));
    }

    @Test
    void aSeriesThatItsSourceDropsIsStaleAndLaterGone() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = test.view(null);
        test.append(Sample.stale(SeriesKey.of("a"), MetricMetadata.UNKNOWN, test.millis()));
        test.tick();
        assertThat(SpecialValues.isStale(viewer.last().value("a"))).isTrue();
        test.ticks(7);
        assertThat(SpecialValues.isGone(viewer.last().value("a"))).isTrue();
        assertThat(viewer.state).isEmpty();
    }

    @Test
    void aStaleSeriesThatComesBackStays() {
        test.set("a", 1);
        test.tick();
        test.append(Sample.stale(SeriesKey.of("a"), MetricMetadata.UNKNOWN, test.millis()));
        test.tick();
        test.set("a", 2);
        test.ticks(20);
        assertThat(test.view(null).state).isEqualTo(Map.of("a", 2.0));
    }

    @Test
    void aRemovedSeriesIsGoneWithTheNextTick() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = test.view(null);
        assertThat(test.hub.remove(List.of(SeriesKey.of("a"), SeriesKey.of("unknown"))))
                .isEqualTo(1);
        test.tick();
        assertThat(viewer.state).isEmpty();
        assertThat(viewer.types()).containsExactly("snapshot", "update");
    }

    @Test
    void aSeriesRemovedAndPushedAgainWithinATickIsAnotherSeriesOfTheSameName() {
        test.set("a", 1);
        test.tick();
        TestViewer viewer = test.view(null);
        test.hub.remove(List.of(SeriesKey.of("a")));
        test.set("a", 5);
        test.tick();
        assertThat(viewer.state).isEqualTo(Map.of("a", 5.0));
    }

    @Test
    void aSeriesThatComesAndGoesWithinATickIsNeverSeen() {
        test.ticks(1);
        TestViewer viewer = test.view(null);
        test.set("a", 1);
        test.hub.remove(List.of(SeriesKey.of("a")));
        test.ticks(2);
        assertThat(viewer.types()).containsExactly("snapshot");
    }

    @Test
    void aHistogramIsSelectedWholeOrByComponent() {
        MetricMetadata histogram = new MetricMetadata(MetricType.HISTOGRAM, "seconds", "");
        HistogramValue value =
                new HistogramValue(new double[] {0.5, Double.POSITIVE_INFINITY}, new double[] {3, 4}, 1.5, false);
        test.append(Sample.of(SeriesKey.of("latency_seconds"), histogram, value, test.millis()));
        test.tick();
        assertThat(test.view(null, "latency_seconds").state)
                .isEqualTo(Map.of(
                        "latency_seconds_bucket{le=\"0.5\"}", 3.0,
                        "latency_seconds_bucket{le=\"+Inf\"}", 4.0,
                        "latency_seconds_sum", 1.5,
                        "latency_seconds_count", 4.0));
        assertThat(test.view(null, "latency_seconds_count").state).isEqualTo(Map.of("latency_seconds_count", 4.0));
    }

    @Test
    void otherBucketsMakeAnotherSeriesAndTheOldKeysGo() {
        MetricMetadata histogram = new MetricMetadata(MetricType.HISTOGRAM, "", "");
        double inf = Double.POSITIVE_INFINITY;
        test.append(Sample.of(
                SeriesKey.of("h"),
                histogram,
                new HistogramValue(new double[] {1, inf}, new double[] {1, 2}, 3, false),
                test.millis()));
        test.tick();
        TestViewer viewer = test.view(null);
        test.append(Sample.of(
                SeriesKey.of("h"),
                histogram,
                new HistogramValue(new double[] {2, inf}, new double[] {3, 4}, 5, false),
                test.millis()));
        test.tick();
        assertThat(viewer.state)
                .isEqualTo(
                        Map.of("h_bucket{le=\"2\"}", 3.0, "h_bucket{le=\"+Inf\"}", 4.0, "h_sum", 5.0, "h_count", 4.0));
    }

    @Test
    void viewersOfTheSameQueryShareOneFeed() {
        TestViewer one = test.view(null, "a", "b");
        TestViewer two = test.view(null, "b", "a");
        assertThat(test.registry.get("pulseboard.feeds").gauge().value()).isEqualTo(1);
        one.leave();
        two.leave();
        assertThat(test.registry.get("pulseboard.feeds").gauge().value()).isZero();
        assertThat(test.registry.get("pulseboard.viewers").gauge().value()).isZero();
    }

    @Test
    void anOlderSampleIsRefusedAndANewerOneOfTheSameTickWins() {
        SeriesKey key = SeriesKey.of("a");
        test.append(Sample.of(key, TestHub.GAUGE, 1, test.millis()));
        test.append(Sample.of(key, TestHub.GAUGE, 2, test.millis() + 5));
        AppendResult late = test.append(Sample.of(key, TestHub.GAUGE, 3, test.millis() + 1));
        test.tick();
        assertThat(late.accepted()).isZero();
        assertThat(late.refused().get(0).reason()).isEqualTo(AppendResult.Reason.OUT_OF_ORDER);
        assertThat(test.view(null).state).isEqualTo(Map.of("a", 2.0));
    }

    @Test
    void beyondTheBudgetNewSeriesAreRefusedAndKnownOnesFlow() {
        for (int i = 0; i < 1000; i++) {
            test.set("s" + i, i);
        }
        AppendResult refused = test.set("one_more", 1);
        AppendResult known = test.set("s5", 50);
        assertThat(refused.refused().get(0).message()).contains("pulseboard.series.max = 1000", "one_more");
        assertThat(known.accepted()).isEqualTo(1);
    }

    @Test
    void aSourceThatExplodesLeavesRoomForTheOthers() {
        TestHub small = limited(100, 50, 10);
        for (int i = 0; i < 20; i++) {
            small.hub.append("scrape", List.of(sample("m" + i, "job", "bad")));
        }
        AppendResult refused = small.hub.append("scrape", List.of(sample("m99", "job", "bad")));
        AppendResult another = small.hub.append("scrape", List.of(sample("m99", "job", "good")));
        AppendResult known = small.hub.append("scrape", List.of(sample("m3", "job", "bad")));

        assertThat(refused.refused().get(0).reason()).isEqualTo(AppendResult.Reason.SOURCE_BUDGET);
        assertThat(refused.refused().get(0).message())
                .contains("scrape/bad", "pulseboard.series.max-per-source = 10", "m99{job=\"bad\"}");
        assertThat(another.accepted()).isEqualTo(1);
        assertThat(known.accepted()).isEqualTo(1);
        assertThat(small.hub.budget(5).sources())
                .containsExactly(new SeriesShare("scrape/bad", 10, 11), new SeriesShare("scrape/good", 1, 0));
    }

    @Test
    void aMetricThatExplodesLeavesRoomForTheOthers() {
        TestHub small = limited(100, 10, 50);
        for (int i = 0; i < 20; i++) {
            small.hub.append("json", List.of(sample("requests_total", "path", "/" + i)));
        }
        AppendResult refused = small.hub.append("json", List.of(sample("requests_total", "path", "/x")));
        AppendResult another = small.hub.append("json", List.of(sample("errors_total", "path", "/x")));

        assertThat(refused.refused().get(0).reason()).isEqualTo(AppendResult.Reason.METRIC_BUDGET);
        assertThat(refused.refused().get(0).message())
                .contains("requests_total", "pulseboard.series.max-per-metric = 10");
        assertThat(another.accepted()).isEqualTo(1);
        assertThat(small.hub.budget(1).metrics()).containsExactly(new SeriesShare("requests_total", 10, 11));
        assertThat(small.hub.budget(0).refused())
                .containsExactly(new BudgetView.RefusedSamples("json", AppendResult.Reason.METRIC_BUDGET, 11));
    }

    @Test
    void whatGoesMakesRoomAgainWhereverItWasCounted() {
        TestHub small = limited(2, 2, 2);
        small.hub.append("json", List.of(sample("m", "i", "1"), sample("m", "i", "2")));
        assertThat(small.hub.append("json", List.of(sample("m", "i", "3"))).accepted())
                .isZero();

        small.hub.remove(List.of(SeriesKey.of("m", "i", "1")));

        assertThat(small.hub.append("json", List.of(sample("m", "i", "3"))).accepted())
                .isEqualTo(1);
        small.hub.remove(List.of(SeriesKey.of("m", "i", "2"), SeriesKey.of("m", "i", "3")));
        assertThat(small.hub.budget(9).sources()).isEmpty();
        assertThat(small.hub.budget(9).metrics()).isEmpty();
        assertThat(small.hub.budget(9).held()).isZero();
    }

    @Test
    void aSeriesOfASourceThatFallsSilentIsStaleAndThenGone() {
        test.hub.append(Source.silent("otlp"), List.of(sample("silent"), sample("reported")));
        test.hub.append(Source.orderly("scrape"), List.of(sample("orderly")));
        test.tick();
        TestViewer viewer = test.view(null);
        for (int i = 0; i < 20; i++) {
            test.hub.append(Source.silent("otlp"), List.of(sample("reported")));
            test.tick();
            assertThat(viewer.state).containsKeys("silent", "reported", "orderly");
        }

        test.ticks(2);
        assertThat(SpecialValues.isStale(viewer.last().value("silent"))).isTrue();
        test.hub.append(Source.silent("otlp"), List.of(sample("reported")));
        test.ticks(8);
        assertThat(viewer.state).containsOnlyKeys("reported", "orderly");
    }

    @Test
    void aSilentSeriesThatComesBackStays() {
        test.hub.append(Source.silent("otlp"), List.of(sample("a")));
        test.ticks(23);
        TestViewer viewer = test.view(null);
        assertThat(viewer.state).hasSize(1);

        test.hub.append(Source.silent("otlp"), List.of(sample("a")));
        test.ticks(15);

        assertThat(viewer.state).isEqualTo(Map.of("a", 1.0));
    }

    private static TestHub limited(int series, int perMetric, int perSource) {
        SeriesLimits limits = new SeriesLimits(series, perMetric, perSource, 10, 64, 256, Duration.ofMinutes(10));
        return new TestHub(Runnable::run, Runnable::run, TestHub.settings(Duration.ofSeconds(20), 1 << 20, limits));
    }

    private static Sample sample(String name, String... labels) {
        return Sample.of(SeriesKey.of(name, labels), TestHub.GAUGE, 1, TestHub.START);
    }

    @Test
    void aSampleFromTheFarFutureIsRefusedByName() {
        AppendResult refused = test.append(Sample.of(SeriesKey.of("a"), TestHub.GAUGE, 1, test.millis() + 11 * 60_000));
        assertThat(refused.refused().get(0).reason()).isEqualTo(AppendResult.Reason.TOO_FAR_IN_FUTURE);
    }

    @Test
    void theWindowBecomesShorterRatherThanLarger() {
        TestHub small = new TestHub(Runnable::run, Runnable::run, TestHub.settings(Duration.ofMinutes(5), 2_000));
        for (int i = 0; i < 200; i++) {
            small.set("a", i);
            small.tick();
        }
        double bytes = small.registry.get("pulseboard.window.bytes").gauge().value();
        assertThat(bytes).isPositive().isLessThanOrEqualTo(2_000);
        assertThat(small.registry.get("pulseboard.window.seconds").gauge().value())
                .isLessThan(200);
    }

    @Test
    void anAnnotationReachesEverybody() {
        test.ticks(1);
        TestViewer viewer = test.view(null);
        test.hub.annotate(test.millis(), "deployed 1.2", List.of("deploy"));
        assertThat(viewer.types()).containsExactly("snapshot", "annotation deployed 1.2");
    }

    @Test
    void whoComesLaterCanReadWhatWasAnnotated() {
        Annotation first = test.hub.annotate(test.millis(), "deployed 1.2", List.of("deploy"));
        Annotation second = test.hub.annotate(test.millis() - 10, "rolled back", List.of());

        assertThat(second.id()).isEqualTo(first.id() + 1);
        assertThat(test.hub.annotations(Duration.ofMinutes(1)).await().indefinitely())
                .containsExactly(second, first);
        assertThat(test.registry.get("pulseboard.annotations.held").gauge().value())
                .isEqualTo(2);
    }

    @Test
    void annotationsAreHeldAsFarBackAsHistoryReaches() {
        assertThat(test.hub.reach()).isEqualTo(Duration.ofMinutes(2));
        test.hub.annotate(test.millis(), "deployed 1.2", List.of());
        test.ticks(121);

        assertThat(test.hub.annotations(Duration.ofHours(24)).await().indefinitely())
                .isEmpty();
    }

    @Test
    void anAnnotationReachesEverybodyOnceAlsoIfSomebodyLeavesWhileItGoesRound() {
        Queue<Runnable> loop = new ArrayDeque<>();
        TestHub crowded = new TestHub(Runnable::run, loop::add, TestHub.settings(Duration.ofSeconds(20), 1 << 20));
        List<TestViewer> viewers = Stream.generate(() -> crowded.view(null))
                .limit(EventLoopWalk.SUBSCRIBERS_AT_ONCE + 50)
                .toList();
        loop.removeIf(HubTest::run);
        crowded.hub.annotate(crowded.millis(), "deployed", List.of());
        viewers.get(0).leave();
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
        assertThat(viewers.subList(1, viewers.size()))
                .allSatisfy(viewer -> assertThat(viewer.types()).containsExactly("snapshot", "annotation deployed"));
    }

    private static boolean run(Runnable task) {
        task.run();
        return true;
    }

    @Test
    void aSampleBetweenTwoTicksIsInTheSecondAndItsSourceHasTickedThen() {
        test.tick();
        test.set("a", 1);
        assertThat(test.hub.hasTicked("test")).isFalse();
        test.tick();
        assertThat(test.hub.hasTicked("test")).isTrue();
    }

    @Test
    void demandThatIsNotPositiveFailsTheStream() {
        TestViewer viewer = TestViewer.slow();
        test.hub.subscribe(test.subscription(Duration.ZERO, null)).subscribe().withSubscriber(viewer);
        viewer.take(0);
        assertThat(viewer.failure).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoFailsBeforeItHasJoinedTakesNoSeat() {
        TestViewer viewer = TestViewer.asking(-1);
        test.hub.subscribe(test.subscription(Duration.ZERO, null)).subscribe().withSubscriber(viewer);
        assertThat(viewer.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(test.registry.get("pulseboard.feeds").gauge().value()).isZero();
    }
}
