package io.pulseboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final long MB = 1 << 20;

    @Test
    void aHeapThatIsTooSmallForAnythingIsNamed() {
        assertThat(MemoryCheck.tooLittle(31 * MB))
                .isEqualTo("too little memory: the heap has 31 MB and needs 48 MB before there is a series or a viewer;"
                        + " in a container half of the memory is heap");
    }

    @Test
    void whatIsEnoughIsNotSpokenOf() {
        assertThat(MemoryCheck.tooLittle(MemoryCheck.BASE)).isNull();
        assertThat(MemoryCheck.room(MemoryCheck.BASE + 1000 * MemoryCheck.PER_SERIES, 1000))
                .isNull();
    }

    @Test
    void aBudgetThatDoesNotFitIsSetBesideWhatDoes() {
        assertThat(MemoryCheck.room(124 * MB, 100_000))
                .isEqualTo("the heap has room for some 6400 series that change with every tick heap=124MB"
                        + " pulseboard.series.max=100000 (docs/operations.md)");
    }

    @Test
    void aHeapBelowTheBaseHasRoomForNone() {
        assertThat(MemoryCheck.room(31 * MB, 100_000)).contains("room for some 0 series");
    }
}
