package io.pulseboard.ingest.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.ingest.prometheus.LabelLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Targets come and go as the sources say, up to the limit. */
class ActiveTargetsTest {
    private final List<String> events = new ArrayList<>();
    private List<ScrapeTarget> first = List.of();
    private List<ScrapeTarget> second = List.of();
    private final ActiveTargets active = new ActiveTargets(List.of(() -> first, () -> second), 3, this::begin);

    private ActiveTargets.Scraping begin(ScrapeTarget target) {
        String name = String.valueOf(target.labels().get("instance"));
        events.add("begin " + name);
        return new ActiveTargets.Scraping() {
            @Override
            public void retire() {
                events.add("retire " + name);
            }

            @Override
            public void stop() {
                events.add("stop " + name);
            }
        };
    }

    static ScrapeJob job(String name) {
        return new ScrapeJob(
                name,
                Map.of(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                1 << 20,
                1000,
                LabelLimits.NONE,
                null,
                null,
                false,
                true,
                false);
    }

    private static ScrapeTarget target(String address, String... label) {
        return job("shop")
                .target(DiscoveredTarget.of(address, label.length == 0 ? Map.of() : Map.of(label[0], label[1])));
    }

    @Test
    void targetsOfAllSourcesBegin() {
        first = List.of(target("a:1"));
        second = List.of(target("b:1"), target("a:1"));

        active.reconcile();

        assertThat(events).containsExactly("begin a:1", "begin b:1");
        assertThat(active.scraped()).isEqualTo(2);
    }

    @Test
    void whatStaysIsLeftAloneAndWhatIsGoneEnds() {
        first = List.of(target("a:1"), target("b:1"));
        active.reconcile();
        first = List.of(target("b:1"), target("c:1"));

        active.reconcile();

        assertThat(events).containsExactly("begin a:1", "begin b:1", "retire a:1", "begin c:1");
    }

    @Test
    void aTargetWithOtherLabelsIsAnother() {
        first = List.of(target("a:1"));
        active.reconcile();
        first = List.of(target("a:1", "zone", "eu"));

        active.reconcile();

        assertThat(events).containsExactly("begin a:1", "retire a:1", "begin a:1");
    }

    @Test
    void beyondTheLimitThoseGoOnThatWereThereFirst() {
        second = List.of(target("b:1"), target("c:1"));
        active.reconcile();
        first = List.of(target("x:1"), target("y:1"));

        active.reconcile();

        assertThat(events).containsExactly("begin b:1", "begin c:1", "begin x:1");
        assertThat(active.refused()).isEqualTo(1);
    }

    @Test
    void aRefusedTargetBeginsOnceThereIsRoom() {
        first = List.of(target("a:1"), target("b:1"), target("c:1"), target("d:1"));
        active.reconcile();
        first = first.subList(1, 4);

        active.reconcile();

        assertThat(events).containsExactly("begin a:1", "begin b:1", "begin c:1", "retire a:1", "begin d:1");
        assertThat(active.refused()).isZero();
    }

    @Test
    void afterTheEndNothingBegins() {
        first = List.of(target("a:1"));
        active.reconcile();

        active.stop();
        active.reconcile();

        assertThat(events).containsExactly("begin a:1", "stop a:1");
    }
}
