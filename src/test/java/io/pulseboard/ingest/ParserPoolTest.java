package io.pulseboard.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParserPoolTest {
    private final AtomicInteger made = new AtomicInteger();
    private final ParserPool<Integer> pool = new ParserPool<>(made::incrementAndGet, 2);

    @Test
    void oneAfterTheOtherTheyGetTheSame() {
        assertThat(pool.<Integer, RuntimeException>use(parser -> parser)).isEqualTo(1);
        assertThat(pool.<Integer, RuntimeException>use(parser -> parser)).isEqualTo(1);
    }

    @Test
    void atOnceEachHasItsOwnAndNoMoreAreKeptThanMayBe() {
        int third = pool.<Integer, RuntimeException>use(
                a -> pool.<Integer, RuntimeException>use(b -> pool.<Integer, RuntimeException>use(c -> c)));
        assertThat(third).isEqualTo(3);

        pool.<Integer, RuntimeException>use(a -> pool.<Integer, RuntimeException>use(b -> b));
        assertThat(made).hasValue(3);
        pool.<Integer, RuntimeException>use(
                a -> pool.<Integer, RuntimeException>use(b -> pool.<Integer, RuntimeException>use(c -> c)));
        assertThat(made).hasValue(4);
    }

    @Test
    void oneThatHasThrownIsLentAgain() {
        assertThatThrownBy(() -> pool.use(parser -> {
                    throw new IllegalStateException("of parser " + parser);
                }))
                .hasMessage("of parser 1");

        assertThat(pool.<Integer, RuntimeException>use(parser -> parser)).isEqualTo(1);
    }
}
