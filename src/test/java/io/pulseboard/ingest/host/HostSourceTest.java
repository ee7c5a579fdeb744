package io.pulseboard.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.store.Source;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The host source in the running application, with the scheduler as it is. */
@QuarkusTest
@TestProfile(HostSourceTest.Profile.class)
class HostSourceTest {
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(RecordingSink.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("pulseboard.host.enabled", "true", "pulseboard.host.slow-every", "2s");
        }
    }

    /** Keeps when each batch came and what was in it. */
    @Alternative
    @Singleton
    public static final class RecordingSink implements SampleSink {
        record Batch(long arrivedMillis, List<Sample> samples) {}

        private final List<Batch> batches = new CopyOnWriteArrayList<>();

        @Override
        public AppendResult append(Source source, List<Sample> samples) {
            if (source.name().equals("host")) {
                batches.add(new Batch(System.currentTimeMillis(), samples));
            }
            return new AppendResult(samples.size(), List.of());
        }

        @Override
        public int remove(Collection<SeriesKey> keys) {
            return 0;
        }
    }

    @Inject
    RecordingSink sink;

    @Inject
    HostSource source;

    @Inject
    MeterRegistry registry;

    @Test
    void aSampleArrivesJustBeforeEachSecond() {
        await().atMost(Duration.ofSeconds(20)).until(() -> sink.batches.size() >= 6);
        // The first is the one at the start. A busy machine may be late for some; that none is left out or taken twice
        // is
        // shown where the clock is the test's.
        List<RecordingSink.Batch> aligned = List.copyOf(sink.batches).subList(1, 6);
        assertThat(aligned).allSatisfy(batch -> assertThat(batch.samples).isNotEmpty());
        assertThat(aligned)
                .as("in time for its tick")
                .filteredOn(batch -> Math.floorMod(batch.arrivedMillis, 1000L) >= 1000 - HostSource.LEAD_MILLIS)
                .hasSizeGreaterThan(aligned.size() / 2);
        assertThat(source.hasSampled()).isTrue();
        System.out.printf(
                "host sample in the application: late by %.1f ms at most, took %.1f ms at most%n",
                registry.timer("pulseboard.host.sample.delay").max(TimeUnit.MILLISECONDS),
                registry.timer("pulseboard.host.sample").max(TimeUnit.MILLISECONDS));
    }

    @Test
    void whatIsSlowArrivesToo() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sink.batches.stream()
                                .flatMap(batch -> batch.samples.stream())
                                .filter(sample -> sample.key().name().equals("node_uname_info"))
                                .count()
                        >= 2);
        assertThat(source.isEnabled()).isTrue();
    }
}
