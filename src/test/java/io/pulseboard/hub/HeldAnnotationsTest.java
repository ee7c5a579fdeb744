package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldAnnotationsTest {
    private static final long NOW = TestHub.START;

    private final HeldAnnotations held = new HeldAnnotations(3, Duration.ofHours(1));

    private void add(long id, long millisAgo) {
        held.add(new Annotation(id, NOW - millisAgo, "note", List.of()), NOW);
    }

    private List<Long> ids(long millisAgo, long now) {
        return held.since(NOW - millisAgo, now).stream().map(Annotation::id).toList();
    }

    @Test
    void theOldestComesFirstWheneverItWasTaken() {
        add(1, 100);
        add(2, 300);
        add(3, 200);

        assertThat(ids(1000, NOW)).containsExactly(2L, 3L, 1L);
    }

    @Test
    void severalMayStandAtOneMoment() {
        add(2, 100);
        add(1, 100);

        assertThat(ids(1000, NOW)).containsExactly(1L, 2L);
    }

    @Test
    void theOldestGoesFirstWhenThereAreTooMany() {
        add(1, 300);
        add(2, 400);
        add(3, 200);
        add(4, 100);

        assertThat(ids(1000, NOW)).containsExactly(1L, 3L, 4L);
        assertThat(held.size()).isEqualTo(3);
    }

    @Test
    void whatHistoryNoLongerReachesGoes() {
        add(1, 100);
        add(2, 50);

        assertThat(ids(1000, NOW + 3_600_000 - 60)).containsExactly(2L);
        assertThat(held.size()).isEqualTo(1);
    }

    @Test
    void whatWasTooOldWhenItCameIsNotHeld() {
        add(1, 3_600_001);

        assertThat(held.size()).isZero();
    }

    @Test
    void aRangeCutsOffWhatIsBeforeIt() {
        add(1, 300);
        add(2, 200);
        add(3, -100);

        assertThat(ids(200, NOW)).containsExactly(2L, 3L);
    }
}
