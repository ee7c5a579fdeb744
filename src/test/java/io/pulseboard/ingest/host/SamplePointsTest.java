package io.pulseboard.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplePointsTest {
    private static final long LEAD = 50;

    private static SamplePoints everySecond() {
        return new SamplePoints(1000, LEAD, 1300);
    }

    @Test
    void pointsAreShortlyBeforeWholePeriods() {
        assertThat(everySecond().due(10_003)).containsExactly(10_950, 11_950);
        assertThat(new SamplePoints(5000, LEAD, 1300).due(10_003)).containsExactly(14_950);
    }

    @Test
    void aPointIsGivenOnce() {
        SamplePoints points = everySecond();
        points.due(10_003);
        assertThat(points.due(10_004)).isEmpty();
        assertThat(points.due(11_001)).containsExactly(12_950);
    }

    @Test
    void aPointThatIsNowIsStillGiven() {
        assertThat(everySecond().due(10_950)).startsWith(10_950);
        assertThat(everySecond().due(10_951)).startsWith(11_950);
    }

    @Test
    void noPointIsMissedOrGivenTwiceWhateverThePhaseOfTheCalls() {
        long seed = 42;
        Random random = new Random(seed);
        SamplePoints points = everySecond();
        List<Long> given = new ArrayList<>();
        long now = 1_763_800_000_000L;
        for (int i = 0; i < 10_000; i++) {
            for (long point : points.due(now)) {
                given.add(point);
            }
            // Drifts by 0.1 ms a second, wavers by some more, and leaves a call out now and then.
            now += 1000 + (i % 10 == 0 ? 1 : 0) + random.nextInt(-3, 4) + (random.nextInt(20) == 0 ? 1000 : 0);
        }
        for (int i = 1; i < given.size(); i++) {
            assertThat(given.get(i) - given.get(i - 1))
                    .as("seed %s, point %s", seed, i)
                    .isEqualTo(1000);
        }
    }

    @Test
    void aClockThatIsSetBackStartsAnew() {
        SamplePoints points = everySecond();
        points.due(1_000_003);
        assertThat(points.due(10_003)).containsExactly(10_950, 11_950);
    }

    @Test
    void aClockThatJumpsAheadSkipsWhatIsPast() {
        SamplePoints points = everySecond();
        points.due(10_003);
        assertThat(points.due(1_000_003)).containsExactly(1_000_950, 1_001_950);
    }
}
