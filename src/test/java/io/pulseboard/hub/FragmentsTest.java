package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FragmentsTest {
    private final Fragments fragments = new Fragments(1 << 20);

    private void keep(Fragments into, int number, long version, int part, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        into.keep(number, version, part, bytes, 1, bytes.length - 2);
    }

    private String found(int number, long version, int part) {
        int slot = fragments.find(number, version, part);
        return slot == Fragments.ABSENT
                ? "absent"
                : new String(fragments.bytes(), fragments.offset(slot), fragments.length(slot), StandardCharsets.UTF_8);
    }

    @Test
    void findsEveryPieceThatWasKeptAndNoOther() {
        for (int i = 0; i < 4000; i++) {
            keep(fragments, i % 1000, i / 1000 % 2, i / 2000, "piece " + i);
        }

        for (int i = 0; i < 4000; i++) {
            assertThat(found(i % 1000, i / 1000 % 2, i / 2000)).isEqualTo("piece " + i);
            assertThat(found(i % 1000, i / 1000 % 2, 2)).isEqualTo("absent");
            assertThat(found(i % 1000, 2, i / 2000)).isEqualTo("absent");
            assertThat(found(1000 + i, i / 1000 % 2, i / 2000)).isEqualTo("absent");
        }
    }

    /** So many in a small table that they lie in one another's way. */
    @Test
    void tellsTheVersionsOfOneSeriesApart() {
        for (int version = 0; version < 120; version++) {
            keep(fragments, 1, version, 0, "version " + version);
        }

        for (int version = 0; version < 120; version++) {
            assertThat(found(1, version, 0)).isEqualTo("version " + version);
            assertThat(found(1, 1000 + version, 0)).isEqualTo("absent");
        }
    }

    @Test
    void hasNothingAfterATick() {
        keep(fragments, 1, 1, 0, "a");

        fragments.clear();

        assertThat(found(1, 1, 0)).isEqualTo("absent");
        assertThat(fragments.count()).isZero();
    }

    @Test
    void staysWithinItsLimitAndKeepsWhatItHas() {
        String text = "x".repeat(100);
        for (int i = 0; i < 20_000; i++) {
            keep(fragments, i, 1, 0, text + i);
        }

        assertThat(fragments.heapBytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(fragments.count()).isBetween(1000, 19_999);
        assertThat(found(0, 1, 0)).isEqualTo(text + 0);
        assertThat(found(19_999, 1, 0)).isEqualTo("absent");
    }

    @Test
    void givesMemoryBackWhenItIsQuiet() {
        for (int i = 0; i < 5000; i++) {
            keep(fragments, i, 1, 0, "some piece of a message");
        }
        long busy = fragments.heapBytes();
        for (int tick = 0; tick < 20; tick++) {
            fragments.clear();
            keep(fragments, 1, tick, 0, "one");
        }

        assertThat(fragments.heapBytes()).isLessThan(busy / 10);
        assertThat(found(1, 19, 0)).isEqualTo("one");
    }

    @Test
    void lendsItsScratchArrayToOneAtATime() {
        byte[] first = new byte[100];
        fragments.returnScratch(first, 80);

        assertThat(fragments.lendScratch()).isSameAs(first);
        assertThat(fragments.lendScratch()).isEmpty();
    }

    @Test
    void keepsNoScratchArrayThatIsLargeOrLittleUsed() {
        fragments.returnScratch(new byte[1 << 19], 1 << 19);
        assertThat(fragments.lendScratch()).isEmpty();

        fragments.returnScratch(new byte[1 << 16], 100);
        for (int tick = 0; tick < 20; tick++) {
            fragments.clear();
        }
        assertThat(fragments.lendScratch()).hasSizeLessThan(100);
    }

    @Test
    void theOneForOtherThreadsKeepsNothing() {
        keep(Fragments.NONE, 1, 1, 0, "a");

        Fragments.NONE.returnScratch(new byte[10], 10);

        assertThat(Fragments.NONE.lendScratch()).isEmpty();
        assertThat(Fragments.NONE.count()).isZero();
        assertThat(Fragments.NONE.find(1, 1, 0)).isEqualTo(Fragments.ABSENT);
    }
}
