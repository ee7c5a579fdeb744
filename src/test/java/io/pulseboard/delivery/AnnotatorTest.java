package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.Annotation;
import io.pulseboard.hub.HandTurnedHub;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotatorTest {
    private static final long NOW = HandTurnedHub.START;
    private static final int PER_MINUTE = 3;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HandTurnedHub hub = new HandTurnedHub();
    private long nanos;
    private final Annotator annotator = annotator(PER_MINUTE);

    private Annotator annotator(int perMinute) {
        return new Annotator(
                hub.hub(), new AnnotationRefusals(registry), perMinute, () -> Instant.ofEpochMilli(NOW), () -> nanos);
    }

    private static ObjectNode note() {
        return JsonNodeFactory.instance.objectNode().put("text", "deployed");
    }

    private void assertRefused(int status, String code, ObjectNode node, boolean admitted) {
        assertThatThrownBy(() -> annotator.annotate(node, admitted))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(status);
                    assertThat(refusal.problem().code()).isEqualTo(code);
                });
    }

    private double refused(String reason) {
        return registry.get("pulseboard.annotations.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void withoutATimeItIsNow() {
        assertThat(annotator.annotate(note(), true).timestampMillis()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, -1, 0, 60_000})
    void aTimeThatChartsShowIsTaken(long offset) {
        Annotation annotation = annotator.annotate(note().put("ts", NOW + offset), true);

        assertThat(annotation.timestampMillis()).isEqualTo(NOW + offset);
        assertThat(hub.hub().annotations(Duration.ofHours(2)).await().indefinitely())
                .containsExactly(annotation);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_001, 60_001, 1_000_000_000_000L, -9_000_000_000_000_000L})
    void anyOtherIsRefusedByItsValue(long offset) {
        assertThatThrownBy(() -> annotator.annotate(note().put("ts", NOW + offset), true))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(400);
                    assertThat(refusal.problem().parameter()).isEqualTo("ts");
                })
                .hasMessageContaining(String.valueOf(NOW + offset))
                .hasMessageContaining("60 min ago");
    }

    @Test
    void soManyAreTakenInAMinuteAndMoreWhenItIsOver() {
        for (int i = 0; i < PER_MINUTE; i++) {
            annotator.annotate(note(), true);
        }

        assertRefused(429, "too_many_annotations", note(), true);
        assertThat(refused("too_many_annotations")).isEqualTo(1);
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(annotator.annotate(note(), true).id()).isEqualTo(PER_MINUTE + 1);
    }

    @Test
    void whatIsRefusedForAnotherReasonTakesNoRoom() {
        for (int i = 0; i < PER_MINUTE; i++) {
            assertRefused(400, "bad_message", note().put("text", ""), true);
            assertRefused(403, "not_allowed", note(), false);
        }

        assertThat(annotator.annotate(note(), true).id()).isEqualTo(1);
        assertThat(refused("bad_message")).isEqualTo(PER_MINUTE);
        assertThat(refused("not_allowed")).isEqualTo(PER_MINUTE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 6001})
    void aRateThatMakesNoSenseIsRefusedByName(int perMinute) {
        assertThatThrownBy(() -> annotator(perMinute)).hasMessageContaining("pulseboard.annotation.max-per-minute");
    }
}
