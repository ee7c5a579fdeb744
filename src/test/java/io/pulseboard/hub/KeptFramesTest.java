package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptFramesTest {
    private static Frame frame(long seq, int size) {
        return new Frame(Frame.Kind.UPDATE, seq, seq, () -> size);
    }

    @Test
    void theOldestGoesFirst() {
        KeptFrames kept = new KeptFrames(13_000);
        List<KeptFrames.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(kept.keep(frame(i, 1000)));
        }

        assertThat(entries.subList(0, 7)).extracting(KeptFrames.Entry::frame).containsOnlyNulls();
        assertThat(entries.subList(7, 10)).extracting(KeptFrames.Entry::frame).doesNotContainNull();
        assertThat(kept.bytes()).isLessThanOrEqualTo(13_000);
    }

    @Test
    void whatIsDroppedMakesRoom() {
        KeptFrames kept = new KeptFrames(13_000);
        KeptFrames.Entry first = kept.keep(frame(1, 1000));
        KeptFrames.Entry second = kept.keep(frame(2, 1000));
        KeptFrames.Entry third = kept.keep(frame(3, 1000));

        kept.drop(second);
        kept.drop(second);
        kept.keep(frame(4, 1000));

        assertThat(first.frame()).isNotNull();
        assertThat(second.frame()).isNull();
        assertThat(third.frame()).isNotNull();
    }

    @Test
    void aFrameThatIsTooLargeIsNotKept() {
        KeptFrames kept = new KeptFrames(13_000);

        KeptFrames.Entry entry = kept.keep(frame(1, 20_000));

        assertThat(entry.frame()).isNull();
        assertThat(kept.bytes()).isZero();
    }
}
