package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MessageRateTest {
    private long nanos = 42;
    private final MessageRate rate = new MessageRate(20, () -> nanos);

    private int admitted(int messages) {
        int admitted = 0;
        for (int i = 0; i < messages; i++) {
            admitted += rate.admit() ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void letsFiveSecondsWorthPassAtOnce() {
        assertThat(admitted(200)).isEqualTo(100);
    }

    @Test
    void letsTheRatePassOverTime() {
        admitted(200);

        nanos += TimeUnit.SECONDS.toNanos(2);

        assertThat(admitted(200)).isEqualTo(40);
    }

    @Test
    void savesUpNoMoreThanABurst() {
        admitted(200);

        nanos += TimeUnit.HOURS.toNanos(1);

        assertThat(admitted(200)).isEqualTo(100);
    }
}
