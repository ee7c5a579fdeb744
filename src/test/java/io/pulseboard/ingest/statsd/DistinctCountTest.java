package io.pulseboard.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctCountTest {
    private final DistinctCount distinct = new DistinctCount();

    private void add(int different) {
        for (int i = 0; i < different; i++) {
            distinct.add(i);
            distinct.add(i / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8, 9, 100, 1_023, 1_024})
    void fewAreCountedExactly(int different) {
        add(different);

        assertThat(distinct.estimate()).isEqualTo(different);
    }

    /** Three standard errors. */
    @ParameterizedTest
    @ValueSource(ints = {1_025, 2_000, 5_000, 10_000, 20_000, 100_000, 1_000_000})
    void manyAreEstimated(int different) {
        add(different);

        assertThat(distinct.estimate()).isCloseTo(different, withinPercentage(5));
    }

    @Test
    void afterwardsItBeginsAnew() {
        add(5_000);
        distinct.clear();
        add(3);
        assertThat(distinct.estimate()).isEqualTo(3);

        distinct.clear();
        assertThat(distinct.estimate()).isZero();
    }
}
